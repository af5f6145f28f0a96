using System.Globalization;
using System.Runtime.Intrinsics;

namespace Fovea.Numbers;

/// <summary>
/// Several float32 at once, each in its lane, so that one run computes as many images. Law: every lane is bit for bit what <see cref="Real"/> computes alone.
/// A choice that the lanes decide differently cannot be made.
/// </summary>
/// <param name="Numbers">The values.</param>
public readonly record struct Wide(Vector256<float> Numbers) : IScalar<Wide>
{
    /// <summary>How many numbers there are.</summary>
    public static readonly int Lanes = Vector256<float>.Count;

    /// <summary>Numbers from values, one a lane.</summary>
    public static Wide Of(ReadOnlySpan<float> values) => new(Vector256.Create(values));

    /// <summary>The number in a lane.</summary>
    public float this[int lane] => Numbers[lane];

    /// <inheritdoc/>
    public static Wide operator +(Wide left, Wide right) => new(left.Numbers + right.Numbers);

    /// <inheritdoc/>
    public static Wide operator -(Wide left, Wide right) => new(left.Numbers - right.Numbers);

    /// <inheritdoc/>
    public static Wide operator *(Wide left, Wide right) => new(left.Numbers * right.Numbers);

    /// <inheritdoc/>
    public static Wide operator /(Wide left, Wide right) => new(left.Numbers / right.Numbers);

    /// <inheritdoc/>
    public static Wide operator -(Wide value) => new(-value.Numbers);

    /// <inheritdoc/>
    public static Wide Remainder(Wide dividend, Wide divisor) => Each(dividend, divisor, Real.Remainder);

    /// <inheritdoc/>
    public static Wide Power(Wide basis, Wide exponent) => Each(basis, exponent, Real.Power);

    /// <inheritdoc/>
    public static Wide Max(Wide left, Wide right) =>
        First(Vector256.GreaterThanOrEqual(left.Numbers, right.Numbers), left, right);

    /// <inheritdoc/>
    public static Wide Min(Wide left, Wide right) =>
        First(Vector256.LessThanOrEqual(left.Numbers, right.Numbers), left, right);

    /// <inheritdoc/>
    public static Wide Apply(ScalarFunction function, Wide value) => Each(value, value, (number, _) => Real.Apply(function, number));

    /// <inheritdoc/>
    public static bool? Less(Wide left, Wide right) => Agreed(Vector256.LessThan(left.Numbers, right.Numbers));

    /// <inheritdoc/>
    public static bool? Same(Wide left, Wide right) => Agreed(Vector256.Equals(left.Numbers, right.Numbers));

    /// <inheritdoc/>
    public static Wide Literal(double value) => new(Vector256.Create((float)value));

    /// <inheritdoc/>
    public static Wide Round(Wide value, FloatFormat format) =>
        format is FloatFormat.Half or FloatFormat.Brain ? Each(value, value, (number, _) => Real.Round(number, format)) : value;

    /// <summary>The value, if it is the same in all lanes.</summary>
    public static double? Value(Wide value)
    {
        float first = value.Numbers[0];
        return Vector256.EqualsAll(value.Numbers.AsInt32(), Vector256.Create(first).AsInt32()) ? first : null;
    }

    private static Wide First(Vector256<float> taken, Wide left, Wide right) =>
        new(Vector256.ConditionalSelect(taken | ~Vector256.Equals(left.Numbers, left.Numbers), left.Numbers, right.Numbers));

    private static bool? Agreed(Vector256<float> lanes)
    {
        uint answers = lanes.ExtractMostSignificantBits();
        return answers == 0 ? false : answers == (1u << Lanes) - 1 ? true : null;
    }

    private static Wide Each(Wide left, Wide right, Func<Real, Real, Real> compute)
    {
        Span<float> results = stackalloc float[Lanes];
        for (int lane = 0; lane < results.Length; lane++)
        {
            results[lane] = compute(new Real(left[lane]), new Real(right[lane])).Number;
        }
        return Of(results);
    }

    /// <summary>The numbers in the invariant culture.</summary>
    public override string ToString()
    {
        var texts = new string[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
        {
            texts[lane] = this[lane].ToString(CultureInfo.InvariantCulture);
        }
        return "⟨" + string.Join(", ", texts) + "⟩";
    }
}
