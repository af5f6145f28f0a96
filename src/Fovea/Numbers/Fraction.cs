namespace Fovea.Numbers;

/// <summary>
/// A quotient of sizes in lowest terms, as the stride of a resized grid (1/2) or the contents of a tensor of floats that follow from a shape (H/2).
/// The divisor is at least 1. Its default is 0.
/// <para>As a number of the reference computation it is exact: what no fraction holds (a root, an exponential), and what depends on open sizes, is undecidable.</para>
/// </summary>
public readonly struct Fraction : IEquatable<Fraction>, IScalar<Fraction>
{
    // Powers of formulas are products: beyond this they are no longer followed.
    private const int MaximumExponent = 16;

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
        if (numerator.TryGetValue(out long upper) && denominator.TryGetValue(out long lower))
        {
            long divisor = Formula.GreatestCommonDivisor(upper, lower);
            Numerator = upper / divisor;
            this.denominator = lower / divisor;
            return;
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

    /// <summary>The size rounded towards 0; null if its sign is not known.</summary>
    public Size? TowardZero() =>
        TryGetWhole(out Size whole) ? whole
        : Numerator.LowerBound >= 0 ? Floor()
        : Numerator.UpperBound <= 0 ? Ceiling()
        : (Size?)null;

    /// <summary>−1, 0 or 1, if that is the same for all values of the symbols.</summary>
    public int? Sign() => Denominator.LowerBound > 0 ? Sign(Numerator) : null;

    private static int? Sign(Size size) => size == 0 ? 0 : size.LowerBound > 0 ? 1 : size.UpperBound < 0 ? -1 : null;

    /// <inheritdoc/>
    public static Fraction Remainder(Fraction dividend, Fraction divisor) => (dividend / divisor).TowardZero() is { } quotient
        ? dividend - (divisor * quotient)
        : throw new UndecidableException($"the sign of {dividend / divisor} cannot be decided");

    /// <inheritdoc/>
    public static Fraction Modulo(Fraction dividend, Fraction divisor) => dividend - (divisor * (dividend / divisor).Floor());

    /// <inheritdoc/>
    public static Fraction Power(Fraction basis, Fraction exponent)
    {
        if (!exponent.TryGetWhole(out Size whole) || !whole.TryGetValue(out long times) || times is < -MaximumExponent or > MaximumExponent)
        {
            throw new UndecidableException($"the power {exponent} of {basis} is not followed");
        }
        Fraction power = 1;
        for (int i = 0; i < Math.Abs(times); i++)
        {
            power *= basis;
        }
        return times < 0 ? 1 / power : power;
    }

    /// <inheritdoc/>
    public static Fraction Max(Fraction left, Fraction right) => Extreme(left, right, greatest: true);

    /// <inheritdoc/>
    public static Fraction Min(Fraction left, Fraction right) => Extreme(left, right, greatest: false);

    private static Fraction Extreme(Fraction left, Fraction right, bool greatest)
    {
        (Size upper, Size other, Size lower) = left.Denominator == right.Denominator
            ? (left.Numerator, right.Numerator, left.Denominator)
            : (left.Numerator * right.Denominator, right.Numerator * left.Denominator, left.Denominator * right.Denominator);
        return lower.LowerBound > 0
            ? new(greatest ? Size.Max(upper, other) : Size.Min(upper, other), lower)
            : throw new UndecidableException($"which of {left} and {right} is greater cannot be decided");
    }

    /// <summary>The functions that lead from fractions to fractions: magnitude, sign and the roundings.</summary>
    /// <exception cref="UndecidableException">No fraction holds the result, or it depends on open sizes.</exception>
    public static Fraction Apply(ScalarFunction function, Fraction value)
    {
        Fraction? result =
            function == ScalarFunction.Abs ? Max(value, -value)
            : function == ScalarFunction.Sign ? value.Sign()
            : function == ScalarFunction.Floor ? value.Floor()
            : function == ScalarFunction.Ceiling ? value.Ceiling()
            : function == ScalarFunction.Round ? value.Nearest()
            : null;
        return result ?? throw new UndecidableException($"{function.Name} of {value} is no fraction that is known");
    }

    // The nearest whole number, halves to even; null for a formula that is not whole.
    private Fraction? Nearest()
    {
        if (TryGetWhole(out Size whole))
        {
            return whole;
        }
        return Floor().TryGetValue(out long below) && TryCompare(2 * (this - below), 1, out int order)
            ? order < 0 ? below : order > 0 ? below + 1 : below + (below & 1)
            : (Fraction?)null;
    }

    /// <inheritdoc/>
    public static bool? Less(Fraction left, Fraction right) => (left - right).Sign() is { } sign ? sign < 0 : null;

    /// <summary>Whether two fractions are equal for all values of their symbols, or for none; null if that depends on them, or is not proved.</summary>
    public static bool? Same(Fraction left, Fraction right)
    {
        if (left.Denominator != right.Denominator)
        {
            return (left - right).Sign() is { } sign ? sign == 0 : null;
        }
        Agreement agreement = Size.Compare(left.Numerator, right.Numerator);
        return agreement is { IsProved: true, IsAlways: true } ? true : agreement is { IsProved: true, IsNever: true } ? false : null;
    }

    /// <summary>A floating-point number, exactly.</summary>
    /// <exception cref="UndecidableException">It is no fraction: infinite, NaN or too fine.</exception>
    public static Fraction Literal(double value) =>
        TryFromDouble(value, out Fraction fraction) ? fraction : throw new UndecidableException(FormattableString.Invariant($"{value} is no fraction that is known"));

    /// <summary>The same: fractions are exact.</summary>
    public static Fraction Round(Fraction value, FloatFormat format) => value;

    /// <inheritdoc/>
    public static double? Value(Fraction value) => value.TryGetDouble(out double number) ? number : null;

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
