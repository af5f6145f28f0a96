using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// c = a > b, elementwise, with broadcasting.
/// <para>A, B of shapes that broadcast, the same numeric type; C of the broadcast shape, bool.</para>
/// <para>ONNX Greater-1, 7, 9, 13: https://onnx.ai/onnx/operators/onnx__Greater.html</para>
/// </summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public sealed record Greater(LegacyBroadcast? Legacy = null) : Comparison(Legacy)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Greater", "A B", "C", a => new Greater(LegacyBroadcast.Read(a)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Compare);

    /// <inheritdoc/>
    protected override bool? Holds<E>(E a, E b) => E.Less(b, a);
}
