using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// c = a ≥ b, elementwise, with broadcasting.
/// <para>A, B of shapes that broadcast, the same numeric type; C of the broadcast shape, bool.</para>
/// <para>ONNX GreaterOrEqual-12, 16: https://onnx.ai/onnx/operators/onnx__GreaterOrEqual.html</para>
/// </summary>
public sealed record GreaterOrEqual() : Comparison(Legacy: null)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("GreaterOrEqual", "A B", "C", _ => new GreaterOrEqual(), since: 12);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Compare);

    /// <inheritdoc/>
    protected override Fraction? Value(ReadOnlySpan<Fraction> inputs) => Fraction.TryCompare(inputs[0], inputs[1], out int order) ? (order >= 0 ? 1 : 0) : null;
}
