using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

internal enum AtomKind
{
    /// <summary>A name.</summary>
    Variable,

    /// <summary>e to the power of its argument.</summary>
    Exponential,

    /// <summary>Another function of its argument.</summary>
    Call,

    /// <summary>Its first argument to the power of the second.</summary>
    Power,

    /// <summary>The largest of its arguments; a minimum is the negative of a maximum.</summary>
    Max,

    /// <summary>What remains of its first argument divided by the second, rounding towards 0.</summary>
    Remainder,
}

/// <summary>What polynomials are made of: a name, or a function that does not simplify further. Equal ones have the same number in an <see cref="Algebra"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The name, of a variable.</param>
/// <param name="Function">The function, of a call.</param>
/// <param name="Arguments">What it is applied to.</param>
internal sealed record AlgebraAtom(AtomKind Kind, string Name, ScalarFunction? Function, Values<NormalForm> Arguments);

/// <summary>What is known of an atom in advance, whatever else is assumed.</summary>
/// <param name="IsWhole">It is a whole number.</param>
/// <param name="IsPositive">It is above 0.</param>
/// <param name="IsNonNegative">It is not below 0.</param>
internal readonly record struct AtomNature(bool IsWhole, bool IsPositive, bool IsNonNegative);
