namespace Fovea.Numbers;

/// <summary>
/// Bounds of formulas, from those of their symbols. A floor ⌊n/d⌋ lies between (n − d + 1)/d and n/d, an extreme is one of its operands, and a symbol
/// is its least value plus something that is not negative. Sound, not complete: null where no bound is found.
/// </summary>
internal static class Bounds
{
    // Each atom that is taken apart may double the work.
    private const int MaximumDepth = 6;

    public static long? Lower(Formula formula) => Lower(formula, MaximumDepth);

    public static long? Upper(Formula formula) => Negate(Lower(Formula.Zero - formula, MaximumDepth));

    private static long? Lower(Formula formula, int depth)
    {
        if (formula.IsConstant)
        {
            return formula.Constant;
        }
        try
        {
            long? best = Shifted(formula, depth);
            return depth > 0 && Compound(formula) is { } atom ? Larger(best, TakeApart(formula, atom, depth)) : best;
        }
        catch (OverflowException)
        {
            // A bound that no long holds is no bound.
            return null;
        }
    }

    // Every atom as its lower bound plus a part that is not negative; then negative coefficients have no bound, and the others take 0.
    private static long? Shifted(Formula formula, int depth)
    {
        var excess = new Dictionary<string, Size>(StringComparer.Ordinal);
        foreach (Atom atom in formula.Atoms(inside: false))
        {
            if (excess.ContainsKey(atom.Key))
            {
                continue;
            }
            if (LowerOf(atom, depth) is not { } least)
            {
                return null;
            }
            excess[atom.Key] = new Size(Formula.Of(new SymbolAtom("'" + atom.Key, 0))) + least;
        }
        Size shifted = formula.Rebuild(atom => excess[atom.Key]);
        if (shifted.TryGetValue(out long value))
        {
            return value;
        }
        foreach ((Monomial monomial, long coefficient) in shifted.Formula.Terms)
        {
            if (monomial.Degree > 0 && coefficient < 0)
            {
                return null;
            }
        }
        return shifted.Formula.Constant;
    }

    private static long? LowerOf(Atom atom, int depth)
    {
        if (depth <= 0)
        {
            return atom is SymbolAtom known ? known.AtLeast : null;
        }
        switch (atom)
        {
            case SymbolAtom symbol:
                return symbol.AtLeast;
            case FloorAtom floor:
                long? numerator = Lower(floor.Numerator, depth - 1);
                return floor.Divisor.IsConstant
                    ? numerator is { } least ? Size.FloorDiv(least, floor.Divisor.Constant) : null
                    : numerator >= 0 ? 0 : null;
            case ExtremeAtom extreme:
                long? bound = null;
                bool first = true;
                foreach (Formula operand in extreme.Parts)
                {
                    long? each = Lower(operand, depth - 1);
                    bound = extreme.Greatest || first ? Larger(bound, each) : each is null || bound is null ? null : Math.Min(bound.Value, each.Value);
                    if (!extreme.Greatest && each is null)
                    {
                        return null;
                    }
                    first = false;
                }
                return bound;
            default:
                return null;
        }
    }

    private static Atom? Compound(Formula formula)
    {
        foreach (Atom atom in formula.Atoms(inside: false))
        {
            if (atom is ExtremeAtom or FloorAtom { Divisor.IsConstant: true } && IsLinear(formula, atom))
            {
                return atom;
            }
        }
        return null;
    }

    private static bool IsLinear(Formula formula, Atom atom)
    {
        foreach ((Monomial monomial, _) in formula.Terms)
        {
            foreach ((Atom factor, int power) in monomial.Factors)
            {
                if (factor.Key == atom.Key && power > 1)
                {
                    return false;
                }
            }
        }
        return true;
    }

    private static long? TakeApart(Formula formula, Atom atom, int depth)
    {
        var single = new Monomial([(atom, 1)]);
        (Formula with, Formula without) = formula.Split((monomial, _) => monomial.DivideBy(single) is not null);
        Formula factor = Formula.TryDivide(with, Formula.Of(single, 1))!;
        bool rising = Lower(factor, depth - 1) >= 0;
        bool falling = !rising && Lower(Formula.Zero - factor, depth - 1) >= 0;
        if (atom is ExtremeAtom extreme)
        {
            // A maximum is at least each operand, and is one of them.
            bool any = (extreme.Greatest && rising) || (!extreme.Greatest && falling);
            long? bound = null;
            bool first = true;
            foreach (Formula operand in extreme.Parts)
            {
                long? each = Lower(without + (factor * operand), depth - 1);
                if (!any && each is null)
                {
                    return null;
                }
                bound = first ? each : any ? Larger(bound, each) : Math.Min(bound!.Value, each!.Value);
                first = false;
            }
            return bound;
        }
        var floor = (FloorAtom)atom;
        long divisor = floor.Divisor.Constant;
        if (!rising && !falling)
        {
            return null;
        }
        Formula least = rising ? floor.Numerator - Formula.Of(divisor - 1) : floor.Numerator;
        long? scaled = Lower((Formula.Of(divisor) * without) + (factor * least), depth - 1);
        return scaled is { } value ? -Size.FloorDiv(-value, divisor) : null;
    }

    private static long? Larger(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);

    private static long? Negate(long? value) => value is { } known && known != long.MinValue ? -known : null;
}
