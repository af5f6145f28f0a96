using System.Globalization;

namespace Fovea.Numbers;

/// <summary>A double that counts: every operation on it is noted in the open <see cref="Ledger"/>. Literals are free.</summary>
/// <param name="Number">The value.</param>
public readonly record struct Count(double Number) : IScalar<Count>
{
    /// <inheritdoc/>
    public static Count operator +(Count left, Count right) => Noted(OperationKind.Add, left.Number + right.Number);

    /// <inheritdoc/>
    public static Count operator -(Count left, Count right) => Noted(OperationKind.Add, left.Number - right.Number);

    /// <inheritdoc/>
    public static Count operator *(Count left, Count right) => Noted(OperationKind.Multiply, left.Number * right.Number);

    /// <inheritdoc/>
    public static Count operator /(Count left, Count right) => Noted(OperationKind.Divide, left.Number / right.Number);

    /// <inheritdoc/>
    public static Count operator -(Count value) => Noted(OperationKind.Sign, -value.Number);

    /// <inheritdoc/>
    public static Count Remainder(Count dividend, Count divisor) => Noted(OperationKind.Remainder, dividend.Number % divisor.Number);

    /// <inheritdoc/>
    public static Count Power(Count basis, Count exponent) => Noted(OperationKind.Power, Math.Pow(basis.Number, exponent.Number));

    /// <inheritdoc/>
    public static Count Max(Count left, Count right) =>
        Noted(OperationKind.Compare, left.Number >= right.Number || double.IsNaN(left.Number) ? left.Number : right.Number);

    /// <inheritdoc/>
    public static Count Min(Count left, Count right) =>
        Noted(OperationKind.Compare, left.Number <= right.Number || double.IsNaN(left.Number) ? left.Number : right.Number);

    /// <inheritdoc/>
    public static Count Apply(ScalarFunction function, Count value) => Noted(function.Kind, function.Value(value.Number));

    /// <inheritdoc/>
    public static bool? Less(Count left, Count right)
    {
        Ledger.Note(OperationKind.Compare);
        return left.Number < right.Number;
    }

    /// <inheritdoc/>
    public static bool? Same(Count left, Count right)
    {
        Ledger.Note(OperationKind.Compare);
        return left.Number == right.Number;
    }

    /// <inheritdoc/>
    public static Count Literal(double value) => new(value);

    /// <inheritdoc/>
    public static Count Round(Count value, FloatFormat format) => new(Scalar.Round(value.Number, format));

    /// <inheritdoc/>
    public static double? Value(Count value) => value.Number;

    private static Count Noted(OperationKind kind, double result)
    {
        Ledger.Note(kind);
        return new(result);
    }

    /// <summary>The number in the invariant culture.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
