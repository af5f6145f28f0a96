using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>How two numbers are compared.</summary>
public enum Relation
{
    /// <summary>=</summary>
    Equal,

    /// <summary>≠</summary>
    Different,

    /// <summary>&lt;</summary>
    Less,

    /// <summary>≤</summary>
    AtMost,

    /// <summary>&gt;</summary>
    Greater,

    /// <summary>≥</summary>
    AtLeast,
}

/// <summary>A proposition about numbers, in formulas of its variables.</summary>
public abstract record Proposition
{
    private Proposition()
    {
    }

    /// <summary>left relation right</summary>
    public sealed record Comparison(Relation Relation, Symbol Left, Symbol Right) : Proposition;

    /// <summary>All of them hold; none: true.</summary>
    public sealed record All(Values<Proposition> Parts) : Proposition;

    /// <summary>At least one holds; none: false.</summary>
    public sealed record Any(Values<Proposition> Parts) : Proposition;

    /// <summary>It does not hold.</summary>
    public sealed record Not(Proposition Part) : Proposition;
}
