using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Reference;

/// <summary>
/// How a tensor differs from what was expected. Floats agree within <c>atol + rtol · |expected|</c>, NaN with NaN and an infinity with itself; whole numbers and truth values agree if
/// they are equal.
/// </summary>
/// <param name="Absolute">The largest |actual − expected|; infinite where only one of them is NaN or an infinity.</param>
/// <param name="Relative">The largest |actual − expected| / |expected|, where the expected value is not 0.</param>
/// <param name="Worst">The position of the element that exceeds its tolerance most.</param>
/// <param name="Wrong">How many elements do not agree.</param>
/// <param name="Mismatch">That the types differ, and how; null if they do not.</param>
public sealed record Comparison(double Absolute, double Relative, Values<long> Worst, long Wrong, string? Mismatch = null)
{
    /// <summary>Whether all elements agree.</summary>
    public bool Agrees => Wrong == 0 && Mismatch is null;

    /// <summary>Compares a tensor with what was expected.</summary>
    public static Comparison Of(Tensor actual, Tensor expected, double relativeTolerance, double absoluteTolerance)
    {
        if (actual.Element != expected.Element || actual.Dimensions != expected.Dimensions)
        {
            return new Comparison(0, 0, [], 0, $"{actual.Type} is not {expected.Type}");
        }
        bool exact = !expected.Element.IsFloating();
        double absolute = 0;
        double relative = 0;
        double excess = 0;
        long worst = 0;
        long wrong = 0;
        for (long i = 0; i < expected.Count; i++)
        {
            double e = expected.GetDouble(i);
            double a = actual.GetDouble(i);
            if (exact && expected.Element is ElementType.Int64 or ElementType.UInt64)
            {
                // Beyond 2⁵³ doubles do not tell whole numbers apart.
                if (expected.Data.Slice(8 * i, 8).SequenceEqual(actual.Data.Slice(8 * i, 8)))
                {
                    continue;
                }
            }
            else if (a.Equals(e))
            {
                continue;
            }
            double difference = double.IsFinite(a) && double.IsFinite(e) ? Math.Abs(a - e) : double.PositiveInfinity;
            absolute = Math.Max(absolute, difference);
            relative = e != 0 ? Math.Max(relative, difference / Math.Abs(e)) : relative;
            double allowed = exact ? 0 : absoluteTolerance + (relativeTolerance * Math.Abs(e));
            if (!(difference <= allowed))
            {
                wrong++;
            }
            if (!(difference - allowed <= excess) || wrong == 1)
            {
                excess = difference - allowed;
                worst = i;
            }
        }
        return new Comparison(absolute, relative, Position(worst, expected.Dimensions), wrong);
    }

    private static Values<long> Position(long place, Values<long> sizes)
    {
        var position = new long[sizes.Count];
        for (int axis = position.Length - 1; axis >= 0 && place > 0; axis--)
        {
            position[axis] = place % sizes[axis];
            place /= sizes[axis];
        }
        return Values.Create<long>(position);
    }

    /// <summary>For example <c>3 elements differ, most at [0, 1, 2]: by 0.1, relatively 0.02</c>.</summary>
    public override string ToString() => Mismatch
        ?? (Wrong > 0
            ? $"{Wrong} elements differ, most at {Worst}: largest difference {Text(Absolute)}, relative {Text(Relative)}"
            : $"largest difference {Text(Absolute)}, relative {Text(Relative)}");

    private static string Text(double value) => value.ToString("0.###e+0", System.Globalization.CultureInfo.InvariantCulture);
}
