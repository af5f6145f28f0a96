using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>
/// Adds to the facts of a case what holds anyway for the atoms in them, and lets <see cref="LinearArithmetic"/> look for a contradiction: a maximum is not below its operands,
/// ⌊x⌋ ≤ x &lt; ⌊x⌋ + 1, eˣ ≥ 1 + x and rises, a logarithm is below a bound if its argument is below the bound's exponential, squares are not negative, and products of what
/// is not negative neither.
/// </summary>
internal sealed class Lemmas(Algebra algebra)
{
    private const int MaximumExponentials = 8;
    private const int MaximumProducts = 400;
    private const int MaximumFactorTerms = 12;
    private const int MaximumSquared = 10;

    // Larger systems would take most of the work that is allowed.
    private const int MaximumTerms = 600;

    private Work Work => algebra.Work;

    /// <summary>Whether the facts contradict each other.</summary>
    public bool Contradict(IReadOnlyList<Fact> facts)
    {
        List<Fact> all = [.. facts.Where(fact => fact.Sense != Sense.NonZero)];
        if (all.Count == 0 || all.Sum(fact => fact.Value.Numerator.Terms.Length) > MaximumTerms)
        {
            return false;
        }
        foreach (Fact fact in all.ToArray())
        {
            all.AddRange(WithoutRoots(fact));
        }
        IReadOnlyList<int> atoms = algebra.AtomsInside(all.Select(fact => fact.Value));
        foreach (int atom in atoms)
        {
            all.AddRange(About(atom, all));
        }
        all.AddRange(Rising(atoms, all));
        all.AddRange(SmallProducts(all).ToList());
        List<Fact> cleared = [];
        foreach (Fact fact in all)
        {
            Fact simple = algebra.Cleared(fact);
            switch (algebra.Judge(simple))
            {
                case false:
                    return true;
                case null:
                    cleared.Add(simple);
                    break;
            }
        }
        return Holds(cleared, []) || (Products(cleared) is { Count: > 0 } products && Holds(cleared, products));
    }

    private bool Holds(List<Fact> facts, List<(Polynomial Value, bool IsStrict)> products)
    {
        var arithmetic = new LinearArithmetic(Work);
        foreach (Fact fact in facts)
        {
            if (fact.Sense == Sense.Zero)
            {
                arithmetic.AddEquality(fact.Value.Numerator);
            }
            else
            {
                arithmetic.Add(fact.Value.Numerator, fact.Sense == Sense.Positive);
            }
        }
        foreach ((Polynomial value, bool isStrict) in products)
        {
            arithmetic.Add(value, isStrict);
        }
        foreach (PowerProduct product in arithmetic.Products.ToArray())
        {
            if (algebra.IsNonNegative(product))
            {
                arithmetic.Add(Polynomial.Of(product, 1), algebra.IsPositive(product));
            }
        }
        return arithmetic.IsContradiction();
    }

    // ln a ≥ b says a ≥ eᵇ. √a ≤ b says a ≤ b² and b ≥ 0; √a ≥ b says a ≥ b² if b is not negative.
    private IEnumerable<Fact> WithoutRoots(Fact fact)
    {
        if (fact.Sense is not (Sense.Positive or Sense.NonNegative) || !fact.Value.IsPolynomial)
        {
            yield break;
        }
        foreach ((PowerProduct product, Rational coefficient) in fact.Value.Numerator.Terms)
        {
            if (product is not { Factors: [(var atom, 1)] } || algebra[atom].Kind != AtomKind.Call)
            {
                continue;
            }
            NormalForm argument = algebra[atom].Arguments.Count == 1 ? algebra[atom].Arguments[0] : NormalForm.Zero;
            NormalForm rest = algebra.Subtract(fact.Value, NormalForm.Of(Polynomial.Of(product, coefficient)));
            NormalForm bound = algebra.Scale(rest, (Rational)(-1) / coefficient);
            bool isLower = coefficient > 0;
            if (algebra[atom].Function == ScalarFunction.Log)
            {
                NormalForm other = algebra.Exponential(bound);
                yield return new Fact(isLower ? algebra.Subtract(argument, other) : algebra.Subtract(other, argument), fact.Sense);
            }
            else if (algebra[atom].Function == ScalarFunction.Sqrt && (!isLower || algebra.IsNonNegative(bound)))
            {
                NormalForm square = algebra.Multiply(bound, bound);
                yield return new Fact(isLower ? algebra.Subtract(argument, square) : algebra.Subtract(square, argument), fact.Sense);
                if (!isLower)
                {
                    yield return new Fact(bound, fact.Sense);
                }
            }
        }
    }

