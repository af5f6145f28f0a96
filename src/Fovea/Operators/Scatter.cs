using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = data, with updates written at the places that indices name along an axis; replaced by ScatterElements in opset 11.
/// <para>data any tensor; indices, updates of equal shape; output as data.</para>
/// <para>ONNX Scatter-9: https://onnx.ai/onnx/operators/onnx__Scatter.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
public sealed record Scatter(long Axis = 0) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Scatter", "data indices updates", "output", a => new Scatter(a.Integer("axis", 0)), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis, unless: 0);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        _ = Operands.Axis(Axis, inputs.Rank(0));
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("values are put where indices say"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => ScatterReductions.Write(run, ScatterReduction.None, Indices.Elementwise(run, Axis));
}
