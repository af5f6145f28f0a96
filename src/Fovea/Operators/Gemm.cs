using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = alpha · a · b + beta · c, with a and b transposed on request: a dense layer.
/// <para>A [m, k] or, transposed, [k, m]; B [k, n] or [n, k]; C broadcasts to [m, n]; Y [m, n].</para>
/// <para>ONNX Gemm-1, 6, 7, 9, 11, 13: https://onnx.ai/onnx/operators/onnx__Gemm.html</para>
/// </summary>
/// <param name="Alpha">The factor of the product.</param>
/// <param name="Beta">The factor of C.</param>
/// <param name="TransposeA">Whether A is stored transposed.</param>
/// <param name="TransposeB">Whether B is stored transposed.</param>
/// <param name="LegacyBroadcast">In files of opset 6 and before, whether C is broadcast; null since.</param>
public sealed record Gemm(
    float Alpha = 1, float Beta = 1, bool TransposeA = false, bool TransposeB = false, bool? LegacyBroadcast = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Gemm",
        "A B C?",
        "Y",
        a => new Gemm(
            a.Real("alpha", 1), a.Real("beta", 1), a.Flag("transA"), a.Flag("transB"), a.Opset < 7 ? a.Flag("broadcast") : null));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("alpha", Alpha, unless: 1);
        to.Real("beta", Beta, unless: 1);
        to.Flag("transA", TransposeA);
        to.Flag("transB", TransposeB);
        to.Flag("broadcast", LegacyBroadcast ?? false);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        ElementType element = inputs.AgreeElement(0, 1);
        Shape a = inputs.Shape(0);
        Shape b = inputs.Shape(1);
        Operands.Require(a.Rank == 2 && b.Rank == 2, $"A {a} and B {b} must be matrices");
        inputs.Agree(a[TransposeA ? 0 : 1], b[TransposeB ? 1 : 0], "the columns of A are not the rows of B");
        Shape y = [a[TransposeA ? 1 : 0], b[TransposeB ? 0 : 1]];
        if (inputs.Has(2))
        {
            inputs.AgreeElement(0, 2);
            inputs.Agree(Broadcast.Output(inputs, y, inputs.Shape(2)), y, "C cannot be broadcast to Y");
        }
        return [new ValueInfo(element, y)];
    }

    // alpha and beta cost a product each only where they are not 1; C is where the sum starts.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape y = outputs[0].Shape;
        int factors = (Alpha != 1 ? 1 : 0) + (inputs.Has(2) && Beta != 1 ? 1 : 0);
        Cost cost = MatrixProduct.Products(inputs.Shape(0)[TransposeA ? 0 : 1], y) + Graphs.Cost.Of(OperationKind.Multiply, y.Elements * factors);
        // A scaled product cannot start at C.
        return Alpha != 1 && inputs.Has(2) ? cost + Graphs.Cost.Of(OperationKind.Add, y.Elements) : cost;
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => new([
        TransposeA ? [new AxisRule.Whole(), new AxisRule.Same(0)] : [new AxisRule.Same(0), new AxisRule.Whole()],
        TransposeB ? [new AxisRule.Same(1), new AxisRule.Whole()] : [new AxisRule.Whole(), new AxisRule.Same(1)],
        inputs.Has(2) ? Broadcast.Rules(inputs.Shape(2), outputs[0].Shape) : null,
    ]);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (!run.IsWhole(0))
        {
            Multiply<T, T>(run);
        }
        else if (float.IsInteger(Alpha) && float.IsInteger(Beta))
        {
            Multiply<T, Whole>(run);
        }
        else
        {
            throw new UnavailableException($"the standard does not say how integers times alpha {Alpha} and beta {Beta} are rounded");
        }
    }

    private void Multiply<T, E>(Evaluation<T> run)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        E[] a = run.Items<E>(0);
        E[] b = run.Items<E>(1);
        E[]? c = run.Has(2) ? run.Items<E>(2) : null;
        E[] y = run.Make<E>(0);
        long[] sizes = run.Sizes(0);
        (int rows, int columns) = ((int)sizes[0], (int)sizes[1]);
        int inner = (int)run[0].Dimensions[TransposeA ? 0 : 1];
        int[] places = c is null ? [] : Broadcast.Places(run[2].Dimensions, sizes);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                int place = (i * columns) + j;
                E start = c is null ? default : Beta == 1 ? c[places[place]] : E.Literal(Beta) * c[places[place]];
                E sum = Alpha == 1 ? start : default;
                for (int k = 0; k < inner; k++)
                {
                    sum += a[TransposeA ? (k * rows) + i : (i * inner) + k] * b[TransposeB ? (j * inner) + k : (k * columns) + j];
                }
                y[place] = Alpha == 1 ? sum : c is null ? E.Literal(Alpha) * sum : (E.Literal(Alpha) * sum) + start;
            }
        }
    }
}
