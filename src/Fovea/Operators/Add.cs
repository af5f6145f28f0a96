using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// c = a + b, elementwise, with broadcasting.
/// <para>A, B of shapes that broadcast, the same numeric type; C of the broadcast shape.</para>
/// <para>ONNX Add-1, 6, 7, 13, 14: https://onnx.ai/onnx/operators/onnx__Add.html</para>
/// </summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public sealed record Add(LegacyBroadcast? Legacy = null) : Arithmetic(Legacy)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Add", "A B", "C", a => new Add(LegacyBroadcast.Read(a)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Add);

    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> inputs) => inputs[0] + inputs[1];
}
