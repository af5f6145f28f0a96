using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>The parts of terms and statements.</summary>
internal static class Terms
{
    /// <summary>All terms of a statement, each with all its parts.</summary>
    public static IEnumerable<Term> In(Statement statement) => statement switch
    {
        Statement.Chain chain => chain.Terms.SelectMany(In),
        Statement.Order order => In(order.Of).Concat(In(order.Bound)),
        Statement.Joined joined => In(joined.Left).Concat(In(joined.Right)),
        Statement.Not not => In(not.Of),
        Statement.Quantified quantified => quantified.Binders.SelectMany(In).Concat(In(quantified.Of)),
        Statement.Where where => In(where.Of).Concat(In(where.Condition)),
        _ => [],
    };

    /// <summary>A term and all its parts.</summary>
    public static IEnumerable<Term> In(Term term) => Parts(term).SelectMany(In).Prepend(term);

    /// <summary>All that the quantifiers and ranges of a statement bind.</summary>
    public static IEnumerable<string> Bound(Statement statement) => Quantified(statement).Concat(In(statement).SelectMany(term => term switch
    {
        Term.Fold fold => fold.Ranges.Select(range => range.Name),
        Term.Limit limit => limit.Approaches.Select(approach => approach.Name),
        _ => [],
    }));

    private static IEnumerable<string> Quantified(Statement statement) => statement switch
    {
        Statement.Quantified quantified => quantified.Binders.Select(binder => binder.Name).Concat(Quantified(quantified.Of)),
        Statement.Where where => Quantified(where.Of).Concat(Quantified(where.Condition)),
        Statement.Not not => Quantified(not.Of),
        Statement.Joined joined => Quantified(joined.Left).Concat(Quantified(joined.Right)),
        _ => [],
    };

    private static IEnumerable<Term> In(Binder binder) => binder switch
    {
        Binder.Index index => [index.From, index.To],
        _ => [],
    };

    /// <summary>The parts that a term is made of.</summary>
    public static IEnumerable<Term> Parts(Term term) => term switch
    {
        Term.Call call => call.Arguments.Concat(call.Named.Select(argument => argument.Value)),
        Term.Member member => [member.Of],
        Term.Element element => element.Indices.Prepend(element.Of),
        Term.List list => list.Items,
        Term.Negative negative => [negative.Of],
        Term.Joined joined => [joined.Left, joined.Right],
        Term.Fold fold => fold.Ranges.SelectMany(range => new[] { range.From, range.To }).Append(fold.Of),
        Term.Limit limit => limit.Approaches.Where(approach => approach.To is not null).Select(approach => approach.To!).Prepend(limit.Of),
        _ => [],
    };

    /// <summary>All names that stand in a term.</summary>
    public static IEnumerable<string> Names(Term term) => In(term).OfType<Term.Name>().Select(name => name.Path);

    /// <summary>A term with a name replaced by another term.</summary>
    public static Term Replaced(Term term, string name, Term by)
    {
        if (term is Term.Name found && found.Path == name)
        {
            return by;
        }
        Term[] parts = [.. Parts(term)];
        for (int i = 0; i < parts.Length; i++)
        {
            term = With(term, i, Replaced(parts[i], name, by));
        }
        return term;
    }

    /// <summary>A statement whose outer quantifiers do not bind a name any more.</summary>
    public static Statement Unbound(Statement statement, string name) => statement switch
    {
        Statement.Where where => where with { Of = Unbound(where.Of, name) },
        Statement.Quantified quantified when quantified.Binders.All(binder => binder.Name == name) => Unbound(quantified.Of, name),
        Statement.Quantified quantified => quantified with
        {
            Binders = Values.Create<Binder>([.. quantified.Binders.Where(binder => binder.Name != name)]),
            Of = Unbound(quantified.Of, name),
        },
        _ => statement,
    };

    /// <summary>A term with one of its parts, in the order of <see cref="Parts"/>, replaced.</summary>
    public static Term With(Term term, int place, Term part)
    {
        int next = 0;
        Term Pick(Term old) => next++ == place ? part : old;
        switch (term)
        {
            case Term.Call call:
                return call with
                {
                    Arguments = Values.Create<Term>([.. call.Arguments.Select(Pick)]),
                    Named = Values.Create<Argument>([.. call.Named.Select(argument => argument with { Value = Pick(argument.Value) })]),
                };
            case Term.Member member:
                return member with { Of = part };
            case Term.Element element:
                Term of = Pick(element.Of);
                return element with { Of = of, Indices = Values.Create<Term>([.. element.Indices.Select(Pick)]) };
            case Term.List list:
                return list with { Items = Values.Create<Term>([.. list.Items.Select(Pick)]) };
            case Term.Negative negative:
                return negative with { Of = part };
            case Term.Joined joined:
                return place == 0 ? joined with { Left = part } : joined with { Right = part };
            case Term.Fold fold:
                Range[] ranges = [.. fold.Ranges.Select(range => range with { From = Pick(range.From), To = Pick(range.To) })];
                return fold with { Ranges = Values.Create<Range>(ranges), Of = Pick(fold.Of) };
            case Term.Limit limit:
                Term limited = Pick(limit.Of);
                Approach[] approaches = [.. limit.Approaches.Select(approach => approach.To is null ? approach : approach with { To = Pick(approach.To) })];
                return limit with { Of = limited, Approaches = Values.Create<Approach>(approaches) };
            default:
                return term;
        }
    }
}
