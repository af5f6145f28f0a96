using System.Globalization;

namespace Fovea.Numbers;

/// <summary>
/// A value and how fast it changes: the forward derivative in one direction. It is computed in double whatever it is stored as, and storing does not round it:
/// the derivative is that of the function on real numbers. Laws: the values are those of <see cref="Double"/>; slopes add along sums and follow the chain rule;
/// a tie of Max or Min takes the first; a kink on the way is noted in the open <see cref="Kinks"/>.
/// </summary>
/// <param name="Number">The value.</param>
/// <param name="Slope">Its derivative. 0 for a literal.</param>
public readonly record struct Dual(double Number, double Slope) : IScalar<Dual>
{
    /// <inheritdoc/>
    public static Dual operator +(Dual left, Dual right) => Chain(Slopes.Add(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Dual operator -(Dual left, Dual right) => Chain(Slopes.Subtract(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Dual operator *(Dual left, Dual right) => Chain(Slopes.Multiply(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Dual operator /(Dual left, Dual right) => Chain(Slopes.Divide(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Dual operator -(Dual value) => Chain(Slopes.Negate(value.Number), value, default);

    /// <inheritdoc/>
    public static Dual Remainder(Dual dividend, Dual divisor) => Chain(Slopes.Remainder(dividend.Number, divisor.Number), dividend, divisor);

    /// <inheritdoc/>
    public static Dual Power(Dual basis, Dual exponent) => Chain(Slopes.Power(basis.Number, exponent.Number), basis, exponent);

    /// <inheritdoc/>
    public static Dual Max(Dual left, Dual right) => Choose(Slopes.Max(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Dual Min(Dual left, Dual right) => Choose(Slopes.Min(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Dual Apply(ScalarFunction function, Dual value) => Chain(Slopes.Apply(function, value.Number), value, default);

    /// <inheritdoc/>
    public static bool? Less(Dual left, Dual right)
    {
        NoteTie("less", left, right);
        return left.Number < right.Number;
    }

    /// <inheritdoc/>
    public static bool? Same(Dual left, Dual right)
    {
        NoteTie("equal", left, right);
        return left.Number == right.Number;
    }

    /// <inheritdoc/>
    public static Dual Literal(double value) => new(value, 0);

    /// <inheritdoc/>
    public static Dual Round(Dual value, FloatFormat format) => value;

    /// <inheritdoc/>
    public static double? Value(Dual value) => value.Number;

    private static Dual Chain(Slopes local, Dual left, Dual right)
    {
        if (local.Kink is { } kink && (left.Slope != 0 || right.Slope != 0))
        {
            Kinks.Note(kink);
        }
        return new(local.Value, Slopes.Chain(local.Left, left.Slope) + Slopes.Chain(local.Right, right.Slope));
    }

    // Where both operands move together, it does not matter which one is taken.
    private static Dual Choose(Slopes local, Dual left, Dual right) =>
        Chain(left.Slope == right.Slope ? local with { Kink = null } : local, left, right);

    private static void NoteTie(string comparison, Dual left, Dual right)
    {
        if (left.Number == right.Number && left.Slope != right.Slope)
        {
            Kinks.Note(new Kink(comparison, double.NaN, double.NaN));
        }
    }

    /// <summary>For example <c>2 + 3·ε</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} + {Slope}·ε");
}
