using System.Globalization;

namespace Fovea.Numbers;

/// <summary>float64: the oracle, and what float64 networks are run in.</summary>
/// <param name="Number">The value.</param>
public readonly record struct Double(double Number) : IScalar<Double>
{
    /// <inheritdoc/>
    public static Double operator +(Double left, Double right) => new(left.Number + right.Number);

    /// <inheritdoc/>
    public static Double operator -(Double left, Double right) => new(left.Number - right.Number);

    /// <inheritdoc/>
    public static Double operator *(Double left, Double right) => new(left.Number * right.Number);

    /// <inheritdoc/>
    public static Double operator /(Double left, Double right) => new(left.Number / right.Number);

    /// <inheritdoc/>
    public static Double operator -(Double value) => new(-value.Number);

    /// <inheritdoc/>
    public static Double Remainder(Double dividend, Double divisor) => new(dividend.Number % divisor.Number);

    /// <inheritdoc/>
    public static Double Power(Double basis, Double exponent) => new(Math.Pow(basis.Number, exponent.Number));

    /// <inheritdoc/>
    public static Double Max(Double left, Double right) => left.Number >= right.Number || double.IsNaN(left.Number) ? left : right;

    /// <inheritdoc/>
    public static Double Min(Double left, Double right) => left.Number <= right.Number || double.IsNaN(left.Number) ? left : right;

    /// <inheritdoc/>
    public static Double Apply(ScalarFunction function, Double value) => new(function.Value(value.Number));

    /// <inheritdoc/>
    public static bool? Less(Double left, Double right) => left.Number < right.Number;

    /// <inheritdoc/>
    public static bool? Same(Double left, Double right) => left.Number == right.Number;

    /// <inheritdoc/>
    public static Double Literal(double value) => new(value);

    /// <inheritdoc/>
    public static Double Round(Double value, FloatFormat format) => new(Scalar.Round(value.Number, format));

    /// <inheritdoc/>
    public static double? Value(Double value) => value.Number;

    /// <summary>The number in the invariant culture.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
