using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

public static partial class Prover
{
    // Multiples of the bound that are tried.
    private static readonly Rational[] multiples = [1, 2, 3, 4, 6, 8, 16, 32, 64, 128, 1024];

    // For each of them a part of the work.
    private const long WorkOnMultiple = 600_000;

    private const long WorkOnFamily = 300_000;

    // Families of points that are looked at.
    private const int MaximumFamilies = 20_000;

    private const string Parameter = "t";

    // A family may begin where a condition as v ≠ 1 holds for good.
    private const long FirstParameter = 4;

    /// <summary>
    /// Decides whether a quantity is of an order over the whole domain: f is O(g) if one number K makes f ≤ K·g at all values of the variables at which the conditions hold,
    /// and Ω(g) if g is O(f). It is refuted by values at which the bound is not positive and the quantity is, or by a family of values along which their quotient grows without
    /// bound; the reason says which.
    /// </summary>
    /// <param name="growth">O, Ω or Θ.</param>
    /// <param name="of">The quantity.</param>
    /// <param name="bound">What it is compared with.</param>
    /// <param name="premises">The variables, and what is assumed of them.</param>
    /// <exception cref="ArgumentException">A name stands in it that the premises do not have.</exception>
    public static Decision DecideOrder(Growth growth, Symbol of, Symbol bound, Premises premises)
    {
        try
        {
            switch (growth)
            {
                case Growth.AtMost:
                    return AtMostAMultiple(of, bound, premises, "the bound");
                case Growth.AtLeast:
                    return AtMostAMultiple(bound, of, premises, "the quantity");
                default:
                    Decision above = AtMostAMultiple(of, bound, premises, "the bound");
                    if (above.Standing is Standing.Refuted or Standing.IllFormed)
                    {
                        return above;
                    }
                    Decision below = AtMostAMultiple(bound, of, premises, "the quantity");
                    return below.Standing is Standing.Refuted or Standing.IllFormed or Standing.Undecided ? below
                        : above.Standing != Standing.Proved ? above
                        : below with { Reason = $"{above.Reason}, and {below.Reason}" };
            }
        }
        catch (InsufficientExecutionStackException)
        {
            return new Decision(Standing.Undecided, "the formulas are nested too deeply");
        }
    }

    private static Decision AtMostAMultiple(Symbol of, Symbol bound, Premises premises, string name)
    {
        Symbol zero = default;
        var vanishing = new Counterexamples(
            new Proposition.Any([new Proposition.Comparison(Relation.Greater, bound, zero), new Proposition.Comparison(Relation.AtMost, of, zero)]), premises);
        if (vanishing.Find() is { } point)
        {
            return vanishing.Undefined is { } place
                ? new Decision(Standing.IllFormed, $"{place} has no value", point)
                : new Decision(Standing.Refuted, $"there {name} is {Shown(bound, point)}, and what it should bound is {Shown(of, point)}", point);
        }
        string? obstacle = null;
        try
        {
            // Where the bound is 0 the quantity must not be above 0, and nowhere may the bound be below 0: then the quotient tells all.
            var ordered = new Proposition.All(
            [
                new Proposition.Comparison(Relation.AtLeast, bound, zero),
                new Proposition.Any([new Proposition.Comparison(Relation.Greater, bound, zero), new Proposition.Comparison(Relation.AtMost, of, zero)]),
            ]);
            if (IsProved(ordered, premises, WorkOnMultiple) && Multiple(of, bound, premises) is { } multiple)
            {
                return new Decision(Standing.Proved, name == "the bound" ? $"it is at most {multiple} times the bound" : $"the bound is at most {multiple} times the quantity");
            }
        }
        catch (OutOfReachException exception)
        {
            obstacle = exception.Message;
        }
        return Family(of, bound, premises, name)
            ?? new Decision(Standing.Undecided, "neither a multiple of the bound was found nor values along which it is passed" + (obstacle is null ? "" : $"; {obstacle}"));
    }

    private static string Shown(Symbol formula, IReadOnlyDictionary<string, Rational> point)
    {
        var evaluation = new Evaluation();
        int place = evaluation.Add(formula);
        PointValue value = evaluation.Run(point)[place];
        return value.Exact is { } exact ? exact.ToString() : value.Bounds is { } bounds ? bounds.ToString() : "unknown";
    }

