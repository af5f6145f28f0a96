using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Analysis;

/// <summary>The positions of the input from the first to the last that a unit sees along one axis.</summary>
/// <param name="Low">The first.</param>
/// <param name="High">The last.</param>
internal readonly record struct Extent(Size Low, Size High)
{
    /// <summary>The smallest extent that holds both.</summary>
    public static Extent? Hull(Extent? left, Extent? right) => left is not { } a ? right : right is not { } b ? left
        : new Extent(Size.Min(a.Low, b.Low), Size.Max(a.High, b.High));
}

/// <summary>
/// What the units of a value see along one axis of the input by local paths: unit <c>Period·q + φ</c> along <see cref="Axis"/> sees the positions
/// <c>Advance·q + Phases[φ]</c>, clipping at the borders aside. Windows have the period 1; up-sampling has more. A phase is null where a unit sees
/// nothing (a transposed convolution whose stride exceeds its kernel).
/// </summary>
/// <param name="Axis">The axis of the value.</param>
/// <param name="Advance">Input positions per period.</param>
/// <param name="Phases">The extent of each unit of one period.</param>
/// <param name="Aligned">Whether all paths have the same centre where they meet.</param>
internal sealed record LocalField(int Axis, Size Advance, Values<Extent?> Phases, bool Aligned)
{
    private const long MaximumPeriod = 1 << 12;

    // Positions that are read: every step-th from the first to the last.
    private readonly record struct Taps(long First, long Last, long Step = 1);

    public int Period => Phases.Count;

    public Fraction Stride => new(Advance, Period);

    /// <summary>The field of the input itself.</summary>
    public static LocalField Identity(int axis) => new(axis, 1, [new Extent(0, 0)], Aligned: true);

    /// <summary>The union with another path; null if their strides differ.</summary>
    public LocalField? Union(LocalField other)
    {
        if (Stride != other.Stride || Axis != other.Axis)
        {
            return null;
        }
        int period = Period / (int)Formula.GreatestCommonDivisor(Period, other.Period) * other.Period;
        var phases = new Extent?[period];
        bool aligned = Aligned && other.Aligned;
        for (int phase = 0; phase < period; phase++)
        {
            Extent? left = At(phase);
            Extent? right = other.At(phase);
            aligned &= left is null || right is null || left.Value.Low + left.Value.High == right.Value.Low + right.Value.High;
            phases[phase] = Extent.Hull(left, right);
        }
        return new LocalField(Axis, Advance * (period / Period), Values.Create<Extent?>(phases), aligned);
    }

    /// <summary>What the units of an output see that reads this value by a rule.</summary>
    /// <exception cref="UnavailableException">A rational stride meets a formula, or the period grows too long.</exception>
    public LocalField Through(AxisRule rule) => rule switch
    {
        AxisRule.Same same => same.OutputAxis == Axis ? this : this with { Axis = same.OutputAxis },
        AxisRule.Windowed window when Period == 1 => Through(window),
        AxisRule.Windowed window => Through(
            window.OutputAxis,
            1,
            Known(window.Stride),
            _ => new Taps(Known(-window.Before), Known(-window.Before + (window.Dilation * (window.Kernel - 1))), Known(window.Dilation))),
        AxisRule.Transposed transposed => Through(
            transposed.OutputAxis, (int)Math.Min(Known(transposed.Stride), MaximumPeriod + 1), 1, phase => Transposed(transposed, phase)),
        AxisRule.Resampled resampled => Through(resampled),
        _ => throw new ArgumentException($"no local field goes through {rule}", nameof(rule)),
    };

    private LocalField Through(AxisRule.Windowed window)
    {
        if (Phases[0] is not { } extent)
        {
            return this with { Axis = window.OutputAxis };
        }
        Size first = -window.Before;
        Size last = first + (window.Dilation * (window.Kernel - 1));
        return new LocalField(
            window.OutputAxis,
            Advance * window.Stride,
            [new Extent((Advance * first) + extent.Low, (Advance * last) + extent.High)],
            Aligned);
    }

