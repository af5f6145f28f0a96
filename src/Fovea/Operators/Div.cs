using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// c = a / b, elementwise, with broadcasting; of integers the quotient rounded toward 0.
/// <para>A, B of shapes that broadcast, the same numeric type; C of the broadcast shape.</para>
/// <para>ONNX Div-1, 6, 7, 13, 14: https://onnx.ai/onnx/operators/onnx__Div.html</para>
/// </summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public sealed record Div(LegacyBroadcast? Legacy = null) : Arithmetic(Legacy)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Div", "A B", "C", a => new Div(LegacyBroadcast.Read(a)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Divide);

    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> inputs) => inputs[0] / inputs[1];
}
