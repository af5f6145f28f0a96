using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// c = a or b, bit by bit, elementwise, with broadcasting.
/// <para>A, B of shapes that broadcast, the same integer type; C of the broadcast shape.</para>
/// <para>ONNX BitwiseOr-18: https://onnx.ai/onnx/operators/onnx__BitwiseOr.html</para>
/// </summary>
public sealed record BitwiseOr : Bitwise
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("BitwiseOr", "A B", "C", _ => new BitwiseOr(), since: 18);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Int128 Combine(Int128 a, Int128 b) => a | b;
}
