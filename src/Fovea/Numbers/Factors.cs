namespace Fovea.Numbers;

/// <summary>Writes a formula as a product, as far as its parts depend on different symbols: costs of layers are such products, and read better than their many terms.</summary>
internal static class Factors
{
    public static List<Size> Of(Size size, ReadOnlySpan<Size> expected)
    {
        List<Size> factors = [];
        if (size.IsKnown)
        {
            return [size];
        }
        foreach (Size part in expected)
        {
            if (!part.IsKnown && Size.TryDivideExactly(size, part, out Size quotient))
            {
                factors.Add(part);
                size = quotient;
            }
        }
        Size rest = size.IsKnown ? size : TakeCommon(size, factors);
        foreach (string symbol in rest.Symbols)
        {
            if (Candidate(rest.Formula, symbol) is { } part && Size.TryDivideExactly(rest, part, out Size quotient))
            {
                factors.Add(part);
                rest = quotient;
            }
        }
        if (rest != 1 || factors.Count == 0)
        {
            factors.Insert(0, rest);
        }
        return factors;
    }

    // The atoms that all terms share.
    private static Size TakeCommon(Size size, List<Size> factors)
    {
        foreach ((Atom atom, int power) in size.Formula.Terms[0].Monomial.Factors)
        {
            var factor = new Size(Formula.Of(atom));
            for (int i = 0; i < power && !size.IsKnown && Size.TryDivideExactly(size, factor, out Size quotient); i++)
            {
                factors.Add(factor);
                size = quotient;
            }
        }
        return size;
    }

    // What one product of the other symbols is multiplied with: if the formula is a product, a part of it in this symbol alone.
    private static Size? Candidate(Formula formula, string symbol)
    {
        string? key = null;
        Size part = 0;
        foreach ((Monomial monomial, long coefficient) in formula.Terms)
        {
            Monomial own = Monomial.One;
            Monomial other = Monomial.One;
            foreach ((Atom atom, int power) in monomial.Factors)
            {
                IReadOnlyCollection<string> symbols = new Size(Formula.Of(atom)).Symbols;
                if (symbols.Contains(symbol) && symbols.Count > 1)
                {
                    return null;
                }
                var factor = new Monomial([(atom, power)]);
                own = symbols.Contains(symbol) ? own * factor : own;
                other = symbols.Contains(symbol) ? other : other * factor;
            }
            key ??= other.Key;
            if (key == other.Key)
            {
                part += new Size(Formula.Of(own, coefficient));
            }
        }
        if (part.IsKnown)
        {
            return null;
        }
        long content = part.Formula.Content(withConstant: true);
        return content > 1 ? new Size(part.Formula.DivideBy(content)) : part;
    }
}
