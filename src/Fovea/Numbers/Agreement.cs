using System.Globalization;

namespace Fovea.Numbers;

/// <summary>
/// Whether two sizes are equal: always, never, or when a condition on their symbols holds (<c>2·⌊H/2⌋ = H</c> when <c>H mod 2 = 0</c>).
/// Normal forms decide most; then every symbol inside a floor is written as L·q + r, for each residue r of the period L of the floors, where
/// both sides become polynomials. Where even that fails, seeded samples decide, and the agreement says so.
/// </summary>
public sealed class Agreement
{
    private const int MaximumResidues = 4096;
    private const int Samples = 2000;

    private Agreement(bool always, bool never, string condition, bool proved)
    {
        IsAlways = always;
        IsNever = never;
        Condition = condition;
        IsProved = proved;
    }

    /// <summary>The sizes are equal whatever their symbols are.</summary>
    public bool IsAlways { get; }

    /// <summary>The sizes are equal for no values of their symbols.</summary>
    public bool IsNever { get; }

    /// <summary>When the sizes are equal.</summary>
    public string Condition { get; }

    /// <summary>Whether this is proved; otherwise it held on seeded samples.</summary>
    public bool IsProved { get; }

    /// <summary>The condition.</summary>
    public override string ToString() => IsProved ? Condition : Condition + " (sampled)";

    internal static Agreement Decide(Size left, Size right)
    {
        Size difference = left - right;
        if (difference == 0)
        {
            return Always(proved: true);
        }
        if (Apart(difference))
        {
            return Never(proved: true);
        }
        string plain = Solved(difference) ?? $"{left} = {right}";
        try
        {
            return ByResidues(difference, plain) ?? BySamples(difference, plain);
        }
        catch (OverflowException)
        {
            // A value of the formula fits no long, so that nothing is known but the condition itself.
            return new Agreement(false, false, plain, proved: false);
        }
    }

    // 3·H − 96 = 0 says H = 32; that the division leaves no rest has been decided.
    private static string? Solved(Size difference)
    {
        if (Symbols(difference) is not [var only])
        {
            return null;
        }
        var symbol = new Size(Formula.Of(only));
        long constant = difference.Formula.Constant;
        return Size.TryDivideExactly(difference - constant, symbol, out Size factor) && factor.TryGetValue(out long times)
            ? $"{symbol} = {Size.FloorDiv(-constant, times)}"
            : null;
    }

    private static Agreement Always(bool proved) => new(true, false, "always", proved);

    private static Agreement Never(bool proved) => new(false, true, "never", proved);

    // Not zero by its bounds, or because what all its terms but the constant share does not divide the constant: 2·H ≠ 2·W + 1.
    private static bool Apart(Size difference)
    {
        long content = difference.Formula.Content(withConstant: false);
        return difference.LowerBound > 0 || difference.UpperBound < 0
            || (content > 1 && difference.Formula.Constant % content != 0);
    }

    private static Agreement? ByResidues(Size difference, string plain)
    {
        SymbolAtom[] symbols = Symbols(difference);
        var periods = new long[symbols.Length];
        long cases = 1;
        for (int i = 0; i < symbols.Length; i++)
        {
            if (Period(difference.Formula, symbols[i].Name) is not { } period || period > MaximumResidues || (cases *= period) > MaximumResidues)
            {
                return null;
            }
            periods[i] = period;
        }

        var equal = new List<long[]>();
        bool open = false;
        var residues = new long[symbols.Length];
        for (long index = 0; index < cases; index++)
        {
            Size rest = difference.Substitute(Residues(symbols, periods, residues));
            if (rest == 0)
            {
                equal.Add([.. residues]);
            }
            else if (!Apart(rest))
            {
                if (ContainsCompound(rest))
                {
                    return null;
                }
                open = true;
            }
            Advance(residues, periods);
        }
        return open ? new Agreement(false, false, plain, proved: true)
            : equal.Count == cases ? Always(proved: true)
            : equal.Count == 0 ? Never(proved: true)
            : new Agreement(false, false, Describe(symbols, periods, equal) ?? plain, proved: true);
    }

