using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = values[1] where an index points along a new axis, otherwise values[0]; negative indices count from the end, and one that does not exist points nowhere.
/// <para>indices any shape; depth a scalar; values [2]; output with an axis of size depth more.</para>
/// <para>ONNX OneHot-9, 11: https://onnx.ai/onnx/operators/onnx__OneHot.html</para>
/// </summary>
/// <param name="Axis">The place of the new axis; negative ones count from the end.</param>
public sealed record OneHot(long Axis = -1) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("OneHot", "indices depth values", "output", a => new OneHot(a.Integer("axis", -1)), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis, unless: -1);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape indices = inputs.Shape(0);
        int axis = Operands.Axis(Axis, indices.Rank + 1);
        Size depth = inputs.ScalarSize(1) ?? inputs.Open("depth");
        return [new ValueInfo(inputs.Element(2), indices.Slice(0, axis).Concat([depth]).Concat(indices.Slice(axis, indices.Rank)))];
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        int axis = Operands.Axis(Axis, inputs.Rank(0) + 1);
        return FieldRule.Of([.. Enumerable.Range(0, inputs.Rank(0)).Select(input => new AxisRule.Same(input < axis ? input : input + 1))]);
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        long[] sizes = run.Sizes(0);
        int axis = Operands.Axis(Axis, sizes.Length);
        long[] indices = Indices.Read(run, 0);
        Operands.Require(run[2].Elements.Count == 2, $"values has {run[2].Elements.Count} elements, not 2");
        run.Put(0, run[2].Elements.Pick(Positions.Map(sizes, position =>
        {
            long[] source = [.. position[..axis], .. position[(axis + 1)..]];
            long index = indices[Positions.Place(run[0].Dimensions, source)];
            return (index < 0 ? index + sizes[axis] : index) == position[axis] ? 1 : 0;
        })));
    }
}
