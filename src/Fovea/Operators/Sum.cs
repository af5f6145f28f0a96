using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// sum = the sum of all inputs, elementwise, with broadcasting (since opset 8; before, shapes are equal).
/// <para>Inputs one or more, of shapes that broadcast, the same numeric type; the output of the broadcast shape.</para>
/// <para>ONNX Sum-1, 6, 8, 13: https://onnx.ai/onnx/operators/onnx__Sum.html</para>
/// </summary>
public sealed record Sum : Elementwise
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Sum", "data_0*", "sum", _ => new Sum());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Operations.Of(OperationKind.Add, inputs.Count);

    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> inputs) => Fold.Sum(inputs);
}