    private static Dictionary<string, Size> Residues(SymbolAtom[] symbols, long[] periods, long[] residues)
    {
        var values = new Dictionary<string, Size>(StringComparer.Ordinal);
        for (int i = 0; i < symbols.Length; i++)
        {
            // The least q for which period·q + residue is a value of the symbol.
            long least = -Size.FloorDiv(residues[i] - symbols[i].AtLeast, periods[i]);
            values[symbols[i].Name] = (periods[i] * Size.Symbol(symbols[i].Name, least)) + residues[i];
        }
        return values;
    }

    // The period of all floors that a symbol stands in; nested divisors multiply. Null if a divisor is a formula.
    private static long? Period(Formula formula, string symbol)
    {
        long period = 1;
        foreach (Atom atom in formula.Atoms(inside: false))
        {
            foreach (Formula part in atom.Parts.ToArray())
            {
                if (Period(part, symbol) is not { } inner)
                {
                    return null;
                }
                bool occurs = new Size(part).Symbols.Contains(symbol);
                if (atom is FloorAtom floor && occurs)
                {
                    if (!floor.Divisor.IsConstant || floor.Divisor.Constant > MaximumResidues)
                    {
                        return null;
                    }
                    inner *= floor.Divisor.Constant;
                }
                period = period / Formula.GreatestCommonDivisor(period, inner) * inner;
                if (period > MaximumResidues)
                {
                    return null;
                }
            }
        }
        return period;
    }

    private static bool ContainsCompound(Size size)
    {
        foreach (Atom atom in size.Formula.Atoms(inside: false))
        {
            if (atom is not SymbolAtom)
            {
                return true;
            }
        }
        return false;
    }

    private static void Advance(long[] residues, long[] periods)
    {
        for (int i = residues.Length - 1; i >= 0; i--)
        {
            if (++residues[i] < periods[i])
            {
                return;
            }
            residues[i] = 0;
        }
    }

    // The residues as conditions on one symbol each, if the set is a product of such.
    private static string? Describe(SymbolAtom[] symbols, long[] periods, List<long[]> equal)
    {
        var conditions = new List<string>();
        long product = 1;
        for (int i = 0; i < symbols.Length; i++)
        {
            long[] allowed = [.. equal.Select(residues => residues[i]).Distinct().Order()];
            product *= allowed.Length;
            if (allowed.Length < periods[i])
            {
                conditions.Add(Describe(symbols[i].Name, periods[i], allowed));
            }
        }
        return product == equal.Count ? string.Join(" and ", conditions) : null;
    }

    private static string Describe(string symbol, long period, long[] allowed)
    {
        // The smallest divisor of the period that tells the residues apart as well.
        for (long modulus = 2; modulus < period; modulus++)
        {
            if (period % modulus == 0)
            {
                long[] reduced = [.. allowed.Select(residue => residue % modulus).Distinct().Order()];
                if (reduced.Length * (period / modulus) == allowed.Length)
                {
                    return Describe(symbol, modulus, reduced);
                }
            }
        }
        string residues = string.Join(", ", allowed.Select(residue => residue.ToString(CultureInfo.InvariantCulture)));
        return allowed.Length == 1 ? $"{symbol} mod {period} = {residues}" : $"{symbol} mod {period} in {{{residues}}}";
    }

    private static Agreement BySamples(Size difference, string plain)
    {
        SymbolAtom[] symbols = Symbols(difference);
        var random = new Random(20260923);
        var values = new Dictionary<string, Size>(StringComparer.Ordinal);
        int equal = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            foreach (SymbolAtom symbol in symbols)
            {
                // Small values first: there minima and maxima change sides.
                values[symbol.Name] = symbol.AtLeast + random.Next(sample < Samples / 2 ? 12 : 1000);
            }
            if (difference.Substitute(values) == 0)
            {
                equal++;
            }
        }
        // That samples never agree does not prove that nothing does: only the condition itself is then known.
        return equal == Samples ? Always(proved: false) : new Agreement(false, false, plain, proved: equal > 0);
    }

    private static SymbolAtom[] Symbols(Size size)
    {
        var found = new SortedDictionary<string, SymbolAtom>(StringComparer.Ordinal);
        foreach (Atom atom in size.Formula.Atoms(inside: true))
        {
            if (atom is SymbolAtom symbol)
            {
                found[symbol.Name] = symbol;
            }
        }
        return [.. found.Values];
    }
}