    private IEnumerable<Fact> About(int number, List<Fact> facts)
    {
        AlgebraAtom atom = algebra[number];
        NormalForm value = NormalForm.Atom(number);
        Fact AtLeast(NormalForm greater, NormalForm less, Sense sense = Sense.NonNegative) => new(algebra.Subtract(greater, less), sense);
        bool Known(NormalForm each) => SignOf(each, facts) is not null;
        if (atom.Kind == AtomKind.Max)
        {
            foreach (NormalForm operand in atom.Arguments)
            {
                yield return AtLeast(value, operand);
            }
        }
        else if (atom.Kind == AtomKind.Exponential)
        {
            NormalForm exponent = atom.Arguments[0];
            yield return AtLeast(value, algebra.Add(exponent, NormalForm.One, 1));
            if (Known(algebra.Negate(exponent)))
            {
                yield return AtLeast(NormalForm.One, value);
            }
        }
        else if (atom.Kind == AtomKind.Power)
        {
            NormalForm basis = atom.Arguments[0];
            NormalForm exponent = atom.Arguments[1];
            bool isSmall = Known(basis) && Known(algebra.Subtract(NormalForm.One, basis));
            bool isLarge = Known(algebra.Subtract(basis, NormalForm.One));
            if (isSmall)
            {
                yield return AtLeast(value, NormalForm.Zero);
            }
            if ((isSmall || isLarge) && Known(exponent))
            {
                yield return isSmall ? AtLeast(NormalForm.One, value) : AtLeast(value, NormalForm.One);
                if (Known(algebra.Subtract(exponent, NormalForm.One)))
                {
                    yield return isSmall ? AtLeast(basis, value) : AtLeast(value, basis);
                }
            }
            if ((isSmall || isLarge) && algebra.IsWhole(exponent) && Known(exponent))
            {
                // Bernoulli: bⁿ ≥ 1 + n·(b − 1).
                yield return AtLeast(value, algebra.Add(NormalForm.One, algebra.Multiply(exponent, algebra.Subtract(basis, NormalForm.One)), 1));
            }
        }
        else if (atom.Kind == AtomKind.Call)
        {
            NormalForm argument = atom.Arguments[0];
            ScalarFunction function = atom.Function!;
            if (function == ScalarFunction.Floor)
            {
                yield return AtLeast(argument, value);
                yield return AtLeast(algebra.Add(value, NormalForm.One, 1), argument, Sense.Positive);
                if (Known(algebra.Subtract(argument, NormalForm.One)))
                {
                    yield return AtLeast(value, NormalForm.One);
                }
            }
            else if (function == ScalarFunction.Abs)
            {
                yield return AtLeast(value, argument);
                yield return AtLeast(value, algebra.Negate(argument));
            }
            else if (function == ScalarFunction.Log)
            {
                yield return AtLeast(algebra.Subtract(argument, NormalForm.One), value);
                if (Known(algebra.Subtract(argument, NormalForm.One)))
                {
                    yield return AtLeast(value, NormalForm.Zero);
                }
            }
            else if (function == ScalarFunction.Sign || function == ScalarFunction.Erf || function == ScalarFunction.Sin || function == ScalarFunction.Cos)
            {
                yield return AtLeast(NormalForm.One, value);
                yield return AtLeast(value, NormalForm.Of(-1));
            }
        }
    }

