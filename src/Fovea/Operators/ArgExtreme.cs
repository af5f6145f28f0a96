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

    /// <summary>Whether the greatest is meant.</summary>
    protected abstract bool Greatest { get; }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            (Int128 least, Int128 greatest) = run[0].Element.Range();
            Places(run, new Whole(Greatest ? least : greatest));
        }
        else
        {
            Places(run, T.Literal(Greatest ? double.NegativeInfinity : double.PositiveInfinity));
        }
    }

    private void Places<T, E>(Evaluation<T> run, E start)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        E[] data = run.Items<E>(0);
        Whole[] places = run.Make<Whole>(0);
        (int[] starts, int length, int step) = Positions.Lines(run[0].Dimensions.AsSpan(), Operands.Axis(Axis, run[0].Rank));
        Operands.Require(length > 0 || places.Length == 0, $"axis {Axis} has no elements");
        var line = new E[length];
        for (int i = 0; i < places.Length; i++)
        {
            for (int k = 0; k < length; k++)
            {
                line[k] = data[starts[i] + (k * step)];
            }
            places[i] = Place<E>(line, start, Greatest, Last);
        }
    }

    /// <summary>The place of the greatest or least of some numbers, the first or last of equal ones; the search starts at a number that none falls short of.</summary>
    internal static int Place<E>(ReadOnlySpan<E> line, E start, bool greatest, bool last)
        where E : struct, IScalar<E>
    {
        E best = start;
        int place = 0;
        for (int i = 0; i < line.Length; i++)
        {
            (E less, E more) = greatest == last ? (line[i], best) : (best, line[i]);
            if (Scalar.IsLess(less, more) != last)
            {
                best = line[i];
                place = i;
            }
        }
        return place;
    }
}
