using System.Globalization;

namespace Fovea.Numbers;

/// <summary>
/// All numbers between two bounds, which are rounded outwards after every operation. Laws, for operands taken from their intervals: the result of the operation on real
/// numbers lies inside, where it is defined; so does what an evaluation in the format of the interval computes, operation by operation in the same order. A wider
/// operand gives no narrower result, up to the last bits of functions, which double precision does not compute monotonically.
/// <para>
/// The format is float32 unless a value is made by the constructor or stored as float64. There every bound is rounded to float32 and moved one float32 outwards, so that a run in
/// <see cref="Real"/> is bounded; literals are exact, and meet float32 numbers together with their float32 rounding. In float64 the bounds move one double outwards
/// (four beyond functions that no standard rounds correctly), and a run in <see cref="Double"/> is bounded. Sums in another order, as fast kernels have them, are not.
/// </para>
/// <para>What cannot be bounded lies between −∞ and ∞; what is NaN for every operand is NaN.</para>
/// </summary>
public readonly record struct Interval : IScalar<Interval>
{
    private readonly bool isDouble;

    /// <summary>All numbers from one bound to another, computed with in float64.</summary>
    /// <exception cref="ArgumentException">The lower bound is above the upper one, or only one is NaN.</exception>
    public Interval(double lower, double upper)
        : this(lower, upper, isDouble: true)
    {
        if (!(lower <= upper) && !(double.IsNaN(lower) && double.IsNaN(upper)))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"no number lies between {lower} and {upper}"));
        }
    }

    private Interval(double lower, double upper, bool isDouble)
    {
        Lower = lower;
        Upper = upper;
        this.isDouble = isDouble;
    }

    /// <summary>The lower bound, which belongs to it.</summary>
    public double Lower { get; }

    /// <summary>The upper bound, which belongs to it.</summary>
    public double Upper { get; }

    /// <summary>The distance of the bounds.</summary>
    public double Width => Upper == Lower ? 0 : Upper - Lower;

    /// <summary>Whether it is one number.</summary>
    public bool IsPoint => Lower == Upper;

    /// <summary>Whether a number lies inside. NaN does where nothing is known, and where all is NaN.</summary>
    public bool Contains(double value) => double.IsNaN(value)
        ? IsNaN || (double.IsNegativeInfinity(Lower) && double.IsPositiveInfinity(Upper))
        : Lower <= value && value <= Upper;

    /// <summary>Whether an interval lies inside.</summary>
    public bool Contains(Interval other) => Contains(other.Lower) && Contains(other.Upper);

    /// <summary>Whether it is NaN for every operand.</summary>
    public bool IsNaN => double.IsNaN(Lower);

    /// <inheritdoc/>
    public static Interval operator +(Interval left, Interval right)
    {
        bool isDouble = Prepare(ref left, ref right);
        return Outwards(left.Lower + right.Lower, left.Upper + right.Upper, isDouble);
    }

    /// <inheritdoc/>
    public static Interval operator -(Interval left, Interval right)
    {
        bool isDouble = Prepare(ref left, ref right);
        return Outwards(left.Lower - right.Upper, left.Upper - right.Lower, isDouble);
    }

    /// <inheritdoc/>
    public static Interval operator *(Interval left, Interval right)
    {
        bool isDouble = Prepare(ref left, ref right);
        return Corners(left, right, static (a, b) => a * b, isDouble);
    }

    /// <summary>a / b; anything, if b may be 0.</summary>
    public static Interval operator /(Interval left, Interval right)
    {
        bool isDouble = Prepare(ref left, ref right);
        return right.Contains(0) && !left.IsNaN ? Anything(isDouble) : Corners(left, right, static (a, b) => a / b, isDouble);
    }

    /// <inheritdoc/>
    public static Interval operator -(Interval value) => new(-value.Upper, -value.Lower, value.isDouble);

    /// <inheritdoc/>
    public static Interval Remainder(Interval dividend, Interval divisor)
    {
        bool isDouble = Prepare(ref dividend, ref divisor);
        if (dividend.IsNaN || divisor.IsNaN || (divisor.IsPoint && divisor.Lower == 0))
        {
            return Undefined(isDouble);
        }
        if (divisor.Contains(0) || double.IsInfinity(dividend.Lower) || double.IsInfinity(dividend.Upper))
        {
            return Anything(isDouble);
        }
        if (divisor.IsPoint && Math.Truncate(dividend.Lower / divisor.Lower) == Math.Truncate(dividend.Upper / divisor.Lower))
        {
            // One piece of the saw: the remainder, which is exact, grows with the dividend.
            double lower = dividend.Lower % divisor.Lower;
            double upper = dividend.Upper % divisor.Lower;
            if (lower <= upper)
            {
                return new(lower, upper, isDouble);
            }
        }
        // It has the sign of the dividend, and is smaller than both.
        double most = Math.Max(Math.Abs(divisor.Lower), Math.Abs(divisor.Upper));
        return new(Math.Clamp(dividend.Lower, -most, 0), Math.Clamp(dividend.Upper, 0, most), isDouble);
    }

    /// <inheritdoc/>
    public static Interval Power(Interval basis, Interval exponent)
    {
        bool isDouble = Prepare(ref basis, ref exponent);
        if (basis.IsNaN || exponent.IsNaN)
        {
            return Undefined(isDouble);
        }
        if (basis.Lower >= 0)
        {
            return PowerOfPositive(basis, exponent, isDouble);
        }
        if (!exponent.IsPoint)
        {
            // Somewhere a whole exponent may give either sign.
            double most = PowerOfPositive(Magnitude(basis), exponent, isDouble).Upper;
            return new(-most, most, isDouble);
        }
        double power = exponent.Lower;
        if (power != Math.Floor(power))
        {
            return basis.Upper < 0 ? Undefined(isDouble) : PowerOfPositive(new(0, basis.Upper, isDouble), exponent, isDouble);
        }
        if (Math.IEEERemainder(power, 2) == 0)
        {
            return PowerOfPositive(Magnitude(basis), exponent, isDouble);
        }
        return power < 0 && basis.Contains(0)
            ? Anything(isDouble)
            : Ordered(Math.Pow(basis.Lower, power), Math.Pow(basis.Upper, power), isDouble);
    }

    /// <inheritdoc/>
    public static Interval Max(Interval left, Interval right)
    {
        bool isDouble = Prepare(ref left, ref right);
        return new(Math.Max(left.Lower, right.Lower), Math.Max(left.Upper, right.Upper), isDouble);
    }

    /// <inheritdoc/>
    public static Interval Min(Interval left, Interval right)
    {
        bool isDouble = Prepare(ref left, ref right);
        return new(Math.Min(left.Lower, right.Lower), Math.Min(left.Upper, right.Upper), isDouble);
    }

    /// <inheritdoc/>
    public static Interval Apply(ScalarFunction function, Interval value)
    {
        bool isDouble = Prepare(ref value, ref value);
        (double least, double greatest) = Domain(function);
        if (value.IsNaN || value.Upper < least || value.Lower > greatest)
        {
            return Undefined(isDouble);
        }
        double lower = Math.Max(value.Lower, least);
        double upper = Math.Min(value.Upper, greatest);
        double atLower = function.Value(lower);
        double atUpper = function.Value(upper);
        if (function == ScalarFunction.Abs || function == ScalarFunction.Sign || function.Kind == OperationKind.Round)
        {
            return function == ScalarFunction.Abs ? Magnitude(value) : new(atLower, atUpper, isDouble);
        }
        if (function == ScalarFunction.Sqrt)
        {
            return Outwards(atLower, atUpper, isDouble).Within(0, double.PositiveInfinity);
        }
        if (function == ScalarFunction.Tan)
        {
            return Meets(lower, upper, Math.PI / 2, Math.PI) ? Anything(isDouble) : Ordered(atLower, atUpper, isDouble);
        }
        if (function == ScalarFunction.Sin || function == ScalarFunction.Cos)
        {
            double top = function == ScalarFunction.Sin ? Math.PI / 2 : 0;
            double bottom = Meets(lower, upper, top + Math.PI, 2 * Math.PI) ? -1 : Math.Min(atLower, atUpper);
            double peak = Meets(lower, upper, top, 2 * Math.PI) ? 1 : Math.Max(atLower, atUpper);
            return Ordered(bottom, peak, isDouble).Within(-1, 1);
        }
        if (function == ScalarFunction.Cosh)
        {
            Interval magnitude = Magnitude(value);
            return Ordered(Math.Cosh(magnitude.Lower), Math.Cosh(magnitude.Upper), isDouble).Within(1, double.PositiveInfinity);
        }
        // All others rise or fall throughout.
        Interval result = Ordered(atLower, atUpper, isDouble);
        return function == ScalarFunction.Exp ? result.Within(0, double.PositiveInfinity)
            : function == ScalarFunction.Tanh || function == ScalarFunction.Erf ? result.Within(-1, 1)
            : result;
    }

    /// <inheritdoc/>
    public static bool? Less(Interval left, Interval right)
    {
        Prepare(ref left, ref right);
        return left.Upper < right.Lower ? true
            : left.Lower >= right.Upper || left.IsNaN || right.IsNaN ? false
            : null;
    }

    /// <inheritdoc/>
    public static bool? Same(Interval left, Interval right)
    {
        Prepare(ref left, ref right);
        return left.IsPoint && right.IsPoint ? left.Lower == right.Lower
            : left.Upper < right.Lower || left.Lower > right.Upper || left.IsNaN || right.IsNaN ? false
            : null;
    }

    /// <summary>The double alone.</summary>
    public static Interval Literal(double value) => new(value, value, isDouble: false);

    /// <summary>The interval together with its rounding to a format, in which it is computed with from then on: float64, or else float32.</summary>
    public static Interval Round(Interval value, FloatFormat format) => value.IsNaN
        ? Undefined(format == FloatFormat.Double)
        : new(
            Math.Min(value.Lower, Scalar.Round(value.Lower, format)),
            Math.Max(value.Upper, Scalar.Round(value.Upper, format)),
            format == FloatFormat.Double);

    /// <summary>The number, if it is only one.</summary>
    public static double? Value(Interval value) => value.IsPoint || value.IsNaN ? value.Lower : null;

    private static Interval Anything(bool isDouble) => new(double.NegativeInfinity, double.PositiveInfinity, isDouble);

    private static Interval Undefined(bool isDouble) => new(double.NaN, double.NaN, isDouble);

    // A literal beside a double is what it is, and beside a float32 may be rounded to one.
    private static bool Prepare(ref Interval left, ref Interval right)
    {
        bool isDouble = left.isDouble || right.isDouble;
        if (!isDouble)
        {
            left = Round(left, FloatFormat.Single);
            right = Round(right, FloatFormat.Single);
        }
        return isDouble;
    }

    // What is monotonic in both operands has its bounds at the corners. Where one of these is NaN (0 · ∞, ∞ / ∞), floats may meet anything.
    private static Interval Corners(Interval left, Interval right, Func<double, double, double> value, bool isDouble, int steps = 1)
    {
        double a = value(left.Lower, right.Lower);
        double b = value(left.Lower, right.Upper);
        double c = value(left.Upper, right.Lower);
        double d = value(left.Upper, right.Upper);
        double lower = Math.Min(Math.Min(a, b), Math.Min(c, d));
        return !double.IsNaN(lower) ? Outwards(lower, Math.Max(Math.Max(a, b), Math.Max(c, d)), isDouble, steps)
            : left.IsNaN || right.IsNaN || (left.IsPoint && right.IsPoint) ? Undefined(isDouble)
            : Anything(isDouble);
    }

    // Between two values of a function, in either order, that are a little wrong.
    private static Interval Ordered(double one, double other, bool isDouble) =>
        Outwards(Math.Min(one, other), Math.Max(one, other), isDouble, steps: 4);

    private static Interval PowerOfPositive(Interval basis, Interval exponent, bool isDouble) =>
        Corners(basis, exponent, Math.Pow, isDouble, steps: 4).Within(0, double.PositiveInfinity);

    private static Interval Outwards(double lower, double upper, bool isDouble, int steps = 1)
    {
        if (double.IsNaN(lower) && double.IsNaN(upper))
        {
            return Undefined(isDouble);
        }
        lower = double.IsNaN(lower) ? double.NegativeInfinity : lower;
        upper = double.IsNaN(upper) ? double.PositiveInfinity : upper;
        if (!isDouble)
        {
            // The errors of double precision are far below one float32.
            return new(MathF.BitDecrement((float)lower), MathF.BitIncrement((float)upper), isDouble: false);
        }
        for (int step = 0; step < steps; step++)
        {
            lower = Math.BitDecrement(lower);
            upper = Math.BitIncrement(upper);
        }
        return new(lower, upper, isDouble: true);
    }

    private static Interval Magnitude(Interval value) => new(
        value.Contains(0) ? 0 : Math.Min(Math.Abs(value.Lower), Math.Abs(value.Upper)),
        Math.Max(Math.Abs(value.Lower), Math.Abs(value.Upper)),
        value.isDouble);

    private Interval Within(double least, double greatest) =>
        IsNaN ? this : new(Math.Clamp(Lower, least, greatest), Math.Clamp(Upper, least, greatest), isDouble);

    // Whether first + k · period lies between the bounds for a whole k, or so near that rounding may hide it.
    private static bool Meets(double lower, double upper, double first, double period)
    {
        const double farthest = 1e6;
        const double slack = 1e-9;
        return !(Math.Abs(lower) < farthest) || !(Math.Abs(upper) < farthest)
            || first + (Math.Ceiling((lower - slack - first) / period) * period) <= upper + slack;
    }

    private static (double Least, double Greatest) Domain(ScalarFunction function) =>
        function == ScalarFunction.Sqrt || function == ScalarFunction.Log ? (0, double.PositiveInfinity)
        : function == ScalarFunction.Asin || function == ScalarFunction.Acos || function == ScalarFunction.Atanh ? (-1, 1)
        : function == ScalarFunction.Acosh ? (1, double.PositiveInfinity)
        : (double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>For example <c>[1, 2]</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Lower}, {Upper}]");
}
