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
/// What the units of a value see along one axis of the input by local paths. The digits of a unit's place give it a position; position <c>Period·q + φ</c> sees
/// <c>Advance·q + Phases[φ]</c>, clipping at the borders aside. Windows have the period 1; up-sampling has more. A phase is null where a unit sees
/// nothing (a transposed convolution whose stride exceeds its kernel). Without digits all units see the same.
/// </summary>
/// <param name="Digits">Where a unit's position is found: the axes of the value that carry it, counted from the input's own axis.</param>
/// <param name="Advance">Input positions per period.</param>
/// <param name="Phases">The extent of each position of one period.</param>
/// <param name="Aligned">Whether all paths have the same centre where they meet.</param>
internal sealed record LocalField(Values<AxisDigit> Digits, Size Advance, Values<Extent?> Phases, bool Aligned)
{
    private const long MaximumPeriod = 1 << 12;

    // Positions that are read: every step-th from the first to the last.
    private readonly record struct Taps(long First, long Last, long Step = 1);

    public int Period => Phases.Count;

    public Fraction Stride => new(Advance, Period);

    /// <summary>The field of the input itself, along any of its axes.</summary>
    public static readonly LocalField Identity = new([AxisDigit.Whole(0)], 1, [new Extent(0, 0)], Aligned: true);

