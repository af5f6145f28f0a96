using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// c = a = b, elementwise, with broadcasting.
/// <para>A, B of shapes that broadcast, the same type; C of the broadcast shape, bool.</para>
/// <para>ONNX Equal-1, 7, 11, 13, 19: https://onnx.ai/onnx/operators/onnx__Equal.html</para>
/// </summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public sealed record Equal(LegacyBroadcast? Legacy = null) : Comparison(Legacy)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Equal", "A B", "C", a => new Equal(LegacyBroadcast.Read(a)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Compare);

    /// <inheritdoc/>
    protected override bool? Holds<E>(E a, E b) => E.Same(a, b);
}