    private LocalField Through(AxisRule.Resampled resampled)
    {
        long numerator = Known(resampled.Step.Numerator);
        long denominator = Known(resampled.Step.Denominator);
        return Through(
            resampled.OutputAxis,
            (int)Math.Min(denominator, MaximumPeriod + 1),
            numerator,
            phase =>
            {
                Fraction coordinate = (resampled.Step * phase) + resampled.Start;
                long floor = Known(coordinate.Floor());
                return coordinate.TryGetWhole(out _) ? new Taps(floor, floor) : new Taps(floor + resampled.First, floor + resampled.Last);
            });
    }

    // The composition with a map of known numbers: unit period·q + φ of the output reads the positions advance·q + taps of this value.
    private LocalField Through(int axis, int period, long advance, Func<int, Taps?> taps)
    {
        // This value's own phase has to repeat, too.
        long common = Formula.GreatestCommonDivisor(advance, Period);
        long repeats = Period / Math.Max(1, common);
        if (period > MaximumPeriod || period * repeats > MaximumPeriod)
        {
            throw new UnavailableException($"the receptive field repeats only after more than {MaximumPeriod} positions");
        }
        var phases = new Extent?[period * repeats];
        for (int phase = 0; phase < phases.Length; phase++)
        {
            if (taps(phase % period) is not var (first, last, step))
            {
                continue;
            }
            long shift = advance * (phase / period);
            Extent? hull = null;
            long repeat = step * Period;
            for (long position = first; position <= last; position += step)
            {
                // Positions of the middle are like those a period away, and lie between the ends.
                if (position - first >= repeat && last - position >= repeat)
                {
                    position = last - repeat;
                    continue;
                }
                hull = Extent.Hull(hull, At(position + shift));
            }
            phases[phase] = hull;
        }
        return new LocalField(axis, Advance * (advance * repeats / Period), Values.Create<Extent?>(phases), Aligned);
    }

    // Divisibility repeats after stride / common taps, which lie dilation / common positions apart.
    private static Taps? Transposed(AxisRule.Transposed rule, int phase)
    {
        long stride = Known(rule.Stride);
        long kernel = Known(rule.Kernel);
        long dilation = Known(rule.Dilation);
        long origin = phase + Known(rule.Before);
        long common = Formula.GreatestCommonDivisor(stride, dilation);
        long repeat = stride / common;
        for (long tap = 0; tap < Math.Min(kernel, repeat); tap++)
        {
            long offset = origin - (dilation * tap);
            if (Size.Mod(offset, stride) == 0)
            {
                long last = offset / stride;
                return new Taps(last - ((kernel - 1 - tap) / repeat * (dilation / common)), last, dilation / common);
            }
        }
        return null;
    }

    private Extent? At(long position)
    {
        long period = Size.FloorDiv(position, Period);
        Extent? extent = Phases[(int)(position - (period * Period))];
        return extent is { } found ? new Extent(found.Low + (Advance * period), found.High + (Advance * period)) : null;
    }

    private static long Known(Size size) => size.TryGetValue(out long value)
        ? value
        : throw new UnavailableException($"the receptive field of up-sampling by the formula {size} is not known");
}

/// <summary>What the units of a value see along one axis of the input.</summary>
/// <param name="Local">What they see by windows; null if nothing.</param>
/// <param name="Global">The node through which they see everything, or null.</param>
/// <param name="Problem">Why more cannot be told, or null.</param>
/// <param name="SomePaths">Whether the field of at least one path is told, though not that of all together.</param>
internal sealed record AxisField(LocalField? Local, string? Global = null, string? Problem = null, bool SomePaths = false)
{
    /// <summary>The value does not depend on this axis of the input.</summary>
    public static readonly AxisField None = new((LocalField?)null);

    /// <summary>Both: two paths that meet at a node.</summary>
    public static AxisField Join(AxisField left, AxisField right, string node)
    {
        if (left == None || right == None)
        {
            return left == None ? right : left;
        }
        string? global = left.Global ?? right.Global;
        string? problem = left.Problem ?? right.Problem;
        LocalField? local = left.Local ?? right.Local;
        if (left.Local is { } a && right.Local is { } b)
        {
            local = a.Union(b);
            problem ??= local is not null ? null
                : a.Axis != b.Axis ? $"at '{node}' paths meet that carry the axis differently"
                : $"at '{node}' paths of different stride meet: {a.Stride} and {b.Stride}";
        }
        return problem is null
            ? new AxisField(local, global)
            : new AxisField(null, global, problem, left.Local is not null || right.Local is not null || left.SomePaths || right.SomePaths);
    }
}
