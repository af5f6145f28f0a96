using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>
/// Shows that assumptions contradict each other; a proposition is proved by showing that of its conditions and its negation. First the assumptions are made simple: equations
/// are solved for a variable, and a variable with a lower bound, be it a number or a formula, becomes that bound plus a new one that is not negative. Then the signs of terms may
/// decide, or the arithmetic of whole numbers (floors by residues), or adding up facts (see <see cref="LinearArithmetic"/>). Where they do not, there are two cases or
/// more, each to be contradicted: which part of an "or" holds, which operand is the maximum, which sign a magnitude's argument has.
/// </summary>
internal sealed class CaseAnalysis(Algebra algebra)
{
    private const int MaximumDepth = 24;

    // A bounded whole number is taken value by value up to here.
    private const int MaximumValues = 12;

    // Residues of whole numbers are tried only near the root: they are the same in every case.
    private const int MaximumSizeDepth = 3;

    private readonly Lemmas lemmas = new(algebra);

    /// <summary>How many cases have been contradicted.</summary>
    public int Cases { get; private set; }

    private Work Work => algebra.Work;

    /// <summary>Whether no values of the variables satisfy all propositions.</summary>
    /// <exception cref="OutOfReachException">It takes too much work.</exception>
    public bool IsImpossible(IEnumerable<Variable> variables, IEnumerable<Proposition> assumed)
    {
        var facts = new List<Fact>();
        foreach (Variable variable in variables)
        {
            NormalForm value = algebra.Named(variable.Name);
            if (variable.AtLeast is { } least)
            {
                facts.Add(new Fact(algebra.Subtract(value, NormalForm.Of(least)), Sense.NonNegative));
            }
            if (variable.AtMost is { } most)
            {
                facts.Add(new Fact(algebra.Subtract(NormalForm.Of(most), value), Sense.NonNegative));
            }
        }
        var alternatives = new List<List<Assumption>>();
        foreach (Proposition proposition in assumed)
        {
            if (!Assume(Assumption.Of(proposition, algebra), facts, alternatives))
            {
                Cases++;
                return true;
            }
        }
        return IsImpossible(new State(facts, alternatives), 0);
    }

    // Takes an assumption apart; false if it is plainly false.
    private static bool Assume(Assumption assumption, List<Fact> facts, List<List<Assumption>> alternatives)
    {
        switch (assumption)
        {
            case Assumption.Single single:
                facts.Add(single.Fact);
                return true;
            case Assumption.All all:
                return all.Parts.TrueForAll(part => Assume(part, facts, alternatives));
            case Assumption.Any { Parts: [var only] }:
                return Assume(only, facts, alternatives);
            default:
                List<Assumption> parts = ((Assumption.Any)assumption).Parts;
                alternatives.Add(parts);
                return parts.Count > 0;
        }
    }

    private sealed record State(List<Fact> Facts, List<List<Assumption>> Alternatives)
    {
        public State With(params ReadOnlySpan<Fact> facts) => new([.. Facts, .. facts], [.. Alternatives]);
    }

    private bool IsImpossible(State state, int depth)
    {
        Work.Spend(10);
        if (Simplify(state) || Contradicts(state, depth))
        {
            Cases++;
            return true;
        }
        if (depth >= MaximumDepth)
        {
            return false;
        }
        foreach (IEnumerable<State> split in Splits(state))
        {
            // The first way to split is the only one: others would do the same work again.
            return split.All(part => IsImpossible(part, depth + 1));
        }
        return false;
    }

    // True if a contradiction was met on the way.
    private bool Simplify(State state)
    {
        for (; ; )
        {
            List<Fact> facts = state.Facts;
            for (int i = facts.Count - 1; i >= 0; i--)
            {
                Fact fact = algebra.Cleared(facts[i]);
                facts[i] = fact;
                switch (algebra.Judge(fact))
                {
                    case false:
                        return true;
                    case true:
                        facts.RemoveAt(i);
                        break;
                }
            }
            if (!Take(state))
            {
                return false;
            }
        }
    }

