namespace Fovea.Numbers;

/// <summary>
/// A number that the reference computation runs on. What it computes is written once, over this interface; the number decides whether that
/// evaluates, counts, differentiates, bounds or writes down. The default value of the struct is zero.
/// </summary>
/// <typeparam name="T">The number itself: a struct around primitives.</typeparam>
public interface IScalar<T>
    where T : struct, IScalar<T>
{
    /// <summary>a + b</summary>
    static abstract T operator +(T left, T right);

    /// <summary>a − b</summary>
    static abstract T operator -(T left, T right);

    /// <summary>a · b</summary>
    static abstract T operator *(T left, T right);

    /// <summary>a / b</summary>
    static abstract T operator /(T left, T right);

    /// <summary>−a</summary>
    static abstract T operator -(T value);

    /// <summary>The remainder of a division that rounds towards zero: it has the sign of the dividend.</summary>
    static abstract T Remainder(T dividend, T divisor);

    /// <summary>The remainder of a division that rounds down: it has the sign of the divisor.</summary>
    static virtual T Modulo(T dividend, T divisor) => T.Remainder(T.Remainder(dividend, divisor) + divisor, divisor);

    /// <summary>aᵇ</summary>
    static abstract T Power(T basis, T exponent);

    /// <summary>The larger one; the first of equal ones. NaN wins.</summary>
    static abstract T Max(T left, T right);

    /// <summary>The smaller one; the first of equal ones. NaN wins.</summary>
    static abstract T Min(T left, T right);

    /// <summary>A function of one number.</summary>
    static abstract T Apply(ScalarFunction function, T value);

    /// <summary>Whether a is less than b; null if that cannot be decided.</summary>
    static abstract bool? Less(T left, T right);

    /// <summary>Whether a equals b (NaN equals nothing); null if that cannot be decided.</summary>
    static abstract bool? Same(T left, T right);

    /// <summary>A number that stands in the computation or in a tensor: it is free.</summary>
    static abstract T Literal(double value);

    /// <summary>The nearest number of a floating-point format, halves to even; what the number has no formats for stays as it is.</summary>
    static abstract T Round(T value, FloatFormat format);

    /// <summary>The value as a double, where it has one.</summary>
    static abstract double? Value(T value);
}

/// <summary>The formats that floating-point numbers are stored in.</summary>
public enum FloatFormat
{
    /// <summary>IEEE 754 binary16.</summary>
    Half,

    /// <summary>bfloat16: the upper half of a binary32.</summary>
    Brain,

    /// <summary>IEEE 754 binary32.</summary>
    Single,

    /// <summary>IEEE 754 binary64.</summary>
    Double,
}

/// <summary>A choice depends on values that the number in use cannot compare: an expression, or intervals that overlap.</summary>
public sealed class UndecidableException(string message) : Exception(message);

/// <summary>What follows from the contract for every number.</summary>
public static class Scalar
{
    /// <summary>Whether a is less than b.</summary>
    /// <exception cref="UndecidableException">That cannot be decided.</exception>
    public static bool IsLess<T>(T left, T right)
        where T : struct, IScalar<T> =>
        T.Less(left, right) ?? throw new UndecidableException($"whether {left} is less than {right} cannot be decided");

    /// <summary>Whether a equals b.</summary>
    /// <exception cref="UndecidableException">That cannot be decided.</exception>
    public static bool IsSame<T>(T left, T right)
        where T : struct, IScalar<T> =>
        T.Same(left, right) ?? throw new UndecidableException($"whether {left} equals {right} cannot be decided");

    /// <summary>The value as a double.</summary>
    /// <exception cref="UndecidableException">It has none.</exception>
    public static double Known<T>(T value)
        where T : struct, IScalar<T> =>
        T.Value(value) ?? throw new UndecidableException($"{value} has no value that could be read");

    /// <summary>A double rounded to a format, halves to even.</summary>
    public static double Round(double value, FloatFormat format) => format switch
    {
        FloatFormat.Half => (double)(Half)value,
        FloatFormat.Brain => RoundToBrain((float)value),
        FloatFormat.Single => (float)value,
        _ => value,
    };

    private static float RoundToBrain(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? value : BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }
}
