using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = 1 at the first maximum along an axis, otherwise 0.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Hardmax-1, 11, 13: https://onnx.ai/onnx/operators/onnx__Hardmax.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="Flattened">Whether all axes from it on are taken together, as before opset 13.</param>
public sealed record Hardmax(long Axis = -1, bool Flattened = false) : SoftmaxFamily(Axis, Flattened)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Hardmax", "X", "Y", a => new Hardmax(ReadAxis(a), a.Opset < 13));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    // For each element: the search for the maximum.
    /// <inheritdoc/>
    protected override (Operations Element, Operations Row) Work =>
        (Unary.Each((OperationKind.Compare, 1)), Operations.None);

    /// <inheritdoc/>
    protected override void Compute<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        y.Clear();
        if (!y.IsEmpty)
        {
            y[ArgExtreme.Place(x, T.Literal(double.NegativeInfinity), greatest: true, last: false)] = T.Literal(1);
        }
    }
}
