using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// mean = the sum of all inputs, divided by their number, elementwise, with broadcasting (since opset 8; before, shapes are equal).
/// <para>Inputs one or more, of shapes that broadcast, the same numeric type; the output of the broadcast shape.</para>
/// <para>ONNX Mean-1, 6, 8, 13: https://onnx.ai/onnx/operators/onnx__Mean.html</para>
/// </summary>
public sealed record Mean : Elementwise
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Mean", "data_0*", "mean", _ => new Mean());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Operations.Of(OperationKind.Add, inputs.Count) + One(OperationKind.Divide);

    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> inputs) => Fold.Mean(inputs);
}