    // (a − b) · (eᵃ − eᵇ) ≥ 0, and which is larger if that of a and b is known.
    private IEnumerable<Fact> Rising(IReadOnlyList<int> atoms, List<Fact> facts)
    {
        int[] exponentials = [.. atoms.Where(atom => algebra[atom].Kind == AtomKind.Exponential).Take(MaximumExponentials)];
        for (int i = 0; i < exponentials.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                // A positive factor of the difference does not matter: β·x − β·y has the sign of x − y.
                NormalForm difference = algebra.Cleared(new Fact(
                    algebra.Subtract(algebra[exponentials[i]].Arguments[0], algebra[exponentials[j]].Arguments[0]), Sense.NonNegative)).Value;
                NormalForm rise = algebra.Subtract(NormalForm.Atom(exponentials[i]), NormalForm.Atom(exponentials[j]));
                yield return new Fact(algebra.Multiply(difference, rise), Sense.NonNegative);
                if (SignOf(difference, facts) is { } above)
                {
                    yield return new Fact(rise, above);
                }
                else if (SignOf(algebra.Negate(difference), facts) is { } below)
                {
                    yield return new Fact(algebra.Negate(rise), below);
                }
            }
        }
    }

    // Whether a number is above 0, or not below 0, by the signs of its terms, or because a fact says so.
    private Sense? SignOf(NormalForm value, List<Fact> facts)
    {
        if (algebra.Judge(algebra.Cleared(new Fact(value, Sense.Positive))) == true)
        {
            return Sense.Positive;
        }
        Fact wanted = algebra.Cleared(new Fact(value, Sense.NonNegative));
        Sense? sense = algebra.Judge(wanted) == true ? Sense.NonNegative : null;
        foreach (Fact fact in facts)
        {
            if (fact.Sense is Sense.Positive or Sense.NonNegative && sense != Sense.Positive && algebra.Cleared(fact) is var same && same.Value.Equals(wanted.Value))
            {
                sense = same.Sense;
            }
        }
        return sense;
    }

    // A product of numbers between 0 and 1 is not above any of them.
    private IEnumerable<Fact> SmallProducts(List<Fact> facts)
    {
        var products = facts.SelectMany(fact => fact.Value.Numerator.Terms.Select(term => term.Product)).Where(product => product.Degree > 1).Distinct().Take(MaximumProducts).ToList();
        HashSet<int> small = [.. products.SelectMany(product => product.Factors.Select(factor => factor.Atom)).Distinct()
            .Where(atom => algebra.Nature(atom).IsNonNegative && SignOf(algebra.Subtract(NormalForm.One, NormalForm.Atom(atom)), facts) is not null)];
        foreach (PowerProduct product in products)
        {
            if (Array.TrueForAll(product.Factors, factor => factor.Power > 0 && small.Contains(factor.Atom)))
            {
                foreach ((int atom, _) in product.Factors)
                {
                    yield return new Fact(NormalForm.Of(Polynomial.Add(Polynomial.Atom(atom), Polynomial.Of(product, 1), -1, Work)), Sense.NonNegative);
                }
            }
        }
    }

    // Products of two facts, and of a fact and an atom that is not negative, as far as the terms that would have to vanish occur elsewhere; and squares of differences.
    private List<(Polynomial Value, bool IsStrict)> Products(List<Fact> facts)
    {
        var known = new HashSet<PowerProduct>(facts.SelectMany(fact => fact.Value.Numerator.Terms.Select(term => term.Product)));
        var products = new List<(Polynomial, bool)>();
        int[] mixed = [.. known.Where(product => product.Degree >= 2).SelectMany(product => product.Factors.Select(factor => factor.Atom)).Distinct().Order().Take(MaximumSquared)];
        for (int i = 0; i < mixed.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (known.Contains(PowerProduct.Of(mixed[i]) * PowerProduct.Of(mixed[j])))
                {
                    foreach (int sign in (int[])[1, -1])
                    {
                        Polynomial difference = Polynomial.Add(Polynomial.Atom(mixed[i]), Polynomial.Atom(mixed[j]), sign, Work);
                        products.Add((Polynomial.Multiply(difference, difference, Work), false));
                    }
                }
            }
        }
        List<(Polynomial Value, bool IsStrict)> factors = [.. facts
            .Where(fact => fact.Sense != Sense.Zero && fact.Value.Numerator.Terms.Length <= MaximumFactorTerms)
            .Select(fact => (fact.Value.Numerator, fact.Sense == Sense.Positive))];
        int own = factors.Count;
        foreach (int atom in known.SelectMany(product => product.Factors.Select(factor => factor.Atom)).Distinct().Order())
        {
            if (algebra.Nature(atom) is { IsNonNegative: true } nature)
            {
                factors.Add((Polynomial.Atom(atom), nature.IsPositive));
            }
        }
        for (int i = 0; i < own; i++)
        {
            for (int j = i; j < factors.Count && products.Count < MaximumProducts; j++)
            {
                Polynomial product = Polynomial.Multiply(factors[i].Value, factors[j].Value, Work);
                if (Array.TrueForAll(product.Terms, term => term.Product.IsOne || known.Contains(term.Product) || (term.Coefficient < 0 && algebra.IsNonNegative(term.Product))))
                {
                    products.Add((product, factors[i].IsStrict && factors[j].IsStrict));
                }
            }
        }
        return products;
    }
}
