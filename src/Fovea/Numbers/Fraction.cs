namespace Fovea.Numbers;

/// <summary>
/// A quotient of sizes in lowest terms, as the stride of a resized grid (1/2) or the contents of a tensor of floats that follow from a shape (H/2).
/// The divisor is at least 1. Its default is 0.
/// </summary>
public readonly struct Fraction : IEquatable<Fraction>
{
    private readonly Size denominator;

    /// <summary>The quotient of two sizes.</summary>
    /// <exception cref="DivideByZeroException">The denominator is 0.</exception>
    public Fraction(Size numerator, Size denominator)
    {
        if (denominator == 0)
        {
            throw new DivideByZeroException("a fraction has the denominator 0");
        }
        if (denominator.UpperBound < 0)
        {
            (numerator, denominator) = (-numerator, -denominator);
        }
        if (Size.TryDivideExactly(numerator, denominator, out Size exact))
        {
            (numerator, denominator) = (exact, 1);
        }
        long common = Formula.GreatestCommonDivisor(
            numerator.Formula.Content(withConstant: true), denominator.Formula.Content(withConstant: true));
        if (common > 1)
        {
            numerator = new Size(numerator.Formula.DivideBy(common));
            denominator = new Size(denominator.Formula.DivideBy(common));
        }
        Numerator = numerator;
        this.denominator = denominator;
    }

    /// <summary>A whole fraction.</summary>
    public static implicit operator Fraction(Size size) => new(size, 1);

    /// <summary>A whole fraction.</summary>
    public static implicit operator Fraction(long number) => new(number, 1);

    /// <summary>A whole fraction.</summary>
    public static implicit operator Fraction(int number) => new(number, 1);

    /// <summary>The upper part.</summary>
    public Size Numerator { get; }

    /// <summary>The lower part, at least 1.</summary>
    public Size Denominator => denominator == 0 ? 1 : denominator;

    /// <summary>The sum.</summary>
    public static Fraction operator +(Fraction left, Fraction right)
    {
        if (left.Denominator == right.Denominator)
        {
            return new(left.Numerator + right.Numerator, left.Denominator);
        }
        // What the denominators share is left out at once: products of float32 scales overflow soon enough.
        Formula first = left.Denominator.Formula;
        Formula second = right.Denominator.Formula;
        long common = Formula.GreatestCommonDivisor(first.Content(withConstant: true), second.Content(withConstant: true));
        var rest = new Size(first.DivideBy(common));
        return new((left.Numerator * new Size(second.DivideBy(common))) + (right.Numerator * rest), rest * right.Denominator);
    }

    /// <summary>The difference.</summary>
    public static Fraction operator -(Fraction left, Fraction right) => left + (-right);

    /// <summary>The negative.</summary>
    public static Fraction operator -(Fraction fraction) => new(-fraction.Numerator, fraction.Denominator);

    /// <summary>The product.</summary>
    public static Fraction operator *(Fraction left, Fraction right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <summary>The quotient.</summary>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public static Fraction operator /(Fraction left, Fraction right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    /// <summary>The greatest size that is not above it.</summary>
    public Size Floor() => Size.FloorDiv(Numerator, Denominator);

    /// <summary>The least size that is not below it.</summary>
    public Size Ceiling() => -Size.FloorDiv(-Numerator, Denominator);

    /// <summary>The size, if it is whole.</summary>
    public bool TryGetWhole(out Size size)
    {
        size = Numerator;
        return Denominator == 1;
    }

    /// <summary>The real number, if it holds no symbol; rounded to the nearest where the parts are too long.</summary>
    public bool TryGetDouble(out double value)
    {
        bool known = Numerator.TryGetValue(out long upper) & Denominator.TryGetValue(out long lower);
        value = known ? (double)upper / lower : 0;
        return known;
    }

    /// <summary>The sign of the difference, if neither holds a symbol.</summary>
    public static bool TryCompare(Fraction left, Fraction right, out int order)
    {
        Fraction difference = left - right;
        bool known = difference.Numerator.TryGetValue(out long sign);
        order = Math.Sign(sign);
        return known;
    }

    /// <summary>A floating-point number exactly; false for NaN, infinities, and numbers that no quotient of two longs equals.</summary>
    public static bool TryFromDouble(double value, out Fraction fraction)
    {
        fraction = default;
        if (!double.IsFinite(value))
        {
            return false;
        }
        if (value == 0)
        {
            return true;
        }
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        exponent = Math.Max(exponent, 1) - 1075;
        int zeros = System.Numerics.BitOperations.TrailingZeroCount(mantissa);
        mantissa >>= zeros;
        exponent += zeros;
        int length = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)mantissa);
        if (exponent < -62 || length + exponent > 62)
        {
            return false;
        }
        long signed = value < 0 ? -mantissa : mantissa;
        fraction = exponent >= 0 ? signed << exponent : new Fraction(signed, 1L << -exponent);
        return true;
    }

    /// <summary>Every symbol replaced by its value, where one is given.</summary>
    public Fraction Substitute(IReadOnlyDictionary<string, Size> values) => new(Numerator.Substitute(values), Denominator.Substitute(values));

    /// <inheritdoc/>
    public bool Equals(Fraction other) => Numerator == other.Numerator && Denominator == other.Denominator;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fraction other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    /// <summary>Whether two fractions have the same normal form.</summary>
    public static bool operator ==(Fraction left, Fraction right) => left.Equals(right);

    /// <summary>Whether two fractions have different normal forms.</summary>
    public static bool operator !=(Fraction left, Fraction right) => !left.Equals(right);

    /// <summary>For example <c>3/2</c> or <c>(H + 1)/2</c>.</summary>
    public override string ToString() => Denominator == 1 ? Numerator.ToString() : Part(Numerator) + "/" + Part(Denominator);

    private static string Part(Size size)
    {
        string text = size.ToString();
        return text.Contains(' ', StringComparison.Ordinal) ? $"({text})" : text;
    }
}
