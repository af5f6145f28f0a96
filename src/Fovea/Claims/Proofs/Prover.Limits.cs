using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

public static partial class Prover
{
    /// <summary>
    /// The limit of a formula as some of its names approach a value, or grow beyond all bounds, independently of each other. Found for quotients of polynomials with floors, minima and
    /// maxima: ⌊x⌋ is x less something below 1, which does not matter beside what grows.
    /// </summary>
    /// <param name="formula">The formula.</param>
    /// <param name="premises">What its names range over.</param>
    /// <param name="approaches">Names and what they approach; null for infinity.</param>
    /// <returns>The limit, in the other names; ±∞ where it grows beyond all bounds; null if it was not found, which does not mean that there is none.</returns>
    public static Symbol? Limit(Symbol formula, Premises premises, params ReadOnlySpan<(string Name, Symbol? To)> approaches)
    {
        try
        {
            var algebra = new Algebra(premises.Variables, new Work(MaximumWork));
            NormalForm value = algebra.Of(formula);
            var growing = new HashSet<int>();
            var points = new Dictionary<int, NormalForm>();
            foreach ((string name, Symbol? to) in approaches)
            {
                int atom = algebra.Named(name).Atoms.Single();
                if (to is { } near)
                {
                    points[atom] = algebra.Of(near);
                }
                else
                {
                    growing.Add(atom);
                }
            }
            if (points.Count > 0)
            {
                // What is made of continuous functions takes its value at a point. A product of what vanishes and what grows may tend to anything.
                bool isSmooth = growing.Count == 0 && !algebra.AtomsInside([value]).Any(each => IsBroken(algebra[each]) && algebra.AtomsInside(algebra[each].Arguments).Any(points.ContainsKey));
                return isSmooth ? algebra.ToSymbol(algebra.Substitute(value, points.GetValueOrDefault)) : null;
            }
            return new Growing(algebra, growing).Limit(value);
        }
        catch (Exception exception) when (exception is OutOfReachException or InsufficientExecutionStackException)
        {
            return null;
        }
    }

    // Steps, and powers, which are not continuous where 0 is the basis.
    private static bool IsBroken(AlgebraAtom atom) =>
        atom.Kind is AtomKind.Power or AtomKind.Remainder || atom.Function == ScalarFunction.Sign || atom.Function is { Kind: OperationKind.Round };

    // What becomes of a formula when some of its variables grow beyond all bounds.
    private sealed class Growing(Algebra algebra, HashSet<int> variables)
    {
        private readonly HashSet<int> bounded = [];

        public Symbol? Limit(NormalForm value)
        {
            if (WithoutSteps(value) is not { } smooth)
            {
                return null;
            }
            Polynomial below = Polynomial.One;
            foreach ((Polynomial factor, int power) in smooth.Denominator)
            {
                below = Polynomial.Multiply(below, factor.ToThe(power, algebra.Work), algebra.Work);
            }
            Dictionary<PowerProduct, Polynomial> numerator = ByGrowth(smooth.Numerator);
            Dictionary<PowerProduct, Polynomial> denominator = ByGrowth(below);
            if (numerator.Count == 0)
            {
                return default(Symbol);
            }
            // The quotient of the terms that all others vanish beside, however the variables grow.
            PowerProduct? leading = Leading(denominator.Keys, denominator.Keys);
            if (leading is null || !IsFixed(denominator[leading]) || Sign(denominator[leading]) is not { } sign)
            {
                return null;
            }
            if (Leading([leading], numerator.Keys) is not null)
            {
                if (!numerator.TryGetValue(leading, out Polynomial? same))
                {
                    return default(Symbol);
                }
                return IsFixed(same) ? algebra.ToSymbol(algebra.Divide(NormalForm.Of(same), NormalForm.Of(denominator[leading]))) : null;
            }
            // The numerator outgrows it: the quotient has the sign of the leading terms.
            return Leading(numerator.Keys, [.. numerator.Keys, leading]) is { } above && IsFixed(numerator[above]) && Sign(numerator[above]) is { } direction
                ? (Symbol)Rational.Literal(direction * sign > 0 ? double.PositiveInfinity : double.NegativeInfinity)
                : null;
        }

