using System.Globalization;

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

    /// <summary>IEEE 754's maximum, one instruction instead of a guess at a branch: of zeros, which are equal, the positive one. NaN wins.</summary>
    public static Real Max(Real left, Real right) => new(MathF.Max(left.Number, right.Number));

    /// <summary>IEEE 754's minimum: of zeros, which are equal, the negative one. NaN wins.</summary>
    public static Real Min(Real left, Real right) => new(MathF.Min(left.Number, right.Number));

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

    /// <summary>The number in the invariant culture.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
