namespace Fovea.Numbers;

/// <summary>Simplifies minima and maxima: nested ones flatten, and bounds drop what can never win.</summary>
internal static class Extremes
{
    public static Size Choose(ReadOnlySpan<Size> sizes, bool greatest)
    {
        if (sizes.IsEmpty)
        {
            throw new ArgumentException("there is no extreme of nothing", nameof(sizes));
        }
        bool known = true;
        long best = 0;
        for (int i = 0; i < sizes.Length && known; i++)
        {
            known = sizes[i].TryGetValue(out long value);
            best = i == 0 ? value : greatest ? Math.Max(best, value) : Math.Min(best, value);
        }
        return known ? best : ChooseFormula(sizes, greatest);
    }

    private static Size ChooseFormula(ReadOnlySpan<Size> sizes, bool greatest)
    {
        var operands = new List<Formula>();
        foreach (Size size in sizes)
        {
            Flatten(size.Formula, greatest, operands);
        }
        for (int i = operands.Count - 1; i >= 0; i--)
        {
            for (int j = 0; j < operands.Count; j++)
            {
                if (i != j && Loses(operands[i], operands[j], greatest))
                {
                    operands.RemoveAt(i);
                    break;
                }
            }
        }
        if (operands.Count == 1)
        {
            return new Size(operands[0]);
        }
        operands.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new Size(Formula.Of(new ExtremeAtom(greatest, [.. operands])));
    }

    private static void Flatten(Formula formula, bool greatest, List<Formula> operands)
    {
        if (formula.Terms.Length == 1
            && formula.Terms[0] is (var monomial, 1)
            && monomial.Degree == 1
            && monomial.Factors[0].Atom is ExtremeAtom extreme
            && extreme.Greatest == greatest)
        {
            operands.AddRange(extreme.Parts);
        }
        else
        {
            operands.Add(formula);
        }
    }

    private static bool Loses(Formula operand, Formula other, bool greatest) =>
        Bounds.Lower(greatest ? other - operand : operand - other) >= 0;
}
