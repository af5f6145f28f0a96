using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Numbers;

public readonly partial record struct Symbol
{
    // Powers of sizes are products of so many factors at most.
    private const int MaximumSizePower = 64;

    /// <summary>A size as a formula of real numbers, which takes the same values.</summary>
    public static implicit operator Symbol(Size size)
    {
        if (size.TryGetValue(out long value))
        {
            return (Rational)value;
        }
        Symbol sum = default;
        foreach ((Monomial monomial, long coefficient) in size.Formula.Terms)
        {
            Symbol product = (Rational)coefficient;
            foreach ((Atom atom, int power) in monomial.Factors)
            {
                product *= Power(Of(atom), (Rational)power);
            }
            sum += product;
        }
        return sum;
    }

    private static Symbol Of(Atom atom)
    {
        switch (atom)
        {
            case SymbolAtom symbol:
                return Named(symbol.Name);
            case FloorAtom floor:
                return Apply(ScalarFunction.Floor, (Symbol)new Size(floor.Numerator) / new Size(floor.Divisor));
            default:
                Symbol? extreme = null;
                bool greatest = ((ExtremeAtom)atom).Greatest;
                foreach (Formula part in atom.Parts)
                {
                    Symbol operand = new Size(part);
                    extreme = extreme is not { } before ? operand : greatest ? Max(before, operand) : Min(before, operand);
                }
                return extreme!.Value;
        }
    }

    /// <summary>The size of the same value, if the formula is a polynomial with whole coefficients over whole numbers, floors, minima and maxima of such; null if it is not.</summary>
    /// <param name="atLeast">The least value of each name that stands for a whole number; null for any other name.</param>
    /// <exception cref="OverflowException">A coefficient does not fit.</exception>
    public Size? ToSize(Func<string, long?> atLeast) =>
        Over(Expression, atLeast, new Dictionary<Expression, (Size, long)?>(ReferenceEqualityComparer.Instance)) is (var size, 1) ? size : (Size?)null;

    // The formula as a size over a number.
    private static (Size Above, long Below)? Over(Expression expression, Func<string, long?> atLeast, Dictionary<Expression, (Size, long)?> known)
    {
        if (known.TryGetValue(expression, out (Size, long)? result))
        {
            return result;
        }
        RuntimeHelpers.EnsureSufficientExecutionStack();
        result = Make(expression, atLeast, known);
        known[expression] = result;
        return result;
    }

    private static (Size Above, long Below)? Make(Expression expression, Func<string, long?> atLeast, Dictionary<Expression, (Size, long)?> known)
    {
        switch (expression.Kind)
        {
            case ExpressionKind.Constant:
                return Whole(expression.Numbers[0]);
            case ExpressionKind.Variable:
                return atLeast(expression.Name) is { } least ? (Size.Symbol(expression.Name, least), 1) : null;
            case ExpressionKind.Sum:
                (Size Above, long Below)? sum = Whole(expression.Numbers[0]);
                for (int i = 0; i < expression.Operands.Length && sum is not null; i++)
                {
                    sum = Over(expression.Operands[i], atLeast, known) is { } term && Whole(expression.Numbers[i + 1]) is { } factor
                        ? Plus(sum.Value, (term.Above * factor.Above, checked(term.Below * factor.Below)))
                        : null;
                }
                return sum;
            case ExpressionKind.Product:
                (Size Above, long Below) product = (1, 1);
                for (int i = 0; i < expression.Operands.Length; i++)
                {
                    if (expression.Numbers[i] > MaximumSizePower || Over(expression.Operands[i], atLeast, known) is not { } part)
                    {
                        return null;
                    }
                    for (int power = 0; power < (int)expression.Numbers[i].Numerator; power++)
                    {
                        product = Reduced(product.Above * part.Above, checked(product.Below * part.Below));
                    }
                }
                return product;
            case ExpressionKind.Call when expression.Function == ScalarFunction.Floor:
                return FloorOf(expression.Operands[0], atLeast, known, 1);
            case ExpressionKind.Call when expression.Function == ScalarFunction.Ceiling:
                return FloorOf(expression.Operands[0], atLeast, known, -1);
            case ExpressionKind.Max or ExpressionKind.Min:
                Size? extreme = null;
                foreach (Expression operand in expression.Operands)
                {
                    if (Over(operand, atLeast, known) is not (var size, 1))
                    {
                        return null;
                    }
                    extreme = extreme is not { } before ? size : expression.Kind == ExpressionKind.Max ? Size.Max(before, size) : Size.Min(before, size);
                }
                return (extreme!.Value, 1);
            default:
                return null;
        }
    }

    // ⌊x⌋ for the sign 1; ⌈x⌉ = −⌊−x⌋ for the sign −1. What stands below the stroke must be positive.
    private static (Size, long)? FloorOf(Expression inside, Func<string, long?> atLeast, Dictionary<Expression, (Size, long)?> known, long sign)
    {
        if (Over(inside, atLeast, known) is { } simple)
        {
            return (sign * Size.FloorDiv(sign * simple.Above, simple.Below), 1);
        }
        // A quotient, or a quotient times a number: (3·a/b).
        Rational factor = 1;
        if (inside is { Kind: ExpressionKind.Sum, Operands: [var only] } && inside.Numbers[0] == 0)
        {
            (factor, inside) = (inside.Numbers[1], only);
        }
        return inside.Kind == ExpressionKind.Quotient
            && Whole(factor) is { } scale
            && Over(inside.Operands[0], atLeast, known) is { } above
            && Over(inside.Operands[1], atLeast, known) is { } below
            && below.Above.LowerBound >= 1
            ? (sign * Size.FloorDiv(sign * scale.Above * above.Above * below.Below, scale.Below * above.Below * below.Above), 1)
            : null;
    }

    private static (Size, long) Plus((Size Above, long Below) left, (Size Above, long Below) right)
    {
        long common = Formula.GreatestCommonDivisor(left.Below, right.Below);
        return Reduced((left.Above * (right.Below / common)) + (right.Above * (left.Below / common)), checked(left.Below / common * right.Below));
    }

    private static (Size, long) Reduced(Size above, long below)
    {
        long common = Formula.GreatestCommonDivisor(above.Formula.Content(withConstant: true), below);
        return common > 1 ? (new Size(above.Formula.DivideBy(common)), below / common) : (above, below);
    }

    private static (Size Above, long Below)? Whole(Rational value) =>
        value.IsFinite && BigInteger.Abs(value.Numerator) <= long.MaxValue && value.Denominator <= long.MaxValue
            ? ((long)value.Numerator, (long)value.Denominator)
            : null;
}