    private static Rational? Multiple(Symbol of, Symbol bound, Premises premises)
    {
        var algebra = new Algebra(premises.Variables, new Work(MaximumWork));
        NormalForm upper = algebra.Of(of);
        NormalForm lower = algebra.Of(bound);
        return Multiple(algebra.Divide(upper, lower), algebra, premises)
            ?? (Smaller(lower, algebra) is { } smaller ? Multiple(algebra.Divide(upper, smaller), algebra, premises) : null);
    }

    // What a bound is never below, a product where the bound has a sum: a sum of positive terms is at least its leading one, and at most as many of it as all coefficients add up to.
    private static NormalForm? Smaller(NormalForm bound, Algebra algebra)
    {
        PowerProduct? above = Leading(bound.Numerator, algebra);
        NormalForm? result = above is null ? null : NormalForm.Of(Polynomial.Of(above, bound.Numerator.Terms.First(term => term.Product.Equals(above)).Coefficient));
        foreach ((Polynomial factor, int power) in bound.Denominator)
        {
            if (result is null || Leading(factor, algebra) is not { } below)
            {
                return null;
            }
            Rational coefficients = factor.Terms.Aggregate((Rational)0, (sum, term) => sum + term.Coefficient);
            result = algebra.Divide(result, algebra.Power(NormalForm.Of(Polynomial.Of(below, coefficients)), NormalForm.Of(power)));
        }
        return result;
    }

    // Of a sum of positive terms over names that are at least 1, the term that all others divide; null if there is none.
    private static PowerProduct? Leading(Polynomial sum, Algebra algebra) =>
        Array.TrueForAll(sum.Terms, term => term.Coefficient > 0) && sum.Atoms.All(atom => algebra.VariableOf(atom)?.AtLeast >= 1)
            ? sum.Terms.Select(term => term.Product).FirstOrDefault(leading => Array.TrueForAll(sum.Terms, term =>
                sum.Atoms.All(atom => term.Product.PowerOf(atom) <= leading.PowerOf(atom))))
            : null;

    // The quotient is a product of parts without common variables, and each part is bounded by itself.
    private static Rational? Multiple(NormalForm quotient, Algebra algebra, Premises premises)
    {
        Rational multiple = 1;
        foreach (NormalForm part in new Separation(algebra).Parts(quotient))
        {
            if (part.Constant is { } constant)
            {
                multiple *= constant;
                continue;
            }
            Symbol formula = algebra.ToSymbol(part);
            Rational? least = null;
            if (IsProved(new Proposition.Comparison(Relation.AtLeast, formula, default), premises, WorkOnMultiple))
            {
                foreach (Rational each in multiples)
                {
                    var claim = new Proposition.Comparison(Relation.AtMost, formula, each);
                    if (new Counterexamples(claim, premises).FindEarly() is null && IsProved(claim, premises, WorkOnMultiple))
                    {
                        least = each;
                        break;
                    }
                }
            }
            if (least is null)
            {
                return null;
            }
            multiple *= least.Value;
        }
        return multiple > 0 ? multiple : null;
    }

    private static bool IsProved(Proposition proposition, Premises premises, long work)
    {
        try
        {
            var algebra = new Algebra(premises.Variables, new Work(work));
            return new CaseAnalysis(algebra).IsImpossible(premises.Variables, [.. premises.Conditions, new Proposition.Not(proposition)]);
        }
        catch (OutOfReachException)
        {
            return false;
        }
    }

