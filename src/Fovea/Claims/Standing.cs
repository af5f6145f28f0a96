namespace Fovea.Claims;

/// <summary>How a figure or a statement stands: the one vocabulary of all reports.</summary>
public enum Standing
{
    /// <summary>It holds for all sizes and values that it speaks of.</summary>
    Proved,

    /// <summary>It was computed without rounding, for this case.</summary>
    Exact,

    /// <summary>It was counted while the computation ran.</summary>
    Counted,

    /// <summary>It was measured on data, seeded where they are generated.</summary>
    Measured,

    /// <summary>It lies within bounds that hold for certain.</summary>
    Bounded,

    /// <summary>It held in all of a number of seeded cases.</summary>
    Sampled,

    /// <summary>There is a counterexample.</summary>
    Refuted,

    /// <summary>Neither a proof nor a counterexample was found.</summary>
    Undecided,

    /// <summary>It has no meaning: an index outside its tensor, or a size that is not positive.</summary>
    IllFormed,

    /// <summary>It cannot be judged here, and the reason is given.</summary>
    Unavailable,
}
