using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>How a resized grid is filled.</summary>
public enum InterpolationMode
{
    /// <summary>The nearest position.</summary>
    Nearest,

    /// <summary>Between the two positions around, along each axis.</summary>
    Linear,

    /// <summary>A cubic through the four positions around, along each axis.</summary>
    Cubic,
}

/// <summary>What operators that interpolate a grid share: taps, weights and, for Resize and Upsample, cost and computation.</summary>
internal static class Interpolation
{
    /// <summary>The modes by the words that files have for them.</summary>
    public static InterpolationMode Read(Attributes attributes) => attributes.OneOf(
        "mode",
        InterpolationMode.Nearest,
        ("nearest", InterpolationMode.Nearest),
        ("linear", InterpolationMode.Linear),
        ("bilinear", InterpolationMode.Linear),
        ("cubic", InterpolationMode.Cubic));

    /// <summary>The word of a mode.</summary>
    public static string Word(InterpolationMode mode) => mode.ToString().ToLowerInvariant();

    /// <summary>
    /// A product and a sum for each of the taps around, two or four along each axis that changes its size; weights are coordinates and free, and
    /// so is the nearest position.
    /// </summary>
    public static Cost Cost(InterpolationMode mode, Size elements, int axes)
    {
        if (mode == InterpolationMode.Nearest || axes == 0)
        {
            return Graphs.Cost.Free;
        }
        Size taps = 1;
        for (int axis = 0; axis < axes; axis++)
        {
            taps *= mode == InterpolationMode.Linear ? 2 : 4;
        }
        return new Cost { Work = Unary.Each((OperationKind.Multiply, 1), (OperationKind.Add, 1)) * (elements * taps) };
    }

    /// <summary>The taps around a coordinate.</summary>
    public static AxisRule Rule(InterpolationMode mode, int axis, Fraction step, Fraction start) => mode switch
    {
        InterpolationMode.Linear => new AxisRule.Resampled(axis, step, start, 0, 1),
        InterpolationMode.Cubic => new AxisRule.Resampled(axis, step, start, -1, 2),
        _ => new AxisRule.Resampled(axis, step, start, 0, 0),
    };

    /// <summary>⌊size · scale⌋: in float32 where both are known, as the runtimes compute it; otherwise exactly.</summary>
    public static Size Scaled(Size size, Fraction scale)
    {
        if (size.TryGetValue(out long known) && scale.TryGetDouble(out double factor))
        {
            return (long)MathF.Floor(known * (float)factor);
        }
        return (scale * size).Floor();
    }

    /// <summary>
    /// The weight of a tap at a distance: 1 − d for the linear mode; for the cubic one (a + 2)·d³ − (a + 3)·d² + 1 up to 1 and a·d³ − 5a·d² + 8a·d − 4a up to 2.
    /// </summary>
    private static E Weight<E>(InterpolationMode mode, E distance, double a)
        where E : struct, IScalar<E>
    {
        double known = Scalar.Known(distance);
        if (mode == InterpolationMode.Linear)
        {
            return known <= 1 ? E.Literal(1) - distance : default;
        }
        return known <= 1 ? (((E.Literal(a + 2) * distance) - E.Literal(a + 3)) * distance * distance) + E.Literal(1)
            : known <= 2 ? (((((E.Literal(a) * distance) - E.Literal(5 * a)) * distance) + E.Literal(8 * a)) * distance) - E.Literal(4 * a)
            : default;
    }

    /// <summary>
    /// The positions around a coordinate, ⌊x⌋ + fraction, with their weights; with a scale below 1 the window is wider by as much, which removes what a coarser grid cannot
    /// hold.
    /// </summary>
    public static List<(long Position, E Weight)> Around<E>(InterpolationMode mode, long floor, E fraction, double a, double scale = 1)
        where E : struct, IScalar<E>
    {
        int first = (int)Math.Floor(-(mode == InterpolationMode.Linear ? 1 : 2) / scale) + 1;
        var taps = new List<(long, E)>();
        for (int tap = first; tap <= 1 - first; tap++)
        {
            E distance = tap <= 0 ? fraction - E.Literal(tap) : E.Literal(tap) - fraction;
            taps.Add((floor + tap, Weight(mode, scale < 1 ? distance * E.Literal(scale) : distance, a)));
        }
        return taps;
    }

    /// <summary>The positions around a coordinate that the data give, with their weights.</summary>
    public static List<(long Position, E Weight)> Around<E>(InterpolationMode mode, E coordinate, double a = 0)
        where E : struct, IScalar<E>
    {
        double floor = Math.Floor(Scalar.Known(coordinate));
        return Around(mode, (long)floor, coordinate - E.Literal(floor), a);
    }

    /// <summary>Taps along each axis as taps in the tensor: weights are multiplied; positions that do not exist are left out.</summary>
    public static List<(int Place, E Weight)> Combine<E>(ReadOnlySpan<long> sizes, ReadOnlySpan<List<(long Position, E Weight)>> axes)
        where E : struct, IScalar<E>
    {
        var all = new List<(int, E)>();
        for (int axis = 0; axis < axes.Length; axis++)
        {
            var next = new List<(int, E)>();
            foreach ((long position, E weight) in axes[axis])
            {
                if (position < 0 || position >= sizes[axis])
                {
                    continue;
                }
                if (axis == 0)
                {
                    next.Add(((int)position, weight));
                }
                foreach ((int place, E before) in all)
                {
                    next.Add((checked((place * (int)sizes[axis]) + (int)position), before * weight));
                }
            }
            all = next;
        }
        return all;
    }