    // Uses up one fact to replace a variable; false if none serves.
    private bool Take(State state)
    {
        foreach (Fact fact in state.Facts)
        {
            if (fact.Sense == Sense.Zero && Solve(state, fact))
            {
                return true;
            }
        }
        foreach (Fact fact in state.Facts)
        {
            if (fact.Sense is Sense.NonNegative && algebra.IsNonNegative(fact.Value.Numerator.Scale(-1)) && fact.Value.Numerator.Terms.Length > 0)
            {
                // A sum of terms none of which is positive is not negative: all of them are 0.
                state.Facts.Remove(fact);
                state.Facts.AddRange(fact.Value.Numerator.Terms.Select(term => new Fact(NormalForm.Of(Polynomial.Of(term.Product, 1)), Sense.Zero)));
                return true;
            }
        }
        foreach (Fact fact in state.Facts)
        {
            if (fact.Sense is Sense.NonNegative or Sense.Positive && Shift(state, fact))
            {
                return true;
            }
        }
        return false;
    }

    // The variables that stand in a fact only once, alone and with a coefficient, and what the others are: coefficient · v + rest.
    private IEnumerable<(int Variable, Rational Coefficient, Polynomial Others)> Isolated(Polynomial value)
    {
        foreach ((PowerProduct product, Rational coefficient) in value.Terms)
        {
            if (product is { Factors: [(var atom, 1)] } && algebra[atom].Kind == AtomKind.Variable)
            {
                Polynomial rest = Polynomial.Add(value, Polynomial.Atom(atom), -coefficient, Work);
                if (!algebra.AtomsInside([NormalForm.Of(rest)]).Contains(atom))
                {
                    yield return (atom, coefficient, rest);
                }
            }
        }
    }

    private bool Solve(State state, Fact equation)
    {
        foreach ((int variable, Rational coefficient, Polynomial rest) in Isolated(equation.Value.Numerator))
        {
            NormalForm solution = NormalForm.Of(rest.Scale((Rational)(-1) / coefficient));
            AtomNature nature = algebra.Nature(variable);
            if (nature.IsWhole && !algebra.IsWhole(solution))
            {
                continue;
            }
            state.Facts.Remove(equation);
            Replace(state, variable, solution);
            if (nature.IsNonNegative)
            {
                state.Facts.Add(new Fact(solution, nature.IsPositive ? Sense.Positive : Sense.NonNegative));
            }
            return true;
        }
        // A single term is 0 if one of its factors is; with one atom that is this one.
        if (equation.Value.Numerator is { Terms: [({ Factors: [(var atom, > 1)] }, _)] })
        {
            state.Facts.Remove(equation);
            state.Facts.Add(new Fact(NormalForm.Atom(atom), Sense.Zero));
            return true;
        }
        return false;
    }

    // From v ≥ bound, where v replaced by bound + v' tells more than before: the bound is known not to be negative, or v has no bound yet.
    private bool Shift(State state, Fact fact)
    {
        foreach ((int variable, Rational coefficient, Polynomial rest) in Isolated(fact.Value.Numerator))
        {
            AtomNature nature = algebra.Nature(variable);
            Polynomial bound = rest.Scale((Rational)(-1) / coefficient);
            bool isLower = coefficient > 0;
            if (nature.IsWhole && !algebra.IsWhole(bound))
            {
                continue;
            }
            if (nature.IsNonNegative ? !isLower || !algebra.IsNonNegative(bound) : !bound.IsConstant)
            {
                continue;
            }
            // An exponential of a sum is a product, which tells less: t stays whole in e^(t·x) and in q^t.
            if (nature.IsNonNegative && bound.IsConstant && IsInsidePower(state, variable))
            {
                continue;
            }
            if (bound.IsZero && nature.IsNonNegative && (fact.Sense == Sense.NonNegative || nature.IsPositive))
            {
                continue;
            }
            int excess = algebra.Fresh(algebra[variable].Name, nature.IsWhole, isPositive: fact.Sense == Sense.Positive);
            state.Facts.Remove(fact);
            var replacement = NormalForm.Of(Polynomial.Add(bound, Polynomial.Atom(excess), isLower ? 1 : -1, Work));
            Replace(state, variable, replacement);
            if (nature.IsPositive)
            {
                state.Facts.Add(new Fact(replacement, Sense.Positive));
            }
            return true;
        }
        return false;
    }

    private bool IsInsidePower(State state, int variable) => algebra.AtomsInside(state.Facts.Select(fact => fact.Value))
        .Any(atom => algebra[atom] is { Kind: AtomKind.Exponential or AtomKind.Power } power && algebra.AtomsInside(power.Arguments).Contains(variable));

