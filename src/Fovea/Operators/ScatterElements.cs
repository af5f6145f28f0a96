using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = data, with updates written at the places that indices name along an axis.
/// <para>data any tensor; indices, updates of equal shape; output as data.</para>
/// <para>ONNX ScatterElements-11, 13, 16, 18: https://onnx.ai/onnx/operators/onnx__ScatterElements.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="Reduction">What happens to an element that is written to: none (it is replaced), add, mul, max or min.</param>
public sealed record ScatterElements(long Axis = 0, ScatterReduction Reduction = ScatterReduction.None) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "ScatterElements", "data indices updates", "output", a => new ScatterElements(a.Integer("axis", 0), ScatterReductions.Read(a)), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis, unless: 0);
        to.Text("reduction", ScatterReductions.Word(Reduction), unless: "none");
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        _ = Operands.Axis(Axis, inputs.Rank(0));
        inputs.Agree(inputs.Shape(1), inputs.Shape(2), "indices and updates must have the same shape");
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        ScatterReductions.Cost(Reduction, inputs.Shape(2).Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("values are put where indices say"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => ScatterReductions.Write(run, Reduction, Indices.Elementwise(run, Axis));
}
