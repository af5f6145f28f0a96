using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// c = a &lt; b, elementwise, with broadcasting.
/// <para>A, B of shapes that broadcast, the same numeric type; C of the broadcast shape, bool.</para>
/// <para>ONNX Less-1, 7, 9, 13: https://onnx.ai/onnx/operators/onnx__Less.html</para>
/// </summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public sealed record Less(LegacyBroadcast? Legacy = null) : Comparison(Legacy)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Less", "A B", "C", a => new Less(LegacyBroadcast.Read(a)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Compare);

    /// <inheritdoc/>
    protected override bool? Holds<E>(E a, E b) => E.Less(a, b);
}
