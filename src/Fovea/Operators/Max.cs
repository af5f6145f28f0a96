using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// max = the greatest of all inputs, elementwise, with broadcasting (since opset 8; before, shapes are equal).
/// <para>Inputs one or more, of shapes that broadcast, the same numeric type; the output of the broadcast shape.</para>
/// <para>ONNX Max-1, 6, 8, 12, 13: https://onnx.ai/onnx/operators/onnx__Max.html</para>
/// </summary>
public sealed record Max : Elementwise
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Max", "data_0*", "max", _ => new Max());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    // The first input is where it starts: shapes that travel as values know no lowest one.
    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Operations.Of(OperationKind.Compare, inputs.Count - 1);

    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> inputs)
    {
        E result = inputs[0];
        foreach (E input in inputs[1..])
        {
            result = E.Max(result, input);
        }
        return result;
    }
}
