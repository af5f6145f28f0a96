namespace Fovea.Numbers;

/// <summary>
/// What a formula is a polynomial in: a symbol, or a floor, minimum or maximum that does not simplify further. Immutable; two atoms are the same when
/// their keys are.
/// </summary>
internal abstract class Atom(string key)
{
    /// <summary>A text that is the same for equal atoms only; it also decides their order.</summary>
    public string Key { get; } = key;

    /// <summary>Every symbol replaced by its value, where one is given.</summary>
    public abstract Size Substitute(IReadOnlyDictionary<string, Size> values);

    /// <summary>The formulas directly inside.</summary>
    public virtual ReadOnlySpan<Formula> Parts => [];
}

/// <summary>A named whole number, at least so large.</summary>
internal sealed class SymbolAtom(string name, long atLeast) : Atom(name)
{
    public string Name { get; } = name;

    public long AtLeast { get; } = atLeast;

    public override Size Substitute(IReadOnlyDictionary<string, Size> values) =>
        values.TryGetValue(Name, out Size value) ? value : new Size(Formula.Of(this));
}

/// <summary>⌊numerator / divisor⌋ with a divisor of at least 1.</summary>
internal sealed class FloorAtom(Formula numerator, Formula divisor) : Atom($"⌊{numerator.Key}/{divisor.Key}⌋")
{
    private readonly Formula[] parts = [numerator, divisor];

    public Formula Numerator => parts[0];

    public Formula Divisor => parts[1];

    public override ReadOnlySpan<Formula> Parts => parts;

    public override Size Substitute(IReadOnlyDictionary<string, Size> values) =>
        Size.FloorDiv(Numerator.Substitute(values), Divisor.Substitute(values));
}

/// <summary>The least or the greatest of two or more formulas.</summary>
internal sealed class ExtremeAtom(bool greatest, Formula[] operands)
    : Atom((greatest ? "max(" : "min(") + string.Join(",", operands.Select(operand => operand.Key)) + ")")
{
    public bool Greatest { get; } = greatest;

    public override ReadOnlySpan<Formula> Parts => operands;

    public override Size Substitute(IReadOnlyDictionary<string, Size> values)
    {
        var sizes = new Size[operands.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = operands[i].Substitute(values);
        }
        return Greatest ? Size.Max(sizes) : Size.Min(sizes);
    }
}
