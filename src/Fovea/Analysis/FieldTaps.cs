using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Analysis;

/// <summary>What a unit sees along one axis of the input.</summary>
/// <param name="Positions">The positions, sorted; null if it sees all of them, or if they cannot be told.</param>
/// <param name="Problem">Why they cannot be told, or null.</param>
public sealed record AxisTaps(SortedSet<long>? Positions, string? Problem = null)
{
    /// <summary>The axis is seen whole.</summary>
    public static readonly AxisTaps Whole = new((SortedSet<long>?)null);

    internal AxisTaps Union(AxisTaps other) => new(
        Positions is null || other.Positions is null ? null : [.. Positions, .. other.Positions],
        Problem ?? other.Problem);
}

/// <summary>
/// The exact set of positions that one unit sees along each axis of an input: with a dilation's holes, through any graph, and also where paths of different stride
/// meet. Found backwards, from the unit to the input, on an unbounded grid.
/// </summary>
public static class FieldTaps
{
    private const int MaximumPositions = 1 << 20;

    /// <summary>The positions that a unit of a value sees along each axis of an input.</summary>
    /// <param name="typed">The graph.</param>
    /// <param name="value">The value.</param>
    /// <param name="unit">The unit's position along each axis of the value; missing ones are 0.</param>
    /// <param name="input">The input.</param>
    /// <exception cref="UnavailableException">The value does not depend on the input, or there are too many positions.</exception>
    public static AxisTaps[] Of(TypedGraph typed, string value, ReadOnlySpan<long> unit, string input)
    {
        var seen = new Dictionary<string, AxisTaps[]>(StringComparer.Ordinal);
        var start = new AxisTaps[typed[value].Shape.Rank];
        for (int axis = 0; axis < start.Length; axis++)
        {
            start[axis] = new AxisTaps([axis < unit.Length ? unit[axis] : 0]);
        }
        seen[value] = start;
        for (int index = typed.Nodes.Count - 1; index >= 0; index--)
        {
            TypedNode node = typed.Nodes[index];
            for (int output = 0; output < node.Node.Outputs.Count; output++)
            {
                if (seen.TryGetValue(node.Node.Outputs[output], out AxisTaps[]? positions))
                {
                    Back(node, output, positions, seen);
                }
            }
        }
        return seen.TryGetValue(input, out AxisTaps[]? result)
            ? result
            : throw new UnavailableException($"'{value}' does not depend on '{input}'");
    }

    private static void Back(TypedNode node, int output, AxisTaps[] positions, Dictionary<string, AxisTaps[]> seen)
    {
        if (node.Reason is { } reason)
        {
            throw new UnavailableException(reason);
        }
        FieldRule rule = node.Field(output);
        for (int input = 0; input < node.Node.Inputs.Count && input < rule.Inputs.Count; input++)
        {
            if (rule.Inputs[input] is not { } rules)
            {
                continue;
            }
            string name = node.Node.Inputs[input];
            bool known = seen.TryGetValue(name, out AxisTaps[]? others);
            var merged = new AxisTaps[rules.Count];
            for (int axis = 0; axis < merged.Length; axis++)
            {
                merged[axis] = Read(rules[axis], axis, positions);
            }
            if (Array.Exists(merged, read => read.Positions is { Count: 0 }))
            {
                // What reads nothing along one axis reads nothing.
                Array.Fill(merged, new AxisTaps([]));
            }
            for (int axis = 0; known && axis < merged.Length; axis++)
            {
                merged[axis] = others![axis].Union(merged[axis]);
            }
            seen[name] = merged;
        }
    }

