using System.Globalization;

namespace Fovea.Numbers;

/// <summary>
/// A whole number wide enough for every sum and product of the integer types, which are wrapped to their width when they are stored. Division rounds
/// towards zero. Operations count into the open <see cref="Ledger"/>.
/// </summary>
/// <param name="Number">The value.</param>
public readonly record struct Whole(Int128 Number) : IScalar<Whole>
{
    /// <summary>A whole number.</summary>
    public static implicit operator Whole(long number) => new(number);

    /// <inheritdoc/>
    public static Whole operator +(Whole left, Whole right) => Counted(OperationKind.Add, left.Number + right.Number);

    /// <inheritdoc/>
    public static Whole operator -(Whole left, Whole right) => Counted(OperationKind.Add, left.Number - right.Number);

    /// <inheritdoc/>
    public static Whole operator *(Whole left, Whole right) => Counted(OperationKind.Multiply, left.Number * right.Number);

    /// <inheritdoc/>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public static Whole operator /(Whole left, Whole right) => Counted(OperationKind.Divide, left.Number / right.Number);

    /// <inheritdoc/>
    public static Whole operator -(Whole value) => Counted(OperationKind.Sign, -value.Number);

    /// <inheritdoc/>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public static Whole Remainder(Whole dividend, Whole divisor) => Counted(OperationKind.Remainder, dividend.Number % divisor.Number);

    /// <summary>aᵇ modulo 2¹²⁸; 0 for a negative exponent, unless a is 1 or −1.</summary>
    public static Whole Power(Whole basis, Whole exponent)
    {
        Int128 remaining = exponent.Number;
        Int128 square = basis.Number;
        if (remaining < 0)
        {
            bool unit = square == 1 || square == -1;
            remaining = -remaining;
            square = unit ? square : 0;
        }
        Int128 power = 1;
        for (; remaining > 0; remaining >>= 1)
        {
            power = (remaining & 1) == 1 ? power * square : power;
            square *= square;
        }
        return Counted(OperationKind.Power, power);
    }

    /// <inheritdoc/>
    public static Whole Max(Whole left, Whole right) => Counted(OperationKind.Compare, Int128.Max(left.Number, right.Number));

    /// <inheritdoc/>
    public static Whole Min(Whole left, Whole right) => Counted(OperationKind.Compare, Int128.Min(left.Number, right.Number));

    /// <summary>|a|, the sign and the roundings, which whole numbers have.</summary>
    /// <exception cref="NotSupportedException">The function leaves the whole numbers.</exception>
    public static Whole Apply(ScalarFunction function, Whole value) => Counted(
        function.Kind,
        function == ScalarFunction.Abs ? Int128.Abs(value.Number)
        : function == ScalarFunction.Sign ? Int128.Sign(value.Number)
        : function.Kind == OperationKind.Round ? value.Number
        : throw new NotSupportedException($"whole numbers have no {function.Name}"));

    /// <inheritdoc/>
    public static bool? Less(Whole left, Whole right)
    {
        Ledger.Note(OperationKind.Compare);
        return left.Number < right.Number;
    }

    /// <inheritdoc/>
    public static bool? Same(Whole left, Whole right)
    {
        Ledger.Note(OperationKind.Compare);
        return left.Number == right.Number;
    }

    /// <summary>A whole number; what is not whole is rounded towards zero.</summary>
    public static Whole Literal(double value) => new((Int128)value);

    /// <inheritdoc/>
    public static Whole Round(Whole value, FloatFormat format) => value;

    /// <inheritdoc/>
    public static double? Value(Whole value) => (double)value.Number;

    private static Whole Counted(OperationKind kind, Int128 result)
    {
        Ledger.Note(kind);
        return new(result);
    }

    /// <summary>The number in the invariant culture.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
