namespace Fovea.Numbers;

/// <summary>A point where an operation has no derivative: a tie of a maximum, a corner or a step.</summary>
/// <param name="Operation">The operation, as formulas write it.</param>
/// <param name="Below">Its slope in its first operand towards smaller values: infinite at a jump, NaN where it is not known.</param>
/// <param name="Above">Its slope in its first operand towards larger values.</param>
public readonly record struct Kink(string Operation, double Below, double Above);

/// <summary>
/// Where the kinks are noted that <see cref="Dual"/> and <see cref="Taped"/> numbers meet. There a derivative is one of many: the slope they take lies between the
/// one-sided ones. A kink is noted only if it matters: where the operands move, and not together.
/// </summary>
public sealed class Kinks : ThreadScope<Kinks>
{
    private readonly Dictionary<Kink, long> counts = [];

    private Kinks()
    {
    }

    /// <summary>Opens a log.</summary>
    public static Kinks Open() => new();

    /// <summary>The kinks that were met, and how often each.</summary>
    public IReadOnlyDictionary<Kink, long> Counts => counts;

    /// <summary>Whether any was met.</summary>
    public bool Any => counts.Count > 0;

    /// <summary>Notes a kink, if a log is open.</summary>
    internal static void Note(Kink kink)
    {
        if (Current is { } log)
        {
            log.counts[kink] = log.counts.GetValueOrDefault(kink) + 1;
        }
    }
}
