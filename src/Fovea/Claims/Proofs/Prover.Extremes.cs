using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>Where a formula is least or greatest, and its value there; null if only bounds of it are known.</summary>
/// <param name="At">The whole number; the first one of equal ones.</param>
/// <param name="Value">The value there.</param>
public readonly record struct Extremum(long At, Rational? Value);

public static partial class Prover
{
    private const long MaximumRange = 1_000_000;

    private const long MaximumEvaluations = 30_000_000;

    /// <summary>Where over a range of whole numbers a formula is least or greatest, found by computing it exactly at each; the first of equal ones.</summary>
    /// <param name="of">The formula.</param>
    /// <param name="name">The name that takes the values; no other one stands in the formula.</param>
    /// <param name="from">The first value.</param>
    /// <param name="to">The last value.</param>
    /// <param name="greatest">Whether the greatest is looked for.</param>
    /// <returns>The place; null if the range is empty or too long, the formula has no value somewhere, or bounds of two candidates overlap.</returns>
    public static Extremum? FindExtremum(Symbol of, string name, long from, long to, bool greatest)
    {
        var evaluation = new Evaluation();
        int place = evaluation.Add(of);
        if (from > to || (UInt128)((Int128)to - from) >= (UInt128)MaximumRange || evaluation.Cost * (to - from + 1) > MaximumEvaluations)
        {
            return null;
        }
        var point = new Dictionary<string, Rational>(StringComparer.Ordinal);
        (long At, PointValue Value)? best = null;
        for (long at = from; at <= to; at++)
        {
            point[name] = at;
            PointValue value = evaluation.Run(point)[place];
            if (!value.IsKnown)
            {
                return null;
            }
            if (best is null)
            {
                best = (at, value);
                continue;
            }
            if (PointValue.Compare(value, best.Value.Value) is not { } order)
            {
                return null;
            }
            if (greatest ? order > 0 : order < 0)
            {
                best = (at, value);
            }
        }
        return new Extremum(best!.Value.At, best.Value.Value.Exact);
    }
}
