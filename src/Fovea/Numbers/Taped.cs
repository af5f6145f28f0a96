using System.Globalization;

namespace Fovea.Numbers;

/// <summary>
/// A double that writes down what is done with it on the open <see cref="Tape"/>, for the reverse derivative. It is computed in double whatever it is stored as, and
/// storing does not round it. Laws: the values are those of <see cref="Double"/>; the derivatives are those of <see cref="Dual"/>, for all directions at once; a tie of
/// Max or Min takes the first; a kink on the way is noted in the open <see cref="Kinks"/>.
/// </summary>
public readonly record struct Taped : IScalar<Taped>
{
    internal Taped(double number, int place, bool moves)
    {
        Number = number;
        Place = place;
        Moves = moves;
    }

    /// <summary>The value.</summary>
    public double Number { get; }

    /// <summary>Where it stands on the tape; 0 for a literal, and for what is computed from literals only.</summary>
    public int Place { get; }

    /// <summary>Whether it moves with any variable: no literal does, nor what lies flat, such as max(0, −1).</summary>
    public bool Moves { get; }

    /// <inheritdoc/>
    public static Taped operator +(Taped left, Taped right) => Noted(Slopes.Add(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Taped operator -(Taped left, Taped right) => Noted(Slopes.Subtract(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Taped operator *(Taped left, Taped right) => Noted(Slopes.Multiply(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Taped operator /(Taped left, Taped right) => Noted(Slopes.Divide(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Taped operator -(Taped value) => Noted(Slopes.Negate(value.Number), value, default);

    /// <inheritdoc/>
    public static Taped Remainder(Taped dividend, Taped divisor) => Noted(Slopes.Remainder(dividend.Number, divisor.Number), dividend, divisor);

    /// <inheritdoc/>
    public static Taped Power(Taped basis, Taped exponent) => Noted(Slopes.Power(basis.Number, exponent.Number), basis, exponent);

    /// <inheritdoc/>
    public static Taped Max(Taped left, Taped right) => Choose(Slopes.Max(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Taped Min(Taped left, Taped right) => Choose(Slopes.Min(left.Number, right.Number), left, right);

    /// <inheritdoc/>
    public static Taped Apply(ScalarFunction function, Taped value) => Noted(Slopes.Apply(function, value.Number), value, default);

    /// <inheritdoc/>
    public static bool? Less(Taped left, Taped right)
    {
        Compare("less", left, right);
        return left.Number < right.Number;
    }

    /// <inheritdoc/>
    public static bool? Same(Taped left, Taped right)
    {
        Compare("equal", left, right);
        return left.Number == right.Number;
    }

    /// <inheritdoc/>
    public static Taped Literal(double value) => new(value, 0, false);

    /// <inheritdoc/>
    public static Taped Round(Taped value, FloatFormat format) => value;

    /// <inheritdoc/>
    public static double? Value(Taped value) => value.Number;

    private static Taped Noted(Slopes local, Taped left, Taped right)
    {
        if (left.Place == 0 && right.Place == 0)
        {
            return new(local.Value, 0, false);
        }
        if (local.Kink is { } kink && (left.Moves || right.Moves))
        {
            Kinks.Note(kink);
        }
        Tape tape = Tape.Current ?? throw new InvalidOperationException("no tape is open");
        bool moves = (left.Moves && local.Left != 0) || (right.Moves && local.Right != 0);
        return new(local.Value, tape.Append(new Tape.Entry(left.Place, right.Place, local.Left, local.Right)), moves);
    }

    // Where both operands are one, it does not matter which one is taken.
    private static Taped Choose(Slopes local, Taped left, Taped right) =>
        Noted(left.Place == right.Place ? local with { Kink = null } : local, left, right);

    // A comparison reads its operands, so that they live until then; what it makes is no number.
    private static void Compare(string comparison, Taped left, Taped right)
    {
        Kink? tie = left.Number == right.Number ? new Kink(comparison, double.NaN, double.NaN) : null;
        Choose(new Slopes(0, 0, 0, tie), left, right);
    }

    /// <summary>The number in the invariant culture.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