    // Values that depend on t: each variable is its least value, or grows as t or t². First those where few grow.
    private static Decision? Family(Symbol of, Symbol bound, Premises premises, string name)
    {
        var quotient = new Evaluation();
        int above = quotient.Add(of);
        int below = quotient.Add(bound);
        var conditions = new Counterexamples(new Proposition.All(premises.Conditions), premises with { Conditions = [] });
        Variable[] variables = [.. premises.Variables.Where(variable => quotient.Names.Contains(variable.Name) || premises.Conditions.Count > 0)];
        Symbol t = Symbol.Named(Parameter + "'");
        foreach (int[] degrees in Degrees(variables).Take(MaximumFamilies))
        {
            Symbol Along(Variable variable, int degree) => degree == 0
                ? (Symbol)(variable.AtLeast ?? Rational.Min(1, variable.AtMost ?? 1))
                : (Symbol)((variable.AtLeast ?? 0) - 1) + Symbol.Power(t, (Rational)degree) + (variable.AtLeast is null ? Symbol.Literal(1) : default);
            var family = new Dictionary<string, Symbol>(StringComparer.Ordinal);
            for (int i = 0; i < variables.Length; i++)
            {
                family[variables[i].Name] = Along(variables[i], degrees[i]);
            }
            Rational? before = null;
            bool grows = true;
            foreach (long value in (long[])[FirstParameter, 64, 1024])
            {
                var point = family.ToDictionary(each => each.Key, each => each.Value.Evaluate<Rational>(_ => value), StringComparer.Ordinal);
                PointValue[] values = quotient.Run(point);
                grows = grows && conditions.HoldsAt(point) && values[above].Exact is { IsFinite: true } upper && values[below].Exact is { IsFinite: true, Sign: > 0 } lower
                    && (before is null || upper / lower >= before.Value * 2);
                if (!grows)
                {
                    break;
                }
                before = values[above].Exact!.Value / values[below].Exact!.Value;
            }
            if (grows && Grows(of, bound, family, t, premises) is { } rate)
            {
                string growing = string.Join(", ", family.Where(each => each.Value.Constant is null).Select(each => $"{each.Key} = {each.Value}".Replace("'", "", StringComparison.Ordinal)));
                string quotientName = name == "the bound" ? "it is at least" : "the bound is at least";
                return new Decision(
                    Standing.Refuted,
                    $"along {growing}, the others fixed, {quotientName} t{(rate == 1 ? "" : $"/{rate}")} times {name}",
                    family.ToDictionary(each => each.Key, each => each.Value.Evaluate<Rational>(_ => 1024), StringComparer.Ordinal));
            }
        }
        return null;
    }

    // Whether f·n ≥ t·g with g > 0, and all conditions, along the family for every t from the first one on: then f/g grows without bound. The n for which that is proved.
    private static Rational? Grows(Symbol of, Symbol bound, Dictionary<string, Symbol> family, Symbol t, Premises premises)
    {
        Symbol Along(Symbol formula) => formula.Evaluate(name => family.TryGetValue(name, out Symbol value) ? value : Symbol.Named(name));
        Proposition Everywhere(Proposition proposition) => proposition switch
        {
            Proposition.Comparison comparison => new Proposition.Comparison(comparison.Relation, Along(comparison.Left), Along(comparison.Right)),
            Proposition.Not not => new Proposition.Not(Everywhere(not.Part)),
            Proposition.All all => new Proposition.All(all.Parts.Map(Everywhere)),
            _ => new Proposition.Any(((Proposition.Any)proposition).Parts.Map(Everywhere)),
        };
        Symbol upper = Along(of);
        Symbol lower = Along(bound);
        var along = new Premises([new Variable(Parameter + "'", true, FirstParameter)], []);
        IEnumerable<Proposition> ranges = premises.Variables.Where(variable => variable.AtMost is not null && family.ContainsKey(variable.Name))
            .Select(variable => new Proposition.Comparison(Relation.AtMost, family[variable.Name], variable.AtMost!.Value));
        Proposition holds = new Proposition.All([new Proposition.Comparison(Relation.Greater, lower, default), .. premises.Conditions.Map(Everywhere), .. ranges]);
        if (!IsProved(holds, along, WorkOnFamily))
        {
            return null;
        }
        foreach (Rational rate in multiples)
        {
            if (IsProved(new Proposition.Comparison(Relation.AtLeast, (Symbol)rate * upper, t * lower), along, WorkOnFamily))
            {
                return rate;
            }
        }
        return null;
    }

    private static IEnumerable<int[]> Degrees(Variable[] variables)
    {
        for (int sum = 1; sum <= 2 * variables.Length; sum++)
        {
            var degrees = new int[variables.Length];
            foreach (int[] each in Fill(0, sum))
            {
                yield return each;
            }

            IEnumerable<int[]> Fill(int place, int left)
            {
                if (place == degrees.Length)
                {
                    if (left == 0)
                    {
                        yield return degrees;
                    }
                    yield break;
                }
                for (int degree = Math.Min(left, variables[place].AtMost is null ? 2 : 0); degree >= 0; degree--)
                {
                    degrees[place] = degree;
                    foreach (int[] filled in Fill(place + 1, left - degree))
                    {
                        yield return filled;
                    }
                }
            }
        }
    }
}
