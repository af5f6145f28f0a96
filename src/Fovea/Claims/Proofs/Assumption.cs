namespace Fovea.Claims.Proofs;

/// <summary>A proposition in normal forms, with "not" taken inside.</summary>
internal abstract record Assumption
{
    private Assumption()
    {
    }

    /// <summary>A fact.</summary>
    public sealed record Single(Fact Fact) : Assumption;

    /// <summary>All of them hold.</summary>
    public sealed record All(List<Assumption> Parts) : Assumption;

    /// <summary>At least one holds.</summary>
    public sealed record Any(List<Assumption> Parts) : Assumption;

    /// <summary>A proposition, or its contrary.</summary>
    public static Assumption Of(Proposition proposition, Algebra algebra, bool negated = false)
    {
        switch (proposition)
        {
            case Proposition.Comparison comparison:
                NormalForm difference = algebra.Subtract(algebra.Of(comparison.Left), algebra.Of(comparison.Right));
                Assumption holds = new Single(comparison.Relation switch
                {
                    Relation.Equal => new Fact(difference, Sense.Zero),
                    Relation.Different => new Fact(difference, Sense.NonZero),
                    Relation.Greater => new Fact(difference, Sense.Positive),
                    Relation.AtLeast => new Fact(difference, Sense.NonNegative),
                    Relation.Less => new Fact(algebra.Negate(difference), Sense.Positive),
                    _ => new Fact(algebra.Negate(difference), Sense.NonNegative),
                });
                return negated ? holds.Negated(algebra) : holds;
            case Proposition.Not not:
                return Of(not.Part, algebra, !negated);
            case Proposition.All all:
                return Join(all.Parts, negated);
            default:
                return Join(((Proposition.Any)proposition).Parts, !negated);
        }

        Assumption Join(IEnumerable<Proposition> parts, bool isAny)
        {
            List<Assumption> joined = [.. parts.Select(part => Of(part, algebra, negated))];
            return isAny ? new Any(joined) : new All(joined);
        }
    }

    /// <summary>What holds if it does not.</summary>
    public Assumption Negated(Algebra algebra) => this switch
    {
        Single { Fact: var fact } => new Single(fact.Sense switch
        {
            Sense.Zero => fact with { Sense = Sense.NonZero },
            Sense.NonZero => fact with { Sense = Sense.Zero },
            Sense.Positive => new Fact(algebra.Negate(fact.Value), Sense.NonNegative),
            _ => new Fact(algebra.Negate(fact.Value), Sense.Positive),
        }),
        All all => new Any(all.Parts.ConvertAll(part => part.Negated(algebra))),
        _ => new All(((Any)this).Parts.ConvertAll(part => part.Negated(algebra))),
    };

    /// <summary>The same about other formulas.</summary>
    public Assumption Map(Func<NormalForm, NormalForm> change) => this switch
    {
        Single single => new Single(single.Fact with { Value = change(single.Fact.Value) }),
        All all => new All(all.Parts.ConvertAll(part => part.Map(change))),
        _ => new Any(((Any)this).Parts.ConvertAll(part => part.Map(change))),
    };
}
