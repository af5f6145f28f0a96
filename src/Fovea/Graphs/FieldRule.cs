using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>
/// What one output of an operator sees: for each input, axis by axis, which positions a unit of the output reads. An input that carries
/// no data (a shape, a slope, a weight) is null.
/// </summary>
/// <param name="Inputs">For each input, a rule for each of its axes; null if the unit does not read from it.</param>
public sealed record FieldRule(Values<Values<AxisRule>?> Inputs)
{
    /// <summary>Every unit reads the unit at its own position in the first input, whose rank is <paramref name="rank"/>.</summary>
    public static FieldRule Pointwise(int rank) => Of(Axes(rank));

    /// <summary>Nothing is read: the output does not depend on the values of the inputs.</summary>
    public static FieldRule None { get; } = new([]);

    /// <summary>Only the first input is read, as the rules for its axes say.</summary>
    public static FieldRule Of(ReadOnlySpan<AxisRule> axes) => new([Values.Create(axes)]);

    /// <summary>Only the first input is read, every axis of it the same way.</summary>
    public static FieldRule All(int rank, AxisRule rule)
    {
        var axes = new AxisRule[rank];
        Array.Fill(axes, rule);
        return Of(axes);
    }

    /// <summary>Every axis is seen whole.</summary>
    public static Values<AxisRule> WholeAxes(int rank)
    {
        var axes = new AxisRule[rank];
        Array.Fill(axes, new AxisRule.Whole());
        return Values.Create<AxisRule>(axes);
    }

    /// <summary>Every unit reads the unit at its own position in the first input, and the statistics of those along some of its axes.</summary>
    /// <param name="rank">The rank of the first input.</param>
    /// <param name="along">Which axes the statistics are taken along.</param>
    public static FieldRule Normalised(int rank, Func<int, bool> along)
    {
        AxisRule[] axes = Axes(rank);
        for (int axis = 0; axis < rank; axis++)
        {
            axes[axis] = along(axis) ? new AxisRule.Normalised(axis) : axes[axis];
        }
        return Of(axes);
    }

    /// <summary>A pointwise rule for each of the axes.</summary>
    public static AxisRule[] Axes(int rank)
    {
        var axes = new AxisRule[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            axes[axis] = new AxisRule.Same(axis);
        }
        return axes;
    }
}
