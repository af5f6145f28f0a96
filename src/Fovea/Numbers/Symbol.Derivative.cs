using System.Runtime.CompilerServices;

namespace Fovea.Numbers;

public readonly partial record struct Symbol
{
    /// <summary>
    /// The derivative in one of its names. Where there is none, it is one between the one-sided derivatives, as for numbers: at a tie the first of the largest operands
    /// decides, |x| has 0 at 0, and steps have 0. What stands in several places is differentiated once.
    /// </summary>
    /// <exception cref="NotSupportedException">A function has no derivative among formulas.</exception>
    public Symbol Derivative(string name) => Derivative(Expression, name, new Dictionary<Expression, Symbol>(ReferenceEqualityComparer.Instance));

    private static Symbol Derivative(Expression expression, string name, Dictionary<Expression, Symbol> known)
    {
        if (known.TryGetValue(expression, out Symbol result))
        {
            return result;
        }
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var value = new Symbol(expression);
        Symbol Part(int i) => new(expression.Operands[i]);
        Symbol Slope(int i) => Derivative(expression.Operands[i], name, known);
        switch (expression.Kind)
        {
            case ExpressionKind.Constant:
                break;
            case ExpressionKind.Variable:
                result = expression.Name == name ? Literal(1) : default;
                break;
            case ExpressionKind.Sum:
                for (int i = 0; i < expression.Operands.Length; i++)
                {
                    result += (Symbol)expression.Numbers[i + 1] * Slope(i);
                }
                break;
            case ExpressionKind.Product:
                for (int i = 0; i < expression.Operands.Length; i++)
                {
                    Symbol slope = Slope(i);
                    if (slope != default)
                    {
                        // One of the equal factors moves, and all others stay.
                        Symbol rest = (Symbol)expression.Numbers[i] * slope;
                        for (int j = 0; j < expression.Operands.Length; j++)
                        {
                            rest *= Power(Part(j), expression.Numbers[j] - (j == i ? 1 : 0));
                        }
                        result += rest;
                    }
                }
                break;
            case ExpressionKind.Quotient:
                Symbol divisorSlope = Slope(1);
                result = Slope(0) / Part(1);
                if (divisorSlope != default)
                {
                    result -= Part(0) * divisorSlope / (Part(1) * Part(1));
                }
                break;
            case ExpressionKind.Power:
                Symbol exponentSlope = Slope(1);
                result = Part(1) * Power(Part(0), Part(1) - Literal(1)) * Slope(0);
                if (exponentSlope != default)
                {
                    result += value * Apply(ScalarFunction.Log, Part(0)) * exponentSlope;
                }
                break;
            case ExpressionKind.Remainder:
                // The remainder follows its dividend, and loses the divisor as often as it has been taken off.
                result = Slope(0) - (Slope(1) * ((Part(0) - value) / Part(1)));
                break;
            case ExpressionKind.Call:
                Symbol inner = Slope(0);
                result = inner == default ? inner : expression.Function!.DerivativeFormula(Part(0), value) * inner;
                break;
            default:
                result = ExtremeSlope(expression, Slope);
                break;
        }
        known[expression] = result;
        return result;
    }

    // The slope of the first operand that no other one beats. Which one that is decides a step function of differences: [a ≥ b] = 1 − [b − a > 0].
    private static Symbol ExtremeSlope(Expression extreme, Func<int, Symbol> slope)
    {
        bool greatest = extreme.Kind == ExpressionKind.Max;
        Expression[] operands = extreme.Operands;
        Symbol result = default;
        for (int i = 0; i < operands.Length; i++)
        {
            Symbol moved = slope(i);
            if (moved == default)
            {
                continue;
            }
            Symbol chosen = Literal(1);
            for (int j = 0; j < operands.Length; j++)
            {
                if (j != i)
                {
                    Symbol ahead = greatest ? new Symbol(operands[i]) - new Symbol(operands[j]) : new Symbol(operands[j]) - new Symbol(operands[i]);
                    chosen *= j < i ? IsPositive(ahead) : Literal(1) - IsPositive(-ahead);
                }
            }
            result += chosen * moved;
        }
        return result;
    }

    // 1 for positive numbers, 0 for all others.
    private static Symbol IsPositive(Symbol value) => Max(Apply(ScalarFunction.Sign, value), default);
}
