using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = data, with slices of updates written where the last axis of indices says.
/// <para>data of rank r; indices of rank q whose last axis has size k; updates of rank q + r − k − 1; output as data.</para>
/// <para>ONNX ScatterND-11, 13, 16, 18: https://onnx.ai/onnx/operators/onnx__ScatterND.html</para>
/// </summary>
/// <param name="Reduction">What happens to an element that is written to: none (it is replaced), add, mul, max or min.</param>
public sealed record ScatterND(ScatterReduction Reduction = ScatterReduction.None) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "ScatterND", "data indices updates", "output", a => new ScatterND(ScatterReductions.Read(a)), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Text("reduction", ScatterReductions.Word(Reduction), unless: "none");
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        ScatterReductions.Cost(Reduction, inputs.Shape(2).Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("values are put where indices say"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        (int[] starts, int length) = Indices.Slices(run, 0);
        ScatterReductions.Write(run, Reduction, Indices.Expand(starts, length));
    }
}
