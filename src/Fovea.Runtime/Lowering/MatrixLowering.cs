using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Memory;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>Matrix products: with a constant right side on an image in blocks a convolution of one tap, otherwise of row-major matrices, some of them at once.</summary>
internal static class MatrixLowering
{
    /// <summary>A product: rows of so many elements times a matrix, plus biases.</summary>
    /// <param name="Rows">The rows on the left.</param>
    /// <param name="Inner">The elements of each.</param>
    /// <param name="Columns">The columns of the matrix.</param>
    /// <param name="Matrix">The name of the matrix.</param>
    /// <param name="ByColumns">Whether it lies column by column.</param>
    /// <param name="Scale">What the products are multiplied by.</param>
    /// <param name="Bias">The name of what is added to each row, or null.</param>
    /// <param name="BiasScale">What that is multiplied by.</param>
    private sealed record Product(int Rows, int Inner, int Columns, string Matrix, bool ByColumns, float Scale, string? Bias, float BiasScale)
    {
        /// <summary>The name of what each column is multiplied by afterwards, its bias included; null for 1.</summary>
        public string? Factor { get; init; }
    }

    /// <summary>Of an image [N, H, W, C] in blocks a product makes another.</summary>
    public static bool MakesBlocks(PlanMaker plan, ImageLayouts layouts, TypedNode node) =>
        layouts.IsBlocked(node.Node.Inputs[0]) && plan[node.Node.Inputs[0]].ChannelsLast && Describe(plan, node) is not null;

    public static unsafe bool Lower(PlanMaker plan, TypedNode node)
    {
        if (Describe(plan, node) is not { } product)
        {
            return node.Node.Operator is MatMul && Multiply(plan, node);
        }
        bool blocked = plan.Layouts.IsBlocked(node.Node.Outputs[0]);
        MatrixEpilogue epilogue = MatrixEpilogue.Of(plan, node, product.Bias is null ? product.Columns : null, blocked);
        product = product with { Bias = epilogue.Bias ?? product.Bias, Factor = epilogue.Factor };
        if (blocked)
        {
            Convolve(plan, node, product, epilogue);
        }
        else
        {
            var rows = new MatrixProduct(1, product.Rows, product.Inner, product.Columns) { IsConstant = true, ByColumns = product.ByColumns, Activation = epilogue.Activation };
            Slot weights = Pack(plan, product, "rows", rows.PackedFloats, (right, biases, to) => rows.Pack(right, biases, to));
            Add(plan, node, rows.Prepare(), plan.Plain(node.Node.Inputs[0]), weights, epilogue.Output, "row by row");
        }
        foreach (TypedNode fused in epilogue.Fused)
        {
            plan.Fuse(fused, node);
        }
        return true;
    }

    private static unsafe void Convolve(PlanMaker plan, TypedNode node, Product product, MatrixEpilogue epilogue)
    {
        Placement x = plan.Image(node.Node.Inputs[0], VectorWidth.Floats, default);
        Placement y = plan.MakeImage(epilogue.Output);
        Placement? residual = epilogue.Residual is { } added ? plan[added].Blocked : null;
        var convolution = new Convolution(x.Samples, x.Layout, y.Layout, 1, 1) { Activation = epilogue.Activation, Residual = residual?.Layout };
        (ConvolutionMethod method, string reason) = ConvolutionChoice.Of(convolution, plan.Options)
            ?? throw new InvalidOperationException($"no algorithm takes the product '{node.Node.Label}' on an image in blocks");
        Slot weights = Pack(plan, product, method.Name, method.PackedFloats(convolution), (right, biases, to) => method.Pack(convolution, right, biases, to));
        plan.Add(
            new KernelStep(method.Prepare(convolution), x, y, residual, weights, plan.Options.Threads, PlanMaker.Macs(node)),
            node,
            ExecutionPath.Kernel,
            $"{reason}, on an image in blocks");
    }

    // Both sides are made in the run. Batches are the same, or one side has only one matrix.
    private static bool Multiply(PlanMaker plan, TypedNode node)
    {
        PlanValue a = plan[node.Node.Inputs[0]];
        PlanValue b = plan[node.Node.Inputs[1]];
        PlanValue y = plan[node.Node.Outputs[0]];
        if (!a.IsNumeric || !b.IsNumeric || a.Sizes.Length < 2 || b.Sizes.Length < 2 || y.Count == 0 || a.Count == 0 || a.Count > int.MaxValue || b.Count > int.MaxValue)
        {
            return false;
        }
        long[] left = a.Sizes[..^2];
        long[] right = b.Sizes[..^2];
        int Count(long[] sizes) => (int)sizes.Aggregate(1L, (product, size) => product * size);
        if (!left.AsSpan().SequenceEqual(right) && Count(left) > 1 && Count(right) > 1)
        {
            return false;
        }
        (int rows, int inner, int columns) = ((int)a.Sizes[^2], (int)a.Sizes[^1], (int)b.Sizes[^1]);
        MatrixEpilogue epilogue = MatrixEpilogue.Of(plan, node, null, image: false);
        var product = new MatrixProduct(Math.Max(Count(left), Count(right)), rows, inner, columns)
        {
            LeftBatch = Count(left) == 1 ? 0 : (long)rows * inner,
            RightBatch = Count(right) == 1 ? 0 : (long)inner * columns,
            Activation = epilogue.Activation,
        };
        Slot weights = plan.Plain(b.Name);
        Add(plan, node, product.Prepare(), plan.Plain(a.Name), weights, epilogue.Output, "row by row, the right side packed in the run");
        foreach (TypedNode fused in epilogue.Fused)
        {
            plan.Fuse(fused, node);
        }
        return true;
    }