    /// <summary>Whether one of the axes that carry the field is read by a rule of this kind.</summary>
    public bool Meets<TRule>(Values<AxisRule> rules, int own) where TRule : AxisRule
    {
        foreach (AxisDigit digit in Digits)
        {
            if (rules[own + digit.Axis] is TRule)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The union with another path.</summary>
    /// <exception cref="UnavailableException">No field of this form holds both.</exception>
    public LocalField Union(LocalField other)
    {
        if (Digits != other.Digits)
        {
            LocalField own = Gathered();
            LocalField others = other.Gathered();
            if (own.Digits != others.Digits && own.Digits.Count > 0 && others.Digits.Count > 0)
            {
                throw new UnavailableException("paths meet that carry the axis differently");
            }
            return Union(own, others);
        }
        return Union(this, other);
    }

    /// <summary>The axes that carry this path or another one, where the union of what is seen cannot be told.</summary>
    public LocalField Vaguely(LocalField other) =>
        new([.. Digits.Concat(other.Digits).Distinct()], 1, [new Extent(0, 0)], Aligned: false);

    private static LocalField Union(LocalField one, LocalField other)
    {
        if (one.Stride != other.Stride)
        {
            throw new UnavailableException($"paths of different stride meet: {one.Stride} and {other.Stride}");
        }
        long period = one.Period / Formula.GreatestCommonDivisor(one.Period, other.Period) * other.Period;
        RequirePeriod(period);
        var phases = new Extent?[period];
        bool aligned = one.Aligned && other.Aligned;
        for (int phase = 0; phase < period; phase++)
        {
            Extent? left = one.At(phase);
            Extent? right = other.At(phase);
            aligned &= left is null || right is null || left.Value.Low + left.Value.High == right.Value.Low + right.Value.High;
            phases[phase] = Extent.Hull(left, right);
        }
        return new LocalField(
            one.Digits.Count > 0 ? one.Digits : other.Digits, one.Advance * (period / one.Period), Values.Create<Extent?>(phases), aligned);
    }

    /// <summary>What the units of an output see that reads this value by the rules for its axes; null if all of the axis, by rules that see it whole.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="own">The axis of the input that is followed.</param>
    /// <exception cref="UnavailableException">A rational stride meets a formula, the period grows too long, or axes that were regrouped are not read alike.</exception>
    public LocalField? Through(Values<AxisRule> rules, int own)
    {
        // Most axes were never regrouped, and most layers leave them as they are or slide a window along them.
        if (Digits is [{ IsWhole: true } only])
        {
            switch (rules[own + only.Axis])
            {
                case AxisRule.Same same when same.OutputAxis == own + only.Axis:
                    return this;
                case AxisRule.Windowed single:
                    return Read(single).Along(single.OutputAxis - own);
            }
        }
        LocalField field = this;
        var kept = new List<AxisDigit>(Digits.Count);
        int whole = 0;
        int read = 0;
        AxisRule? window = null;
        foreach (AxisDigit digit in Digits)
        {
            switch (rules[own + digit.Axis])
            {
                case AxisRule.Same same:
                    kept.Add(digit with { Axis = same.OutputAxis - own });
                    break;
                case AxisRule.Normalised normalised:
                    kept.Add(digit with { Axis = normalised.OutputAxis - own });
                    break;
                case AxisRule.Regrouped regrouped:
                    if (!digit.TryRegroup(regrouped, own, kept))
                    {
                        // The new axes may cut an axis where its digits do not end; taken as one, it has none.
                        return Gathered() is var gathered && ReferenceEquals(gathered, this)
                            ? throw new UnavailableException($"{regrouped.Input} is regrouped to {regrouped.Output}, which cuts an axis unevenly")
                            : gathered.Through(rules, own);
                    }
                    break;
                case AxisRule.Fixed chosen:
                    field = field.Read(new AxisRule.Windowed(0, 1, 1, 1, -digit.At(chosen.Position)));
                    break;
                case AxisRule.Whole:
                    whole++;
                    break;
                case AxisRule.Irregular irregular:
                    throw new UnavailableException(irregular.Reason);
                case AxisRule other:
                    window = other;
                    kept.Add(digit);
                    read++;
                    break;
            }
        }
        if (whole > 0 && whole == Digits.Count)
        {
            return null;
        }
        if (whole > 0)
        {
            foreach (AxisDigit digit in Digits)
            {
                if (rules[own + digit.Axis] is AxisRule.Whole)
                {
                    // One of several digits: all its steps.
                    Size steps = digit.Count ?? throw new UnavailableException("one of several axes that carry paths is seen whole");
                    field = field.Read(new AxisRule.Windowed(0, steps, 1, digit.Weight, 0));
                }
            }
        }
        if (window is null)
        {
            return Digits.AsSpan().SequenceEqual(kept.ToArray()) ? this : field.On(kept);
        }
        if (read < kept.Count)
        {
            throw new UnavailableException("only some of the axes that a regrouped axis is spread over are read by a window");
        }
        return field.On(kept).Gathered().Read(window).Along(OutputAxis(window) - own);
    }

    /// <summary>The same along a single axis: digits of it become a period.</summary>
    /// <exception cref="UnavailableException">The digits lie on several axes, or their period is too long or a formula.</exception>
    public LocalField Gathered()
    {
        if (Digits.Count == 0 || (Digits.Count == 1 && Digits[0].IsWhole))
        {
            return this;
        }
        AxisDigit[] digits = [.. Digits];
        int axis = digits[0].Axis;
        if (!Array.TrueForAll(digits, digit => digit.Axis == axis))
        {
            throw new UnavailableException("an axis of the input is spread over several axes");
        }
        long period = 1;
        foreach (AxisDigit digit in digits)
        {
            long repeat = digit.Period.TryGetValue(out long units)
                ? units
                : throw new UnavailableException($"the receptive field repeats after {digit.Period} positions, a formula");
            RequirePeriod(repeat);
            period = period / Formula.GreatestCommonDivisor(period, repeat) * repeat;
            RequirePeriod(period);
        }
        long advance = 0;
        foreach (AxisDigit digit in digits)
        {
            advance += digit.Leads ? Known(digit.At(period)) : 0;
        }
        return Read((int)period, advance, phase =>
        {
            Size position = 0;
            foreach (AxisDigit digit in digits)
            {
                position += digit.At(phase);
            }
            return new Taps(Known(position), Known(position));
        }) with
        { Digits = [AxisDigit.Whole(axis)] };
    }

    // The same positions, carried by a whole axis. Most layers keep the axes, and share the list.
    private LocalField Along(int axis) => Digits is [{ IsWhole: true } digit] && digit.Axis == axis ? this : this with { Digits = [AxisDigit.Whole(axis)] };

    // The same positions, carried by other digits.
    private LocalField On(List<AxisDigit> digits)
    {
        AxisDigit.Merge(digits);
        switch (digits)
        {
            case []:
                return this with { Digits = [], Advance = 0, Phases = [At(0)] };
            case [{ IsWhole: true } whole]:
                return Along(whole.Axis);
            case [AxisDigit single]:
                LocalField field = single.Weight == 1 ? this : Read(new AxisRule.Windowed(0, 1, single.Weight, 1, 0));
                single = single with { Weight = 1 };
                return single.IsWhole ? field.Along(single.Axis) : field with { Digits = [single] };
            default:
                return this with { Digits = Values.Create<AxisDigit>([.. digits]) };
        }
    }

    private static int OutputAxis(AxisRule rule) => rule switch
    {
        AxisRule.Windowed window => window.OutputAxis,
        AxisRule.Piece piece => piece.OutputAxis,
        AxisRule.Transposed transposed => transposed.OutputAxis,
        AxisRule.Resampled resampled => resampled.OutputAxis,
        _ => throw new ArgumentException($"no local field goes through {rule}", nameof(rule)),
    };

    // What a position sees that reads these ones by a rule, whatever carries them.
    private LocalField Read(AxisRule rule) => rule switch
    {
        AxisRule.Piece piece => Read(new AxisRule.Windowed(piece.OutputAxis, 1, 1, 1, piece.Before)),
        AxisRule.Windowed window when Period == 1 => ReadWindow(window),
        AxisRule.Windowed window => Read(
            1,
            Known(window.Stride),
            _ => new Taps(Known(-window.Before), Known(-window.Before + (window.Dilation * (window.Kernel - 1))), Known(window.Dilation))),
        AxisRule.Transposed transposed => Read(
            (int)Math.Min(Known(transposed.Stride), MaximumPeriod + 1), 1, phase => Transposed(transposed, phase)),
        AxisRule.Resampled resampled => ReadResampled(resampled),
        _ => throw new ArgumentException($"no local field goes through {rule}", nameof(rule)),
    };

    private LocalField ReadWindow(AxisRule.Windowed window)
    {
        if (Phases[0] is not { } extent)
        {
            return this;
        }
        Size first = -window.Before;
        Size last = first + (window.Dilation * (window.Kernel - 1));
        return this with { Advance = Advance * window.Stride, Phases = [new Extent((Advance * first) + extent.Low, (Advance * last) + extent.High)] };
    }

    private LocalField ReadResampled(AxisRule.Resampled resampled)
    {
        long numerator = Known(resampled.Step.Numerator);
        long denominator = Known(resampled.Step.Denominator);
        return Read(
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
    private LocalField Read(int period, long advance, Func<int, Taps?> taps)
    {
        // This value's own phase has to repeat, too.
        long common = Formula.GreatestCommonDivisor(advance, Period);
        long repeats = Period / Math.Max(1, common);
        RequirePeriod(period * repeats);
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
        return this with { Advance = Advance * (advance * repeats / Period), Phases = Values.Create<Extent?>(phases) };
    }

    private static void RequirePeriod(long period)
    {
        if (period > MaximumPeriod)
        {
            throw new UnavailableException($"the receptive field repeats only after more than {MaximumPeriod} positions");
        }
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
        : throw new UnavailableException($"a receptive field that repeats meets the formula {size}");
}

/// <summary>What the units of a value see along one axis of the input.</summary>
/// <param name="Local">What they see by windows; null if nothing.</param>
/// <param name="Global">The node through which they see everything, or null.</param>
/// <param name="Problem">Why more cannot be told, or null.</param>
/// <param name="Vague">Whether the local field only tells which axes carry it, and not what is seen.</param>
/// <param name="SomePaths">Whether the field of at least one path is told, though not that of all together.</param>
internal sealed record AxisField(LocalField? Local, string? Global = null, string? Problem = null, bool Vague = false, bool SomePaths = false)
{
    /// <summary>The value does not depend on this axis of the input.</summary>
    public static readonly AxisField None = new((LocalField?)null);

    // Whether it is not even known which axes carry it.
    private bool Lost => Local is null && Problem is not null;

    /// <summary>The input sees itself.</summary>
    public static readonly AxisField Identity = new(LocalField.Identity);

    /// <summary>Whether the rules read this field along an axis as they read it along the axis before.</summary>
    public bool IsReadAsBefore(Values<AxisRule> rules, int own) =>
        Local is null || (Local.Digits is [{ IsWhole: true } only] && rules[own + only.Axis].IsAsBefore(rules[own + only.Axis - 1]));

    /// <summary>What the units of an output see that reads this value by the rules for its axes.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="own">The axis of the input that is followed.</param>
    /// <param name="node">The node.</param>
    public AxisField Through(Values<AxisRule> rules, int own, Node node)
    {
        if (Local is null)
        {
            return this;
        }
        try
        {
            LocalField? next = Local.Through(rules, own);
            if (next is null)
            {
                // Where everything is seen it does not matter what was seen before.
                return new AxisField(null, Global ?? node.Label);
            }
            string? global = Global ?? (Local.Meets<AxisRule.Normalised>(rules, own) ? node.Label : null);
            return ReferenceEquals(next, Local) && global == Global ? this : this with { Local = next, Global = global };
        }
        catch (UnavailableException unavailable)
        {
            return new AxisField(null, Global, Problem ?? $"at '{node.Label}': {unavailable.Message}", SomePaths: SomePaths);
        }
    }

    /// <summary>Both: two paths that meet at a node.</summary>
    /// <param name="left">What is seen by one path.</param>
    /// <param name="right">What is seen by the other.</param>
    /// <param name="node">The node.</param>
    /// <param name="apart">Whether no unit reads both, as they stand side by side: the union is more than a unit sees.</param>
    public static AxisField Join(AxisField left, AxisField right, Node node, bool apart)
    {
        if (left == None || right == None)
        {
            return left == None ? right : left;
        }
        string? problem = left.Problem ?? right.Problem;
        LocalField? local = left.Lost || right.Lost ? null : left.Local ?? right.Local;
        bool vague = left.Vague || right.Vague;
        if (local is not null && left.Local is { } a && right.Local is { } b)
        {
            problem ??= apart ? $"at '{node.Label}' paths stand side by side along the axis, and each unit sees one of them" : null;
            try
            {
                local = vague ? a.Vaguely(b) : a.Union(b);
            }
            catch (UnavailableException unavailable)
            {
                problem ??= $"at '{node.Label}' {unavailable.Message}";
                local = a.Vaguely(b);
                vague = true;
            }
        }
        bool some = left.Local is not null || right.Local is not null || left.SomePaths || right.SomePaths;
        return new AxisField(local, left.Global ?? right.Global, problem, vague && local is not null, problem is not null && some);
    }
}
