using System.Globalization;
using System.Numerics;

namespace Fovea.Numbers;

/// <summary>
/// An exact quotient of whole numbers, and beside them ∞, −∞ and NaN, which follow IEEE 754; there is no negative zero. Laws: + − · / are those of a field, Max, Min, Less
/// and Same those of the order, a double is taken exactly, and storing does not round. Roots, exponentials and whatever else leaves the quotients is not available,
/// except where the result is known to be one: e⁰ = 1.
/// </summary>
public readonly record struct Rational : IScalar<Rational>
{
    // Powers beyond this have more digits than anybody reads.
    private const long MaximumPowerBits = 1 << 20;

    // Less one, so that the default is 0 / 1.
    private readonly BigInteger denominatorLessOne;

    // ∞, −∞ or NaN; 0 for a quotient.
    private readonly double special;

    private Rational(double special) => this.special = special;

    // A whole number, which needs no reducing.
    private Rational(BigInteger whole) => Numerator = whole;

    /// <summary>A quotient, reduced.</summary>
    /// <exception cref="DivideByZeroException">The denominator is 0.</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException();
        }
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        denominatorLessOne = (denominator / divisor) - 1;
    }

    /// <summary>The numerator, which has the sign.</summary>
    public BigInteger Numerator { get; }

    /// <summary>The denominator, at least 1.</summary>
    public BigInteger Denominator => denominatorLessOne + 1;

    /// <summary>Whether it is a quotient, not ∞, −∞ or NaN.</summary>
    public bool IsFinite => special == 0;

    /// <summary>Whether it is a whole number.</summary>
    public bool IsWhole => IsFinite && denominatorLessOne.IsZero;

    /// <summary>−1, 0 or 1; 0 for NaN.</summary>
    public int Sign => IsFinite ? Numerator.Sign : double.IsNaN(special) ? 0 : Math.Sign(special);

    /// <summary>A whole number.</summary>
    public static implicit operator Rational(long number) => new((BigInteger)number);

    /// <inheritdoc/>
    public static Rational operator +(Rational left, Rational right) => left.IsWhole && right.IsWhole
        ? new(left.Numerator + right.Numerator)
        : left.IsFinite && right.IsFinite
        ? new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator)
        : Special(left.Stand + right.Stand);

    /// <inheritdoc/>
    public static Rational operator -(Rational left, Rational right) => left + -right;

    /// <inheritdoc/>
    public static Rational operator *(Rational left, Rational right) => left.IsWhole && right.IsWhole
        ? new(left.Numerator * right.Numerator)
        : left.IsFinite && right.IsFinite
        ? new(left.Numerator * right.Numerator, left.Denominator * right.Denominator)
        : Special(left.Stand * right.Stand);

    /// <inheritdoc/>
    public static Rational operator /(Rational left, Rational right) => left.IsFinite && right.IsFinite && right.Sign != 0
        ? new(left.Numerator * right.Denominator, left.Denominator * right.Numerator)
        : Special(left.Stand / right.Stand);

    /// <inheritdoc/>
    public static Rational operator -(Rational value) => value.IsWhole ? new(-value.Numerator)
        : value.IsFinite ? new(-value.Numerator, value.Denominator)
        : Special(-value.special);

    /// <inheritdoc/>
    public static Rational Remainder(Rational dividend, Rational divisor) =>
        dividend.IsFinite && divisor.IsFinite && divisor.Sign != 0 ? dividend - (divisor * Whole(dividend / divisor, BigInteger.Divide))
        : dividend.IsFinite && double.IsInfinity(divisor.special) ? dividend
        : Special(double.NaN);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The power is not known to be a quotient, or it has more than a million binary digits.</exception>
    public static Rational Power(Rational basis, Rational exponent) =>
        ExactPower(basis, exponent) ?? throw new NotSupportedException($"exact quotients do not have {basis} to the power {exponent}");

    /// <inheritdoc/>
    public static Rational Max(Rational left, Rational right) => IsNaN(left) || left >= right ? left : right;

    /// <inheritdoc/>
    public static Rational Min(Rational left, Rational right) => IsNaN(left) || left <= right ? left : right;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The value is not known to be a quotient.</exception>
    public static Rational Apply(ScalarFunction function, Rational value) =>
        Exact(function, value) ?? throw new NotSupportedException($"exact quotients do not have {function.Name} {value}");

    /// <inheritdoc/>
    public static bool? Less(Rational left, Rational right) => left < right;

    /// <inheritdoc/>
    public static bool? Same(Rational left, Rational right) => left <= right && left >= right;

    /// <summary>The double itself, not what its decimal digits say: 0.1 is 3602879701896397/36028797018963968.</summary>
    public static Rational Literal(double value)
    {
        if (!double.IsFinite(value))
        {
            return new Rational(value);
        }
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger significand = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        int scale = Math.Max(exponent, 1) - 1075;
        significand = value < 0 ? -significand : significand;
        return scale >= 0 ? new(significand << scale, 1) : new(significand, BigInteger.One << -scale);
    }

    /// <inheritdoc/>
    public static Rational Round(Rational value, FloatFormat format) => value;

    /// <summary>The nearest double, halves to even.</summary>
    public static double? Value(Rational value)
    {
        if (!value.IsFinite)
        {
            return value.special;
        }
        BigInteger magnitude = BigInteger.Abs(value.Numerator);
        // The place of the last binary digit of the double, at first perhaps one too low: the quotient is between 2ⁿ⁻¹ and 2ⁿ⁺¹, n the difference of lengths.
        int exponent = Math.Max((int)(magnitude.GetBitLength() - value.Denominator.GetBitLength()) - 53, -1074);
        BigInteger digits = Digits(magnitude, value.Denominator, exponent);
        if (digits > 1L << 53)
        {
            digits = Digits(magnitude, value.Denominator, ++exponent);
        }
        return value.Sign * Math.ScaleB((double)digits, exponent);
    }

    /// <summary>Whether it is NaN.</summary>
    public static bool IsNaN(Rational value) => double.IsNaN(value.special);

    /// <summary>Whether a is less than b; false for NaN.</summary>
    public static bool operator <(Rational left, Rational right) => left.IsWhole && right.IsWhole
        ? left.Numerator < right.Numerator
        : left.IsFinite && right.IsFinite
        ? left.Numerator * right.Denominator < right.Numerator * left.Denominator
        : left.Stand < right.Stand;

    /// <summary>Whether a is greater than b; false for NaN.</summary>
    public static bool operator >(Rational left, Rational right) => right < left;

    /// <summary>Whether a is at most b; false for NaN.</summary>
    public static bool operator <=(Rational left, Rational right) => !IsNaN(left) && !IsNaN(right) && !(right < left);

    /// <summary>Whether a is at least b; false for NaN.</summary>
    public static bool operator >=(Rational left, Rational right) => right <= left;

    /// <summary>The value of a function where that is known to be a quotient; null elsewhere.</summary>
    internal static Rational? Exact(ScalarFunction function, Rational value)
    {
        if (!value.IsFinite)
        {
            double limit = function.Value(value.special);
            return limit == 0 || !double.IsFinite(limit) || Math.Abs(limit) == 1 ? Literal(limit) : null;
        }
        if (function == ScalarFunction.Abs)
        {
            return value.Sign < 0 ? -value : value;
        }
        if (function == ScalarFunction.Sign)
        {
            return value.Sign;
        }
        if (function.Kind == OperationKind.Round)
        {
            return Whole(value, function == ScalarFunction.Floor ? Floor : function == ScalarFunction.Ceiling ? Ceiling : Nearest);
        }
        // At 0 and 1 a whole result is exact: e⁰ = 1, ln 1 = 0, √1 = 1.
        if (value.IsWhole && (value.Numerator.IsZero || value.Numerator.IsOne))
        {
            double known = function.Value((double)value.Numerator);
            return !double.IsFinite(known) || known == Math.Floor(known) ? Literal(known) : null;
        }
        return null;
    }

    /// <summary>A power with a whole exponent; null for others, and for powers with very many digits.</summary>
    internal static Rational? ExactPower(Rational basis, Rational exponent)
    {
        if (!basis.IsFinite || !exponent.IsWhole)
        {
            return exponent.Sign == 0 && exponent.IsFinite ? 1 : null;
        }
        BigInteger times = BigInteger.Abs(exponent.Numerator);
        long bits = basis.Numerator.GetBitLength() + basis.Denominator.GetBitLength();
        if (times * bits > MaximumPowerBits)
        {
            return null;
        }
        var power = new Rational(BigInteger.Pow(basis.Numerator, (int)times), BigInteger.Pow(basis.Denominator, (int)times));
        return exponent.Sign < 0 ? (Rational)1 / power : power;
    }

    // What stands for it beside an infinity: only its sign matters there.
    private double Stand => IsFinite ? Numerator.Sign : special;

    private static Rational Special(double result) => result == 0 ? default : new Rational(result);

    private static Rational Whole(Rational value, Func<BigInteger, BigInteger, BigInteger> divide) => new(divide(value.Numerator, value.Denominator));

    private static BigInteger Floor(BigInteger numerator, BigInteger denominator)
    {
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    private static BigInteger Ceiling(BigInteger numerator, BigInteger denominator) => -Floor(-numerator, denominator);

    // Halves to even.
    private static BigInteger Nearest(BigInteger numerator, BigInteger denominator)
    {
        BigInteger floor = Floor(numerator, denominator);
        int side = (2 * (numerator - (floor * denominator))).CompareTo(denominator);
        return side > 0 || (side == 0 && !floor.IsEven) ? floor + 1 : floor;
    }

    // The quotient in units of 2^exponent.
    private static BigInteger Digits(BigInteger numerator, BigInteger denominator, int exponent) =>
        exponent < 0 ? Nearest(numerator << -exponent, denominator) : Nearest(numerator, denominator << exponent);

    /// <summary>For example <c>-3/4</c>.</summary>
    public override string ToString() => !IsFinite ? special.ToString(CultureInfo.InvariantCulture)
        : IsWhole ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
