using System.Runtime.CompilerServices;
using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>When formulas have values: divisors are not 0, and functions are applied where they are defined.</summary>
internal static class Definedness
{
    private const int MaximumConditions = 40;

    /// <summary>Conditions under which all formulas of a proposition have values; null if they are too many, or not known.</summary>
    public static List<Proposition>? Conditions(Proposition proposition)
    {
        var conditions = new List<Proposition>();
        return Collect(proposition, new HashSet<Expression>(ReferenceEqualityComparer.Instance), conditions) ? conditions : null;
    }

    private static bool Collect(Proposition proposition, HashSet<Expression> seen, List<Proposition> conditions) => proposition switch
    {
        Proposition.Comparison comparison => Collect(comparison.Left.Expression, seen, conditions) && Collect(comparison.Right.Expression, seen, conditions),
        Proposition.Not not => Collect(not.Part, seen, conditions),
        Proposition.All all => all.Parts.All(part => Collect(part, seen, conditions)),
        _ => ((Proposition.Any)proposition).Parts.All(part => Collect(part, seen, conditions)),
    };

    private static bool Collect(Expression expression, HashSet<Expression> seen, List<Proposition> conditions)
    {
        if (!seen.Add(expression))
        {
            return conditions.Count <= MaximumConditions;
        }
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (Expression operand in expression.Operands)
        {
            if (!Collect(operand, seen, conditions))
            {
                return false;
            }
        }
        Symbol Operand(int i) => new(expression.Operands[i]);
        void Require(Relation relation, Symbol value, Rational bound)
        {
            if (value.Constant is null)
            {
                conditions.Add(new Proposition.Comparison(relation, value, bound));
            }
        }
        switch (expression.Kind)
        {
            case ExpressionKind.Quotient or ExpressionKind.Remainder:
                Require(Relation.Different, Operand(1), 0);
                break;
            case ExpressionKind.Power when Operand(1).Constant is { IsWhole: true } times:
                if (times < 0)
                {
                    Require(Relation.Different, Operand(0), 0);
                }
                break;
            case ExpressionKind.Power:
                // Whole exponents that are not negative suit every basis.
                conditions.Add(new Proposition.Any(
                [
                    new Proposition.Comparison(Relation.Greater, Operand(0), default),
                    new Proposition.All(
                    [
                        new Proposition.Comparison(Relation.Equal, Operand(1), Symbol.Apply(ScalarFunction.Floor, Operand(1))),
                        new Proposition.Comparison(Relation.AtLeast, Operand(1), default),
                    ]),
                ]));
                break;
            case ExpressionKind.Call when expression.Function == ScalarFunction.Log:
                Require(Relation.Greater, Operand(0), 0);
                break;
            case ExpressionKind.Call when expression.Function == ScalarFunction.Sqrt:
                Require(Relation.AtLeast, Operand(0), 0);
                break;
            case ExpressionKind.Call when expression.Function == ScalarFunction.Acosh:
                Require(Relation.AtLeast, Operand(0), 1);
                break;
            case ExpressionKind.Call when expression.Function == ScalarFunction.Asin || expression.Function == ScalarFunction.Acos || expression.Function == ScalarFunction.Atanh:
                bool isOpen = expression.Function == ScalarFunction.Atanh;
                Require(isOpen ? Relation.Less : Relation.AtMost, Operand(0), 1);
                Require(isOpen ? Relation.Greater : Relation.AtLeast, Operand(0), -1);
                break;
        }
        return conditions.Count <= MaximumConditions;
    }
}
