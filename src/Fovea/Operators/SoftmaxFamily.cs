using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Functions along one axis that keep the shape. Before opset 13 the input was taken as a matrix: the axes before <paramref name="Axis"/> are its rows, the others its columns.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="Flattened">Whether all axes from <paramref name="Axis"/> on are taken together, as before opset 13.</param>
public abstract record SoftmaxFamily(long Axis, bool Flattened) : Operator
{
    /// <summary>The axis: by default the last one, before opset 13 the second.</summary>
    protected static long ReadAxis(Attributes attributes) => attributes.Integer("axis", Default(attributes.Opset < 13));

    private static long Default(bool flattened) => flattened ? 1 : -1;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Integer("axis", Axis, unless: Default(Flattened));

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Operands.Require(Axis == x.Rank && Flattened || Axis >= -x.Rank && Axis < x.Rank, $"axis {Axis} does not exist: the tensor has {x.Rank} axes");
        return [new ValueInfo(inputs.Element(0), x)];
    }

    /// <summary>The operations for each element, and for each row.</summary>
    protected abstract (Operations Element, Operations Row) Work { get; }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape x = inputs.Shape(0);
        int axis = First(x.Rank);
        Size rows = Flattened ? x.Slice(0, axis).Elements : x.Rank == 0 ? 1 : x.With(axis, 1).Elements;
        return new Cost { Work = (Work.Element * x.Elements) + (Work.Row * rows) };
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        int first = First(inputs.Rank(0));
        return FieldRule.Normalised(inputs.Rank(0), axis => Flattened ? axis >= first : axis == first);
    }

    private int First(int rank) => (int)(Axis < 0 ? Axis + rank : Axis);
}
