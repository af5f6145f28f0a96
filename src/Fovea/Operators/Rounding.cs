using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Stores exact fractions in an element type, as far as that can be told of formulas.</summary>
internal static class Rounding
{
    // A product or quotient of a size and such a fraction is exact in float32 for every size below 2^12.
    private const long ExactInFloat = 1 << 12;

    /// <summary>
    /// The number that the element type holds for an exact result; null if it cannot be told: a formula whose value a float could round, or an
    /// integer out of range.
    /// </summary>
    public static Fraction? To(ElementType element, Fraction exact)
    {
        if (element.IsFloating())
        {
            return exact.TryGetDouble(out double value) ? Floating(element, value) : SmallDyadic(exact) ? exact : null;
        }
        return exact.TryGetWhole(out _) ? exact : null;
    }

    /// <summary>A quotient of integers: rounded toward 0; null if its sign is not known.</summary>
    public static Fraction? TowardZero(Fraction exact) =>
        exact.Numerator.LowerBound >= 0 ? exact.Floor() : exact.Numerator.UpperBound <= 0 ? exact.Ceiling() : (Fraction?)null;

    private static Fraction? Floating(ElementType element, double value)
    {
        double stored = element switch
        {
            ElementType.Float64 => value,
            ElementType.Float32 => (float)value,
            ElementType.Float16 => (double)(Half)value,
            ElementType.BFloat16 => BFloat16(value),
            _ => double.NaN,
        };
        return Fraction.TryFromDouble(stored, out Fraction result) ? result : null;
    }

    // Nearest, ties to even, on the upper half of a float32.
    private static double BFloat16(double value)
    {
        uint bits = BitConverter.SingleToUInt32Bits((float)value);
        uint rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000;
        return BitConverter.UInt32BitsToSingle(rounded);
    }

    private static bool SmallDyadic(Fraction exact) =>
        exact.Denominator.TryGetValue(out long denominator)
        && denominator <= ExactInFloat
        && (denominator & (denominator - 1)) == 0;
}
