using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// z = x shifted by y bits to the left or to the right, elementwise, with broadcasting.
/// <para>X, Y of shapes that broadcast, the same unsigned integer type; Z of the broadcast shape.</para>
/// <para>ONNX BitShift-11: https://onnx.ai/onnx/operators/onnx__BitShift.html</para>
/// </summary>
/// <param name="Left">Whether bits move to the left.</param>
public sealed record BitShift(bool Left) : Bitwise
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "BitShift", "X Y", "Z", a => new BitShift(a.OneOf("direction", false, ("LEFT", true), ("RIGHT", false))), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Text("direction", Left ? "LEFT" : "RIGHT");

    // Beyond the width nothing is left; the language would take such a shift modulo its own width.
    /// <inheritdoc/>
    protected override Int128 Combine(Int128 x, Int128 y) => y >= 64 ? 0 : Left ? x << (int)y : x >> (int)y;
}