    /// <summary>The sum of the taps of one map.</summary>
    public static E Sum<E>(ReadOnlySpan<E> map, List<(int Place, E Weight)> taps)
        where E : struct, IScalar<E>
    {
        E sum = default;
        foreach ((int place, E weight) in taps)
        {
            sum += weight * map[place];
        }
        return sum;
    }

    /// <summary>
    /// The taps of each position of a resized axis at the coordinates step·o + start, positions beyond the edge being those at the edge; null for a position outside.
    /// </summary>
    /// <param name="mode">How the grid is filled.</param>
    /// <param name="input">The size of the axis before.</param>
    /// <param name="output">The size of the axis after.</param>
    /// <param name="step">Input positions per output position.</param>
    /// <param name="start">The coordinate of output position 0.</param>
    /// <param name="nearest">The start for which the floor of the coordinate is the nearest position.</param>
    /// <param name="a">The coefficient of the cubic.</param>
    /// <param name="scale">The scale if the window is to widen with it, otherwise 1.</param>
    /// <param name="excludeOutside">Whether positions beyond the edge have weight 0.</param>
    /// <param name="crops">Whether a coordinate beyond the edge is outside.</param>
    public static (long Position, double Weight)[]?[] Along(
        InterpolationMode mode, long input, long output, Fraction step, Fraction start, Fraction nearest, double a = 0, double scale = 1, bool excludeOutside = false, bool crops = false)
    {
        Operands.Require(input > 0 || output == 0, "there are no data that could be resized");
        var taps = new (long, double)[]?[output];
        for (int o = 0; o < taps.Length; o++)
        {
            Fraction coordinate = (step * o) + start;
            if (crops && (coordinate.Numerator.Value < 0 || (coordinate - (input - 1)).Numerator.Value > 0))
            {
                continue;
            }
            if (mode == InterpolationMode.Nearest)
            {
                taps[o] = [(Math.Clamp(((step * o) + nearest).Floor().Value, 0, input - 1), 1)];
                continue;
            }
            long floor = coordinate.Floor().Value;
            _ = (coordinate - floor).TryGetDouble(out double fraction);
            List<(long Position, Numbers.Double Weight)> around = Around(mode, floor, new Numbers.Double(fraction), a, scale);
            // Weights sum to 1 by themselves unless the window is widened or cut.
            bool Counts(long position) => !excludeOutside || (position >= 0 && position < input);
            double sum = excludeOutside || scale < 1 ? around.Where(tap => Counts(tap.Position)).Sum(tap => tap.Weight.Number) : 1;
            taps[o] = [.. around.Select(tap => (Math.Clamp(tap.Position, 0, input - 1), Counts(tap.Position) ? tap.Weight.Number / sum : 0))];
        }
        return taps;
    }

    /// <summary>The resized tensor: the reference computation that Resize and Upsample share.</summary>
    /// <param name="run">The run.</param>
    /// <param name="mode">How the grid is filled.</param>
    /// <param name="axes">The taps of each axis; null for one that stays as it is.</param>
    /// <param name="outside">The value of positions outside.</param>
    public static void Fill<T>(Evaluation<T> run, InterpolationMode mode, (long Position, double Weight)[]?[]?[] axes, double outside = 0)
        where T : struct, IScalar<T>
    {
        Values<long> input = run[0].Dimensions;
        long[] output = run.Sizes(0);
        if (mode == InterpolationMode.Nearest)
        {
            var source = new long[output.Length];
            int last = run[0].Elements.Count;
            run.Put(0, run[0].Elements.Append(RunTensor.Literals<T>(run[0].Element, outside)).Pick(Positions.Map(output, position =>
            {
                for (int axis = 0; axis < source.Length; axis++)
                {
                    (long Position, double)[]? taps = axes[axis] is { } table ? table[position[axis]] : [(position[axis], 1)];
                    if (taps is null)
                    {
                        return last;
                    }
                    source[axis] = taps[0].Position;
                }
                return Positions.Place(input, source);
            })));
            return;
        }
        if (run.IsWhole(0) || run.IsTruth(0))
        {
            throw new UnavailableException($"the standard does not say how {run[0].Element.Name()} is rounded between positions; only the nearest one is");
        }
        // Leading axes that stay as they are share the taps of the others.
        int first = Math.Max(0, Array.FindIndex(axes, axis => axis is not null));
        long[] inner = output[first..];
        int inputs = Positions.Count(input.AsSpan()[first..]);
        var list = new List<(long Position, Numbers.Double Weight)>[inner.Length];
        var places = new List<(int Place, T Weight)>?[Positions.Count(inner)];
        var position = new long[inner.Length];
        for (int i = 0; i < places.Length; i++)
        {
            bool inside = true;
            for (int axis = 0; axis < inner.Length && inside; axis++)
            {
                (long Position, double Weight)[]? taps = axes[first + axis] is { } table ? table[position[axis]] : [(position[axis], 1)];
                inside = taps is not null;
                list[axis] = [.. (taps ?? []).Select(tap => (tap.Position, new Numbers.Double(tap.Weight)))];
            }
            places[i] = inside ? [.. Combine<Numbers.Double>(input.AsSpan()[first..], list).Select(tap => (tap.Place, T.Literal(tap.Weight.Number)))] : null;
            Positions.Advance(position, inner);
        }
        T[] x = run.Numbers(0);
        T[] y = run.Make<T>(0);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = places[i % places.Length] is { } taps ? Sum(x.AsSpan(i / places.Length * inputs, inputs), taps) : T.Literal(outside);
        }
    }
}
