using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Stores exact fractions in an element type, as far as that can be told of formulas.</summary>
internal static class Rounding
{
    // A product or quotient of a size and such a fraction is exact in float32 for every size below 2^12.
    private const long ExactInFloat = 1 << 12;

    /// <summary>
    /// The number that the element type holds for an exact result: floats rounded to the nearest, integers toward 0, truth values 1 unless it is 0. Null if it cannot
    /// be told: a formula whose value a float could round or whose sign is open, or an integer out of range.
    /// </summary>
    public static Fraction? To(ElementType element, Fraction exact)
    {
        if (element == ElementType.Bool)
        {
            return exact.Sign() is { } sign ? Math.Abs(sign) : (Fraction?)null;
        }
        if (element.IsFloating())
        {
            return exact.TryGetDouble(out double value) ? Floating(element, value) : SmallDyadic(exact) ? exact : null;
        }
        return exact.TowardZero() is { } whole && Fits(element, whole) ? whole : (Fraction?)null;
    }

    private static bool Fits(ElementType element, Size whole) =>
        !whole.TryGetValue(out long value) || (value >= element.Range().Least && value <= element.Range().Greatest);

    private static Fraction? Floating(ElementType element, double value) =>
        element.Format() is { } format && Fraction.TryFromDouble(Scalar.Round(value, format), out Fraction result) ? result : null;

    private static bool SmallDyadic(Fraction exact) =>
        exact.Denominator.TryGetValue(out long denominator)
        && denominator <= ExactInFloat
        && (denominator & (denominator - 1)) == 0;
}