    private static void Add(PlanMaker plan, TypedNode node, Kernel kernel, Slot left, Slot right, string output, string choice)
    {
        Slot to = plan.MakePlain(output);
        plan.Add(
            new KernelStep(kernel, Row(left), Row(to), null, right, plan.Options.Threads, PlanMaker.Macs(node)), node, ExecutionPath.Kernel, choice);
    }

    // Memory without a layout of images.
    private static Placement Row(Slot slot) => new(slot, 1, BlockedLayout.Planes(1, 1, 1), 0);

    private static Product? Describe(PlanMaker plan, TypedNode node)
    {
        (string a, string b) = (node.Node.Inputs[0], node.Node.Inputs[1]);
        if (!plan[a].IsNumeric || plan[a].Count == 0 || plan[a].Constant is not null || !plan.IsConstant(b, out Tensor? matrix) || !plan[b].IsNumeric || matrix.Dimensions.Count != 2 || matrix.Count == 0)
        {
            return null;
        }
        long inner = plan[a].Sizes[^1];
        long rows = plan[a].Count / inner;
        if (rows > int.MaxValue || inner > int.MaxValue)
        {
            return null;
        }
        if (node.Node.Operator is MatMul)
        {
            return new Product((int)rows, (int)inner, (int)matrix.Dimensions[1], b, false, 1, null, 1);
        }
        var gemm = (Gemm)node.Node.Operator;
        int columns = (int)matrix.Dimensions[gemm.TransposeB ? 0 : 1];
        string? bias = node.Node.Inputs.Count > 2 && node.Node.Inputs[2].Length > 0 ? node.Node.Inputs[2] : null;
        return gemm.TransposeA || (bias is not null && !IsBias(plan, bias, columns))
            ? null
            : new Product((int)rows, (int)inner, columns, b, gemm.TransposeB, gemm.Alpha, bias, gemm.Beta);
    }

    // One element for each column, or one for all.
    public static bool IsBias(PlanMaker plan, string name, int columns) =>
        plan.IsConstant(name, out Tensor? bias) && plan[name].IsNumeric
        && (bias.Count == 1 || (bias.Count == columns && bias.Dimensions[^1] == columns));

    private unsafe delegate void Packing(ReadOnlySpan<float> right, ReadOnlySpan<float> biases, float* to);

    private static unsafe Slot Pack(PlanMaker plan, Product product, string form, long floats, Packing pack)
    {
        string key = $"matrix {form} {product.Matrix} {product.ByColumns} {product.Scale:R} {product.Bias} {product.BiasScale:R} {product.Factor}";
        plan.IsConstant(product.Matrix, out Tensor? matrix);
        return plan.Weights.Prepare(key, floats, to => Floats.Use(matrix!, given =>
        {
            float[]? factors = product.Factor is { } name && plan.IsConstant(name, out Tensor? factor) ? Floats.Of(factor).ToArray() : null;
            // Kernels for rows take both orders; convolutions want the outputs apart.
            bool turns = form != "rows" && !product.ByColumns;
            float[]? changed = null;
            if (turns || product.Scale != 1 || factors is not null)
            {
                changed = new float[given.Length];
                for (int k = 0; k < product.Inner; k++)
                {
                    for (int m = 0; m < product.Columns; m++)
                    {
                        int byColumns = (m * product.Inner) + k;
                        int byRows = (k * product.Columns) + m;
                        changed[turns || product.ByColumns ? byColumns : byRows] = product.Scale * (factors?[m] ?? 1) * given[product.ByColumns ? byColumns : byRows];
                    }
                }
            }
            pack(changed ?? given, Biases(plan, product, factors), to);
        }));
    }

    private static float[] Biases(PlanMaker plan, Product product, float[]? factors)
    {
        if (product.Bias is null)
        {
            return [];
        }
        plan.IsConstant(product.Bias, out Tensor? bias);
        ReadOnlySpan<float> given = Floats.Of(bias!);
        var biases = new float[product.Columns];
        for (int m = 0; m < biases.Length; m++)
        {
            biases[m] = product.BiasScale * (factors?[m] ?? 1) * given[given.Length == 1 ? 0 : m];
        }
        return biases;
    }
}
