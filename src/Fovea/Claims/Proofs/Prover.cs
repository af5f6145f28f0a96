using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>
/// Decides propositions about all values of their variables. What it calls proved has been derived; what it calls refuted fails at the values that it gives. Work is counted and
/// bounded, so that the answer is the same everywhere.
/// </summary>
public static partial class Prover
{
    // About two seconds.
    private const long MaximumWork = 6_000_000;

    // To show that a divisor is not 0.
    private const long WorkOnDefinedness = 100_000;

    // Of so many variables no more than one can be tried at other than its least value; the terms of a polynomial tell which.
    private const int ManyVariables = 12;

    private const int MaximumTerms = 40;

    // Fewer points than this are no sample.
    private const int LeastSample = 100;

    /// <summary>Decides whether a proposition holds for all values of the variables at which the conditions hold.</summary>
    /// <param name="proposition">The proposition.</param>
    /// <param name="premises">Its variables, and what is assumed of them.</param>
    /// <exception cref="ArgumentException">A name stands in it that the premises do not have.</exception>
    public static Decision Decide(Proposition proposition, Premises premises)
    {
        try
        {
            return Decided(proposition, premises);
        }
        catch (InsufficientExecutionStackException)
        {
            return new Decision(Standing.Undecided, "the formulas are nested too deeply");
        }
    }

    private static Decision Decided(Proposition proposition, Premises premises)
    {
        if (proposition is Proposition.Comparison { Relation: Relation.Equal or Relation.AtMost or Relation.AtLeast } same && same.Left == same.Right
            && Definedness.Conditions(proposition) is { Count: 0 })
        {
            return new Decision(same.Left.Constant is null ? Standing.Proved : Standing.Exact, same.Left.Constant is null ? "both sides have the same normal form" : "computed exactly");
        }
        if (premises.Variables.Count > ManyVariables && SameLongForm(proposition, premises) is { } identity)
        {
            return identity;
        }
        var search = new Counterexamples(proposition, premises);
        if (search.FindEarly() is { } early)
        {
            return Failed(search, early);
        }
        if (search.IsExhaustive && search.Near + search.Open == 0)
        {
            return !search.IsClosed || search.Held == 0 ? InAll(search)
                : search.IsExact ? new Decision(Standing.Exact, "computed exactly")
                : new Decision(Standing.Proved, "by bounds that hold for certain");
        }
        string? obstacle = null;
        try
        {
            var algebra = new Algebra(premises.Variables, new Work(MaximumWork));
            if (ByNormalForms(proposition, algebra, out List<HashSet<string>> terms))
            {
                return Proved(proposition, premises, "both sides have the same normal form");
            }
            if (terms.Count > 0 && premises.Variables.Count > ManyVariables && search.FindAmong(terms) is { } found)
            {
                return Failed(search, found);
            }
            var analysis = new CaseAnalysis(algebra);
            if (analysis.IsImpossible(premises.Variables, [.. premises.Conditions, new Proposition.Not(proposition)]))
            {
                return Proved(proposition, premises, "the contrary contradicts the conditions" + (analysis.Cases == 1 ? "" : $" in each of {analysis.Cases} cases"));
            }
            if (IsQuotientAtMostOne(proposition, premises))
            {
                return Proved(proposition, premises, "their quotient is a product of parts that are at most 1");
            }
        }
        catch (OutOfReachException exception)
        {
            obstacle = exception.Message;
        }
        if (search.Find() is { } late)
        {
            return Failed(search, late);
        }
        if (search.IsExhaustive && search.Near + search.Open == 0)
        {
            return InAll(search);
        }
        string unproved = obstacle is null ? "" : $"; it was not proved, because {obstacle}";
        int held = search.Held + search.Near;
        string unknown = search.Open == 0 ? "" : $", and at {search.Open} more it could not be computed";
        return held < LeastSample || search.Open > held
            ? new Decision(Standing.Undecided, $"neither a proof nor a counterexample was found{unproved}")
            : new Decision(Standing.Sampled, $"it holds at {held} points, small ones and seeded ones{(search.Near > 0 ? ", as far as nine digits tell" : "")}{unknown}{unproved}");
    }