    private void Replace(State state, int atom, NormalForm value)
    {
        var done = new Dictionary<int, NormalForm>();
        NormalForm? Value(int each) => each == atom ? value : null;
        for (int i = 0; i < state.Facts.Count; i++)
        {
            state.Facts[i] = state.Facts[i] with { Value = algebra.Substitute(state.Facts[i].Value, Value, done) };
        }
        for (int i = 0; i < state.Alternatives.Count; i++)
        {
            state.Alternatives[i] = state.Alternatives[i].ConvertAll(part => part.Map(each => algebra.Substitute(each, Value, done)));
        }
    }

    private bool Contradicts(State state, int depth)
    {
        if (depth <= MaximumSizeDepth)
        {
            foreach (Fact fact in state.Facts)
            {
                if (WholeNumbers.Contradicts(fact, algebra))
                {
                    return true;
                }
            }
        }
        return lemmas.Contradict(state.Facts);
    }

    private IEnumerable<IEnumerable<State>> Splits(State state)
    {
        List<Fact> facts = state.Facts;
        int shortest = state.Alternatives.Count == 0 ? -1 : state.Alternatives.FindIndex(each => each.Count == state.Alternatives.Min(other => other.Count));
        if (shortest >= 0)
        {
            List<Assumption> parts = state.Alternatives[shortest];
            yield return parts.Select((part, place) =>
            {
                var next = new State([.. facts], [.. state.Alternatives.Where((_, i) => i != shortest)]);
                // The parts before it may be taken not to hold.
                return Assume(part, next.Facts, next.Alternatives)
                    && parts.Take(place).All(earlier => Assume(earlier.Negated(algebra), next.Facts, next.Alternatives))
                    ? next
                    : next.With(new Fact(NormalForm.One, Sense.Zero));
            });
        }
        foreach (int atom in algebra.AtomsInside(facts.Select(fact => fact.Value)))
        {
            AlgebraAtom choice = algebra[atom];
            if (choice.Kind == AtomKind.Max)
            {
                yield return choice.Arguments.Select((winner, place) => Chosen(state, atom, winner,
                    [.. choice.Arguments.Where((_, i) => i != place).Select(other => new Fact(algebra.Subtract(winner, other), Sense.NonNegative))]));
            }
            else if (choice.Function == ScalarFunction.Abs)
            {
                NormalForm inside = choice.Arguments[0];
                NormalForm negative = algebra.Negate(inside);
                yield return
                [
                    Chosen(state, atom, inside, new Fact(inside, Sense.NonNegative)),
                    Chosen(state, atom, negative, new Fact(negative, Sense.Positive)),
                ];
            }
            else if (choice.Function == ScalarFunction.Sign)
            {
                NormalForm inside = choice.Arguments[0];
                yield return
                [
                    Chosen(state, atom, NormalForm.One, new Fact(inside, Sense.Positive)),
                    Chosen(state, atom, NormalForm.Zero, new Fact(inside, Sense.Zero)),
                    Chosen(state, atom, NormalForm.Of(-1), new Fact(algebra.Negate(inside), Sense.Positive)),
                ];
            }
        }
        foreach (Fact fact in facts)
        {
            if (fact.Sense == Sense.NonZero)
            {
                State others = new([.. facts.Where(each => each != fact)], state.Alternatives);
                yield return
                [
                    others.With(fact with { Sense = Sense.Positive }),
                    others.With(new Fact(algebra.Negate(fact.Value), Sense.Positive)),
                ];
            }
            else if (fact is { Sense: Sense.Zero, Value.Numerator.Terms: [var term] } && term.Product.Factors.Length > 1)
            {
                yield return term.Product.Factors.Select(factor => state.With(new Fact(NormalForm.Atom(factor.Atom), Sense.Zero)));
            }
        }
        foreach (Fact fact in facts)
        {
            if (fact.Sense == Sense.NonNegative
                && fact.Value.Numerator.Terms is [({ Factors: [(var variable, 1)] }, { Sign: < 0 } coefficient), ({ IsOne: true }, var constant)]
                && algebra.Nature(variable) is { IsWhole: true, IsNonNegative: true }
                && -constant / coefficient <= MaximumValues)
            {
                int most = (int)Rational.Exact(ScalarFunction.Floor, -constant / coefficient)!.Value.Numerator;
                NormalForm name = NormalForm.Atom(variable);
                yield return Enumerable.Range(0, most + 1).Select(value => state.With(new Fact(algebra.Subtract(name, NormalForm.Of(value)), Sense.Zero)));
            }
        }
    }

    private State Chosen(State state, int atom, NormalForm value, params ReadOnlySpan<Fact> facts)
    {
        State chosen = state.With(facts);
        Replace(chosen, atom, value);
        return chosen;
    }
}
