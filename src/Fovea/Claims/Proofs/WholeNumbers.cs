using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>Hands facts about whole numbers to <see cref="Size"/>, which knows floors: by residues for equations, by bounds for the order.</summary>
internal static class WholeNumbers
{
    /// <summary>Whether a fact holds for no values of its variables.</summary>
    public static bool Contradicts(Fact fact, Algebra algebra)
    {
        if (!fact.Value.IsPolynomial || !algebra.IsWhole(fact.Value.Numerator) || !fact.Value.Atoms.Any(atom => algebra[atom].Kind != AtomKind.Variable))
        {
            return false;
        }
        foreach (int atom in algebra.AtomsInside([fact.Value]))
        {
            AlgebraAtom known = algebra[atom];
            bool isFloor = known.Function == ScalarFunction.Floor && known.Arguments[0].IsPolynomial;
            if (known.Kind is not (AtomKind.Variable or AtomKind.Max) && !isFloor)
            {
                return false;
            }
        }
        algebra.Work.Spend(20_000);
        try
        {
            if (algebra.ToSymbol(fact.Value).ToSize(algebra.LeastOf) is not { } size)
            {
                return false;
            }
            return fact.Sense switch
            {
                Sense.NonZero => Size.Compare(size, 0) is { IsAlways: true, IsProved: true },
                Sense.Zero => Size.Compare(size, 0) is { IsNever: true, IsProved: true },
                Sense.Positive => size.UpperBound <= 0,
                _ => size.UpperBound < 0,
            };
        }
        catch (OverflowException)
        {
            // Sizes have coefficients of 64 bits and a bounded number of terms: beyond that they tell nothing.
            return false;
        }
    }
}
