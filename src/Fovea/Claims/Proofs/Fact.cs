namespace Fovea.Claims.Proofs;

/// <summary>How a number relates to 0.</summary>
internal enum Sense
{
    /// <summary>It is 0.</summary>
    Zero,

    /// <summary>It is not 0.</summary>
    NonZero,

    /// <summary>It is above 0.</summary>
    Positive,

    /// <summary>It is not below 0.</summary>
    NonNegative,
}

/// <summary>Something that is assumed of a formula.</summary>
internal readonly record struct Fact(NormalForm Value, Sense Sense);
