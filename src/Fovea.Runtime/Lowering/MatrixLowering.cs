using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Memory;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>Matrix products with a constant right side: a convolution of one tap, over an image with a pixel for each row.</summary>
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

    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        if (Describe(plan, node) is not { } product)
        {
            return false;
        }
        bool blocked = plan.Layouts.IsBlocked(node.Node.Outputs[0]);
        MatrixEpilogue epilogue = MatrixEpilogue.Of(plan, node, product.Bias is null ? product.Columns : null, blocked);
        product = product with { Bias = epilogue.Bias ?? product.Bias, Factor = epilogue.Factor };

        Placement x = blocked ? plan.Image(node.Node.Inputs[0], VectorWidth.Floats, default) : Blocks(plan, node.Node.Inputs[0], product.Rows, product.Inner);
        Placement y = blocked ? plan.MakeImage(epilogue.Output) : Placement.Of(1, BlockedLayout.Blocked(product.Columns, 1, product.Rows));
        Placement? residual = epilogue.Residual is { } added ? plan[added].Blocked : null;
        var convolution = new Convolution(x.Samples, x.Layout, y.Layout, 1, 1) { Activation = epilogue.Activation, Residual = residual?.Layout };
        if (ConvolutionChoice.Of(convolution, plan.Options) is not var (method, reason))
        {
            return false;
        }
        Slot weights = Pack(plan, product, convolution, method);
        plan.Add(
            new KernelStep(method.Prepare(convolution), x, y, residual, weights, plan.Options.Threads, PlanMaker.Macs(node)),
            node,
            ExecutionPath.Kernel,
            blocked ? $"{reason}, in blocks" : $"{reason}, a pixel for each row");
        if (!blocked && product.Rows == 1)
        {
            plan[epilogue.Output].Plain = y.Slot;
        }
        else if (!blocked)
        {
            plan.AddConversion(new BlockStep(y, Rows(plan.MakePlain(epilogue.Output), product.Rows, product.Columns)), epilogue.Output, "to rows");
        }
        foreach (TypedNode fused in epilogue.Fused)
        {
            plan.Fuse(fused, node);
        }
        return true;
    }

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

    private static unsafe Slot Pack(PlanMaker plan, Product product, Convolution convolution, ConvolutionMethod method)
    {
        string key = $"matrix {method.Name} {product.Matrix} {product.ByColumns} {product.Scale:R} {product.Bias} {product.BiasScale:R} {product.Factor}";
        return plan.Weights.Prepare(key, method.PackedFloats(convolution), to =>
        {
            plan.IsConstant(product.Matrix, out Tensor? matrix);
            ReadOnlySpan<float> given = Floats.Of(matrix!);
            float[]? changed = null;
            float[]? factors = product.Factor is { } name && plan.IsConstant(name, out Tensor? factor) ? Floats.Of(factor).ToArray() : null;
            if (!product.ByColumns || product.Scale != 1 || factors is not null)
            {
                changed = new float[given.Length];
                for (int k = 0; k < product.Inner; k++)
                {
                    for (int m = 0; m < product.Columns; m++)
                    {
                        int place = (m * product.Inner) + k;
                        changed[place] = product.Scale * (factors?[m] ?? 1) * given[product.ByColumns ? place : (k * product.Columns) + m];
                    }
                }
            }
            method.Pack(convolution, changed ?? given, Biases(plan, product, factors), to);
        });
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

    // The rows as the pixels of an image. A single row lies in blocks already.
    private static Placement Blocks(PlanMaker plan, string name, int rows, int inner)
    {
        Slot plain = plan.Plain(name);
        BlockedLayout layout = BlockedLayout.Blocked(inner, 1, rows);
        if (rows == 1)
        {
            return new Placement(plain, 1, layout, 0);
        }
        var blocks = Placement.Of(1, layout);
        plan.AddConversion(new BlockStep(Rows(plain, rows, inner), blocks), name, "to blocks");
        return blocks;
    }

    // Row after row: one block as wide as a row, a pixel for each.
    private static Placement Rows(Slot slot, int rows, int elements) =>
        new(slot, 1, BlockedLayout.Planes(elements, 1, rows) with { Lanes = elements, RowStride = (long)rows * elements }, 0);
}
