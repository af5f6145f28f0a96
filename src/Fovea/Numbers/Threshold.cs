namespace Fovea.Numbers;

/// <summary>The value of a symbol from which on a size is large enough, where it is too small for every smaller value: ⌊H/4⌋ − 7 ≥ 1 is H ≥ 32.</summary>
/// <param name="Symbol">The only symbol of the size.</param>
/// <param name="From">The least value of it that is enough.</param>
public readonly record struct Threshold(string Symbol, long From)
{
    // Networks need small images; beyond that the condition is told as it stands.
    private const int MaximumSteps = 1024;

    /// <summary>Solves <paramref name="size"/> ≥ <paramref name="least"/>; null if the size has several symbols, or no such value is found.</summary>
    public static Threshold? Of(Size size, long least)
    {
        SymbolAtom? only = null;
        foreach (Atom atom in size.Formula.Atoms(inside: true))
        {
            if (atom is SymbolAtom symbol)
            {
                if (only is not null && only.Name != symbol.Name)
                {
                    return null;
                }
                only = symbol;
            }
        }
        if (only is null)
        {
            return null;
        }
        var values = new Dictionary<string, Size>(StringComparer.Ordinal);
        for (long value = only.AtLeast; value < only.AtLeast + MaximumSteps; value++)
        {
            values[only.Name] = value;
            if (size.Substitute(values).Value >= least)
            {
                values[only.Name] = Size.Symbol(only.Name, value);
                return size.Substitute(values).LowerBound >= least ? new Threshold(only.Name, value) : null;
            }
        }
        return null;
    }

    /// <summary>For example <c>H ≥ 32</c>.</summary>
    public override string ToString() => $"{Size.Symbol(Symbol)} ≥ {From}";
}