    private static AxisTaps Read(AxisRule rule, int axis, AxisTaps[] positions)
    {
        switch (rule)
        {
            case AxisRule.Whole or AxisRule.Normalised:
                return AxisTaps.Whole;
            case AxisRule.Fixed chosen:
                return new AxisTaps([Known(chosen.Position)]);
            case AxisRule.Regrouped regrouped:
                return Regroup(regrouped, axis - regrouped.FirstInput, positions);
            case AxisRule.Piece piece:
                long start = Known(piece.Before);
                long end = start + Known(piece.Size);
                return Collect(positions[piece.OutputAxis], 1, (o, _) => o >= start && o < end ? o - start : null);
            case AxisRule.Same same:
                return positions[same.OutputAxis];
            case AxisRule.Windowed window:
                long kernel = Known(window.Kernel);
                long stride = Known(window.Stride);
                long dilation = Known(window.Dilation);
                long before = Known(window.Before);
                return Collect(positions[window.OutputAxis], kernel, (o, t) => (o * stride) - before + (dilation * t));
            case AxisRule.Transposed transposed:
                long step = Known(transposed.Stride);
                long gap = Known(transposed.Dilation);
                long cut = Known(transposed.Before);
                return Collect(
                    positions[transposed.OutputAxis],
                    Known(transposed.Kernel),
                    (o, t) => (o + cut - (gap * t)) % step == 0 ? (o + cut - (gap * t)) / step : null);
            case AxisRule.Resampled resampled:
                return Collect(
                    positions[resampled.OutputAxis],
                    resampled.Last - resampled.First + 1,
                    (o, t) =>
                    {
                        Fraction coordinate = (resampled.Step * o) + resampled.Start;
                        long floor = Known(coordinate.Floor());
                        return coordinate.TryGetWhole(out _) ? floor : floor + resampled.First + t;
                    });
            case AxisRule.Irregular irregular:
                return new AxisTaps(null, irregular.Reason);
            default:
                throw new ArgumentException($"unknown rule {rule}", nameof(rule));
        }
    }

    // Element e of a block has the position ⌊e / (elements per position)⌋ mod size along each of its axes. Positions outside the block are no elements.
    private static AxisTaps Regroup(AxisRule.Regrouped rule, int axis, AxisTaps[] positions)
    {
        long size = Known(rule.Input[axis]);
        long step = Known(rule.Input.Slice(axis + 1, rule.Input.Rank).Elements);
        SortedSet<long> elements = [0];
        if (Known(rule.Input.Elements) == 0)
        {
            return new AxisTaps([]);
        }
        bool whole = size > 1;
        long faster = 1;
        for (int output = rule.Output.Rank - 1; output >= 0; output--)
        {
            long room = Known(rule.Output[output]);
            AxisTaps units = positions[rule.FirstOutput + output];
            if (units.Problem is not null)
            {
                return units;
            }
            // An axis that runs within one position, or past all of them, does not matter.
            if (step % (faster * room) != 0 && faster % (step * size) != 0)
            {
                whole &= units.Positions is null;
                IEnumerable<long> inside = units.Positions?.Where(unit => unit >= 0 && unit < room) ?? Range(room);
                elements = Sum(elements, inside, faster);
            }
            else if (units.Positions is { } outside && !outside.Any(unit => unit >= 0 && unit < room))
            {
                return new AxisTaps([]);
            }
            faster *= room;
        }
        return whole ? AxisTaps.Whole : new AxisTaps([.. elements.Select(element => element / step % size)]);
    }

    private static SortedSet<long> Sum(SortedSet<long> elements, IEnumerable<long> units, long step)
    {
        SortedSet<long> sums = [];
        foreach (long unit in units)
        {
            foreach (long element in elements)
            {
                if (sums.Add(element + (unit * step)) && sums.Count > MaximumPositions)
                {
                    throw new UnavailableException($"the unit sees more than {MaximumPositions} positions");
                }
            }
        }
        return sums;
    }

    private static IEnumerable<long> Range(long count)
    {
        for (long position = 0; position < count; position++)
        {
            yield return position;
        }
    }

    private static AxisTaps Collect(AxisTaps outputs, long taps, Func<long, long, long?> position)
    {
        if (outputs.Positions is not { } units)
        {
            return outputs;
        }
        SortedSet<long> result = [];
        foreach (long unit in units)
        {
            for (long tap = 0; tap < taps; tap++)
            {
                if (position(unit, tap) is { } found && result.Add(found) && result.Count > MaximumPositions)
                {
                    throw new UnavailableException($"the unit sees more than {MaximumPositions} positions");
                }
            }
        }
        return new AxisTaps(result);
    }

    private static long Known(Size size) => size.TryGetValue(out long value)
        ? value
        : throw new UnavailableException($"the taps depend on the formula {size}; give its symbols values");
}
