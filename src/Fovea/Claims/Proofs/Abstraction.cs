using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>
/// A proposition with its functions of long formulas called by new names. What holds for all values of these names holds for those that they stand for: with y = σ(z), where z is the
/// whole network before it, an identity in y needs nothing of z.
/// </summary>
internal static class Abstraction
{
    // Shorter formulas are written out sooner than looked through.
    private const int LongFormula = 64;

    /// <summary>The more general proposition, or null if nothing in it is worth a name.</summary>
    public static (Proposition Proposition, Premises Premises)? Of(Proposition proposition, Premises premises)
    {
        var names = new Dictionary<Expression, Symbol>();
        var variables = premises.Variables.ToList();
        var conditions = premises.Conditions.ToList();
        var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance);

        void Collect(Expression expression)
        {
            if (!seen.Add(expression))
            {
                return;
            }
            if (expression.Kind != ExpressionKind.Call || !IsLong(expression))
            {
                Array.ForEach(expression.Operands, Collect);
            }
            else if (!names.ContainsKey(expression))
            {
                string name = $"'{names.Count}";
                names[expression] = Symbol.Named(name);
                variables.Add(new Variable(name, IsWhole: false));
                if (expression.Function == ScalarFunction.Exp)
                {
                    conditions.Add(new Proposition.Comparison(Relation.Greater, names[expression], (Rational)0));
                }
            }
        }

        Symbol Named(Symbol formula)
        {
            Collect(formula.Expression);
            return formula.Expression.Evaluate(Symbol.Named, new Dictionary<Expression, Symbol>(names));
        }

        Proposition Through(Proposition part) => part switch
        {
            Proposition.Comparison comparison => comparison with { Left = Named(comparison.Left), Right = Named(comparison.Right) },
            Proposition.All all => new Proposition.All([.. all.Parts.Select(Through)]),
            Proposition.Any any => new Proposition.Any([.. any.Parts.Select(Through)]),
            Proposition.Not not => new Proposition.Not(Through(not.Part)),
            _ => part,
        };

        Proposition general = Through(proposition);
        return names.Count == 0 ? null : (general, new Premises([.. variables], [.. conditions]));
    }

    private static bool IsLong(Expression expression) => expression.Parts().Skip(LongFormula).Any();
}
