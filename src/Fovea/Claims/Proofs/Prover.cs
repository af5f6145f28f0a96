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

    // So many points are tried before a proof is: most false claims fail at small values.
    private const int FirstPoints = 400;

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
        var search = new Counterexamples(proposition, premises);
        if (search.Find(FirstPoints) is { } early)
        {
            return Failed(search, early);
        }
        if (search.IsExhaustive && search.Near + search.Open == 0)
        {
            return premises.Variables.Count > 0 ? InAll(search)
                : search.IsExact ? new Decision(Standing.Exact, "computed exactly")
                : new Decision(Standing.Proved, "by bounds that hold for certain");
        }
        string? obstacle = null;
        try
        {
            if (Proof(proposition, premises) is { } proof)
            {
                return new Decision(Standing.Proved, proof);
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

    private static Decision InAll(Counterexamples search) =>
        new(Standing.Proved, search.Held == 0 ? "no values satisfy the conditions" : $"it holds in all {search.Held} cases");

    private static Decision Failed(Counterexamples search, IReadOnlyDictionary<string, Rational> point) => search.Undefined is { } place
        ? new Decision(Standing.IllFormed, $"{place} has no value", point)
        : new Decision(Standing.Refuted, "it fails at a point", point);

    // How a proposition was proved; null if it was not.
    private static string? Proof(Proposition proposition, Premises premises)
    {
        var algebra = new Algebra(premises.Variables, new Work(MaximumWork));
        if (proposition is Proposition.Comparison { Relation: Relation.Equal or Relation.AtMost or Relation.AtLeast } equation
            && algebra.Subtract(algebra.Of(equation.Left), algebra.Of(equation.Right)).IsZero)
        {
            return "both sides have the same normal form";
        }
        var analysis = new CaseAnalysis(algebra);
        if (!analysis.IsImpossible(premises.Variables, [.. premises.Conditions, new Proposition.Not(proposition)]))
        {
            return null;
        }
        return analysis.Cases == 1 ? "the contrary contradicts the conditions" : $"the contrary contradicts the conditions in each of {analysis.Cases} cases";
    }
}