        // Floors as what they round, less a new number between 0 and 1; maxima as the operand that is largest in the end. Null if another function of a growing variable stands in it.
        private NormalForm? WithoutSteps(NormalForm value)
        {
            for (; ; )
            {
                int step = -1;
                foreach (int atom in algebra.AtomsInside([value]))
                {
                    // The inner ones come first.
                    if (!variables.Contains(atom) && algebra.AtomsInside(algebra[atom].Arguments).Any(variables.Contains))
                    {
                        step = atom;
                        break;
                    }
                }
                if (step < 0)
                {
                    return value;
                }
                NormalForm? replacement = null;
                if (algebra[step].Function == ScalarFunction.Floor)
                {
                    int remainder = algebra.Fresh("rest", isWhole: false, isPositive: false);
                    bounded.Add(remainder);
                    replacement = algebra.Subtract(algebra[step].Arguments[0], NormalForm.Atom(remainder));
                }
                else if (algebra[step].Kind == AtomKind.Max)
                {
                    replacement = algebra[step].Arguments.FirstOrDefault(winner =>
                        algebra[step].Arguments.All(other => ReferenceEquals(other, winner) || IsNonNegativeInTheEnd(algebra.Subtract(winner, other))));
                }
                else if (algebra[step].Function == ScalarFunction.Abs)
                {
                    NormalForm inside = algebra[step].Arguments[0];
                    replacement = IsNonNegativeInTheEnd(inside) ? inside : IsNonNegativeInTheEnd(algebra.Negate(inside)) ? algebra.Negate(inside) : null;
                }
                if (replacement is null)
                {
                    return null;
                }
                int replaced = step;
                value = algebra.Substitute(value, atom => atom == replaced ? replacement : null);
            }
        }

        private bool IsNonNegativeInTheEnd(NormalForm value)
        {
            Dictionary<PowerProduct, Polynomial> terms = ByGrowth(value.Numerator);
            return terms.Count == 0
                || (value.IsPolynomial && Leading(terms.Keys, terms.Keys) is { } leading && IsFixed(terms[leading]) && Sign(terms[leading]) > 0);
        }

        // The terms collected by their powers of the growing variables.
        private Dictionary<PowerProduct, Polynomial> ByGrowth(Polynomial polynomial)
        {
            var terms = new Dictionary<PowerProduct, List<(PowerProduct, Rational)>>();
            foreach ((PowerProduct product, Rational coefficient) in polynomial.Terms)
            {
                PowerProduct growth = product.Factors.Where(factor => variables.Contains(factor.Atom))
                    .Aggregate(PowerProduct.One, (own, factor) => own * PowerProduct.Of(factor.Atom, factor.Power));
                if (!terms.TryGetValue(growth, out List<(PowerProduct, Rational)>? list))
                {
                    terms[growth] = list = [];
                }
                list.Add((product * growth.ToThe(-1), coefficient));
            }
            return terms.ToDictionary(term => term.Key, term => Polynomial.Of(term.Value));
        }

        // The one of some products beside which all others vanish: they are it, divided by powers of growing variables.
        private static PowerProduct? Leading(IEnumerable<PowerProduct> candidates, IEnumerable<PowerProduct> all) =>
            candidates.FirstOrDefault(candidate => all.All(other => Array.TrueForAll((candidate * other.ToThe(-1)).Factors, factor => factor.Power > 0)));

        // Whether no rest of a floor stands in it, whose value changes as the variables grow.
        private bool IsFixed(Polynomial coefficient) => !coefficient.Atoms.Any(bounded.Contains);

        private int? Sign(Polynomial coefficient) => algebra.IsPositive(coefficient) ? 1 : algebra.IsPositive(coefficient.Scale(-1)) ? -1 : null;
    }
}
