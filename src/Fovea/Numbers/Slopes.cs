namespace Fovea.Numbers;

/// <summary>
/// The value of an operation at a point and its partial derivatives there: the one table that forward and reverse derivatives are made of. An operation of one number
/// leaves its second slope 0.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="Left">The derivative with respect to the first operand.</param>
/// <param name="Right">The derivative with respect to the second operand.</param>
/// <param name="Kink">What stands in the way of a derivative here, if anything does; the slopes are then between the one-sided ones.</param>
internal readonly record struct Slopes(double Value, double Left, double Right = 0, Kink? Kink = null)
{
    public static Slopes Add(double left, double right) => new(left + right, 1, 1);

    public static Slopes Subtract(double left, double right) => new(left - right, 1, -1);

    public static Slopes Multiply(double left, double right) => new(left * right, right, left);

    public static Slopes Divide(double left, double right) => new(left / right, 1 / right, -(left / right) / right);

    public static Slopes Negate(double value) => new(-value, -1);

    // The remainder follows its dividend, and jumps wherever it is a multiple of the divisor, except at 0.
    public static Slopes Remainder(double dividend, double divisor)
    {
        double remainder = dividend % divisor;
        Kink? kink = remainder == 0 && dividend != 0
            ? new Kink("remainder", dividend > 0 ? double.NegativeInfinity : 1, dividend > 0 ? 1 : double.NegativeInfinity)
            : null;
        return new(remainder, 1, -Math.Truncate(dividend / divisor), kink);
    }

    public static Slopes Power(double basis, double exponent)
    {
        double power = Math.Pow(basis, exponent);
        double left = exponent == 0 ? 0 : exponent * Math.Pow(basis, exponent - 1);
        // aᵇ · ln a tends to 0 with a.
        double right = power == 0 ? 0 : power * Math.Log(basis);
        Kink? kink = basis == 0 && exponent != Math.Floor(exponent) ? new Kink("power", double.NaN, left) : null;
        return new(power, left, right, kink);
    }

    public static Slopes Max(double left, double right) => left >= right || double.IsNaN(left)
        ? new(left, 1, 0, left == right ? new Kink("max", 0, 1) : null)
        : new(right, 0, 1);

    public static Slopes Min(double left, double right) => left <= right || double.IsNaN(left)
        ? new(left, 1, 0, left == right ? new Kink("min", 1, 0) : null)
        : new(right, 0, 1);

    public static Slopes Apply(ScalarFunction function, double value)
    {
        double result = function.Value(value);
        return new(result, function.Derivative(value, result), 0, function.KinkAt(value));
    }

    /// <summary>
    /// One step of the chain rule. What does not move contributes nothing, even through an infinite slope: 0 · ∞ = 0.
    /// </summary>
    public static double Chain(double slope, double movement) => slope == 0 || movement == 0 ? 0 : slope * movement;
}
