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

    // Not the opposite of the other order, for NaN is in none.
    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Operations.Of(OperationKind.Compare, 2);

    /// <inheritdoc/>
    protected override bool? Holds<E>(E a, E b) => E.Less(b, a) | E.Same(a, b);
}
