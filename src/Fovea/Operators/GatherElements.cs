using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output[i…] = data[i… with indices[i…] along an axis].
/// <para>data, indices of equal rank; output of the shape of indices.</para>
/// <para>ONNX GatherElements-11, 13: https://onnx.ai/onnx/operators/onnx__GatherElements.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
public sealed record GatherElements(long Axis = 0) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "GatherElements", "data indices", "output", a => new GatherElements(a.Integer("axis", 0)), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis, unless: 0);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Operands.Require(inputs.Rank(0) == inputs.Rank(1), "data and indices must have as many axes");
        _ = Operands.Axis(Axis, inputs.Rank(0));
        return [new ValueInfo(inputs.Element(0), inputs.Shape(1))];
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        AxisRule[] axes = FieldRule.Axes(inputs.Rank(0));
        axes[Operands.Axis(Axis, axes.Length)] = new AxisRule.Irregular("the positions are chosen by indices");
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, run[0].Elements.Pick(Indices.Elementwise(run, Axis)));
}
