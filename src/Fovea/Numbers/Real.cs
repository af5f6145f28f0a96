using System.Globalization;
using System.Runtime.Intrinsics;

namespace Fovea.Numbers;

/// <summary>float32: what a network is run in.</summary>
/// <param name="Number">The value.</param>
public readonly record struct Real(float Number) : IScalar<Real>
{
    /// <inheritdoc/>
    public static Real operator +(Real left, Real right) => new(left.Number + right.Number);

    /// <inheritdoc/>
    public static Real operator -(Real left, Real right) => new(left.Number - right.Number);

    /// <inheritdoc/>
    public static Real operator *(Real left, Real right) => new(left.Number * right.Number);

    /// <inheritdoc/>
    public static Real operator /(Real left, Real right) => new(left.Number / right.Number);

    /// <inheritdoc/>
    public static Real operator -(Real value) => new(-value.Number);

    /// <inheritdoc/>
    public static Real Remainder(Real dividend, Real divisor) => new(dividend.Number % divisor.Number);

    /// <inheritdoc/>
    public static Real Power(Real basis, Real exponent) => new(MathF.Pow(basis.Number, exponent.Number));

    /// <inheritdoc/>
    public static Real Max(Real left, Real right) => First(Vector128.GreaterThanOrEqual(left.Lane, right.Lane), left, right);

    /// <inheritdoc/>
    public static Real Min(Real left, Real right) => First(Vector128.LessThanOrEqual(left.Lane, right.Lane), left, right);

    /// <inheritdoc/>
    public static Real Apply(ScalarFunction function, Real value) => new((float)function.Value(value.Number));

    /// <inheritdoc/>
    public static bool? Less(Real left, Real right) => left.Number < right.Number;

    /// <inheritdoc/>
    public static bool? Same(Real left, Real right) => left.Number == right.Number;

    /// <inheritdoc/>
    public static Real Literal(double value) => new((float)value);

    /// <inheritdoc/>
    public static Real Round(Real value, FloatFormat format) =>
        format is FloatFormat.Single or FloatFormat.Double ? value : new((float)Scalar.Round(value.Number, format));

    /// <inheritdoc/>
    public static double? Value(Real value) => value.Number;

    private Vector128<float> Lane => Vector128.CreateScalarUnsafe(Number);

    // The left one where it is chosen or NaN. A branch would be a guess at which of two values is larger, and wrong guesses cost more than the choice.
    private static Real First(Vector128<float> chosen, Real left, Real right) =>
        new(Vector128.ConditionalSelect(chosen | ~Vector128.Equals(left.Lane, left.Lane), left.Lane, right.Lane).ToScalar());

    /// <summary>The number in the invariant culture.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
