using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// c = a or b, but not both, elementwise, with broadcasting.
/// <para>A, B of shapes that broadcast, bool; C of the broadcast shape.</para>
/// <para>ONNX Xor-1, 7: https://onnx.ai/onnx/operators/onnx__Xor.html</para>
/// </summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public sealed record Xor(LegacyBroadcast? Legacy = null) : Logical(Legacy)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Xor", "A B", "C", a => new Xor(LegacyBroadcast.Read(a)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override bool Holds(bool a, bool b) => a ^ b;
}
