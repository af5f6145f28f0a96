using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = x − m − ln Σ e^(x − m) along an axis, where m is the maximum along it.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX LogSoftmax-1, 11, 13: https://onnx.ai/onnx/operators/onnx__LogSoftmax.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="Flattened">Whether all axes from it on are taken together, as before opset 13.</param>
public sealed record LogSoftmax(long Axis = -1, bool Flattened = false) : SoftmaxFamily(Axis, Flattened)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("LogSoftmax", "X", "Y", a => new LogSoftmax(ReadAxis(a), a.Opset < 13));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    // For each element: the maximum, the difference from it, the exponential, the sum, the difference from its logarithm.
    /// <inheritdoc/>
    protected override (Operations Element, Operations Row) Work =>
        (Unary.Each((OperationKind.Compare, 1), (OperationKind.Add, 3), (OperationKind.Exp, 1)), Operations.Of(OperationKind.Log, 1));

    /// <inheritdoc/>
    protected override void Compute<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        Differences(x, y);
        T sum = default;
        foreach (T difference in y)
        {
            sum += T.Apply(ScalarFunction.Exp, difference);
        }
        T logarithm = T.Apply(ScalarFunction.Log, sum);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] -= logarithm;
        }
    }
}
