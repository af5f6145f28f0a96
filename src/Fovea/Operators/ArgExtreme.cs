using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>The place of an extreme along an axis.</summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="KeepAxis">Whether the axis stays, with size 1.</param>
/// <param name="Last">Whether the last of equals is chosen.</param>
public abstract record ArgExtreme(long Axis, bool KeepAxis, bool Last) : Operator
{
    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis, unless: 0);
        to.Flag("keepdims", KeepAxis, unless: true);
        to.Flag("select_last_index", Last);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape data = inputs.Shape(0);
        int axis = Operands.Axis(Axis, data.Rank);
        return [new ValueInfo(
            ElementType.Int64, KeepAxis ? data.With(axis, 1) : data.Slice(0, axis).Concat(data.Slice(axis + 1, data.Rank)))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Of(OperationKind.Compare, inputs.Shape(0).Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        int rank = inputs.Rank(0);
        int reduced = Operands.Axis(Axis, rank);
        var axes = new AxisRule[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            axes[axis] = axis == reduced ? new AxisRule.Whole() : new AxisRule.Same(axis > reduced && !KeepAxis ? axis - 1 : axis);
        }
        return FieldRule.Of(axes);
    }
}
