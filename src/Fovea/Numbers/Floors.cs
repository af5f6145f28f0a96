namespace Fovea.Numbers;

/// <summary>Simplifies ⌊n / d⌋ for a divisor of at least 1.</summary>
internal static class Floors
{
    public static Size Divide(Size dividend, Size divisor)
    {
        if (divisor == 1)
        {
            return dividend;
        }
        Formula numerator = dividend.Formula;
        return divisor.TryGetValue(out long known) ? DivideByNumber(numerator, known) : DivideByFormula(numerator, divisor.Formula);
    }

    private static Size DivideByNumber(Formula numerator, long divisor)
    {
        // Multiples of the divisor come out: ⌊(2H + 1)/2⌋ = H + ⌊1/2⌋.
        (Formula multiples, Formula rest) = numerator.Split((monomial, coefficient) => monomial.Degree > 0 && coefficient % divisor == 0);
        Size whole = new Size(multiples.DivideBy(divisor));
        long constant = Size.FloorDiv(rest.Constant, divisor);
        whole += constant;
        rest -= Formula.Of(checked(constant * divisor));
        if (rest.IsConstant)
        {
            return whole;
        }

        // A factor common to the divisor and to all but the constant cancels: ⌊(4H + 5)/8⌋ = ⌊(H + 1)/2⌋.
        long common = Formula.GreatestCommonDivisor(rest.Content(withConstant: false), divisor);
        if (common > 1)
        {
            Formula reduced = rest - Formula.Of(rest.Constant) + Formula.Of(rest.Constant - Remainder(rest.Constant, common));
            return whole + Size.FloorDiv(new Size(reduced.DivideBy(common)), divisor / common);
        }

        // Floors of floors join: ⌊(⌊x/a⌋ + r)/b⌋ = ⌊(x + a·r)/(a·b)⌋, for r is whole.
        if (Joinable(rest) is { } inner)
        {
            Formula others = rest - Formula.Of(inner);
            long a = inner.Divisor.Constant;
            return whole + Size.FloorDiv(new Size(inner.Numerator + (Formula.Of(a) * others)), checked(a * divisor));
        }
        return whole + Irreducible(rest, Formula.Of(divisor));
    }

    private static Size DivideByFormula(Formula numerator, Formula divisor)
    {
        if (Formula.TryDivide(numerator, divisor) is { } exact)
        {
            return new Size(exact);
        }
        if (divisor.Terms.Length == 1)
        {
            (Monomial monomial, long coefficient) = divisor.Terms[0];
            (Formula multiples, Formula rest) = numerator.Split(
                (term, value) => value % coefficient == 0 && term.DivideBy(monomial) is not null);
            if (multiples.Terms.Length > 0)
            {
                return new Size(Formula.TryDivide(multiples, divisor)!) + Size.FloorDiv(new Size(rest), new Size(divisor));
            }
        }
        return Irreducible(numerator, divisor);
    }

    // What bounds decide is a number after all: ⌊r/b⌋ = 0 for 0 ≤ r < b, and −1 for −b ≤ r < 0.
    private static Size Irreducible(Formula numerator, Formula divisor)
    {
        if (Bounds.Upper(numerator) < 0 && Bounds.Lower(divisor + numerator) >= 0)
        {
            return -1;
        }
        if (Bounds.Lower(numerator) >= 0 && Bounds.Lower(divisor - numerator) >= 1)
        {
            return 0;
        }
        return new Size(Formula.Of(new FloorAtom(numerator, divisor)));
    }

    private static FloorAtom? Joinable(Formula rest)
    {
        FloorAtom? found = null;
        foreach ((Monomial monomial, long coefficient) in rest.Terms)
        {
            foreach ((Atom atom, _) in monomial.Factors)
            {
                if (atom is FloorAtom floor)
                {
                    if (found is not null || monomial.Degree > 1 || coefficient != 1 || !floor.Divisor.IsConstant)
                    {
                        return null;
                    }
                    found = floor;
                }
            }
        }
        return found;
    }

    private static long Remainder(long value, long divisor) => value - (divisor * Size.FloorDiv(value, divisor));
}