    /// <summary>
    /// Whether a proposition seems to fail: at one of a few points, small ones and seeded large ones. Functions of long formulas may take any value there, so that this is no refutation.
    /// </summary>
    internal static bool SeemsToFail(Proposition proposition, Premises premises)
    {
        (Proposition general, Premises known) = Abstraction.Of(proposition, premises) ?? (proposition, premises);
        return new Counterexamples(general, known).FindQuickly() is not null;
    }

    /// <summary>How two formulas without names are ordered: the sign of left − right; null if one has no value, or bounds of them overlap.</summary>
    internal static int? Compare(Symbol left, Symbol right)
    {
        if (left.Constant is { IsFinite: true } a && right.Constant is { IsFinite: true } b)
        {
            return (a - b).Sign;
        }
        var evaluation = new Evaluation();
        int one = evaluation.Add(left);
        int other = evaluation.Add(right);
        PointValue[] values = evaluation.Run(new Dictionary<string, Rational>());
        return values[one].IsKnown && values[other].IsKnown ? PointValue.Compare(values[one], values[other]) : null;
    }

    // f ≤ g for g > 0, if f/g falls apart into factors without common variables of which each is at most 1.
    private static bool IsQuotientAtMostOne(Proposition proposition, Premises premises)
    {
        (Symbol Less, Symbol More)? sides = proposition switch
        {
            Proposition.Comparison { Relation: Relation.AtMost } comparison => (comparison.Left, comparison.Right),
            Proposition.Comparison { Relation: Relation.AtLeast } comparison => (comparison.Right, comparison.Left),
            _ => null,
        };
        return sides is var (less, more)
            && IsProved(new Proposition.Comparison(Relation.Greater, more, default), premises, WorkOnMultiple)
            && Multiple(less, more, premises) <= 1;
    }

    // Identities in very many variables are long: points say little about them, and the functions in them are best left alone.
    private static Decision? SameLongForm(Proposition proposition, Premises premises)
    {
        try
        {
            (Proposition general, Premises known) = Abstraction.Of(proposition, premises) ?? (proposition, premises);
            return ByNormalForms(general, new Algebra(known.Variables, new Work(MaximumWork)), out _) ? Proved(general, known, "both sides have the same normal form") : null;
        }
        catch (OutOfReachException)
        {
            return null;
        }
    }

    private static Decision InAll(Counterexamples search) =>
        new(Standing.Proved, search.Held == 0 ? "no values satisfy the conditions" : $"it holds in all {search.Held} cases");

    private static Decision Failed(Counterexamples search, IReadOnlyDictionary<string, Rational> point) => search.Undefined is { } place
        ? new Decision(Standing.IllFormed, $"{place} has no value", point)
        : new Decision(Standing.Refuted, "it fails at a point", point);

    private static Decision Proved(Proposition proposition, Premises premises, string reason) => new(
        Standing.Proved,
        Definedness.Conditions(proposition) is { } needed && needed.TrueForAll(condition => IsProved(condition, premises, WorkOnDefinedness))
            ? reason
            : $"{reason}, wherever all its parts have values");

    // Whether both sides have the same normal form. If not, the names in the shortest terms of their difference: with all others 0, these are what remains.
    private static bool ByNormalForms(Proposition proposition, Algebra algebra, out List<HashSet<string>> terms)
    {
        terms = [];
        if (proposition is not Proposition.Comparison { Relation: Relation.Equal or Relation.AtMost or Relation.AtLeast } comparison)
        {
            return false;
        }
        Polynomial difference = algebra.Subtract(algebra.Of(comparison.Left), algebra.Of(comparison.Right)).Numerator;
        if (comparison.Relation == Relation.Equal)
        {
            terms = [.. difference.Terms.OrderBy(term => term.Product.Factors.Length).Take(MaximumTerms).Select(term => term.Product.Factors
                .Select(factor => algebra[factor.Atom].Name).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal))];
        }
        return difference.IsZero;
    }
}
