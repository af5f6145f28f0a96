using Fovea.Claims;
using Fovea.Claims.Proofs;
using Fovea.Numbers;

namespace Fovea.Tests.Claims;

/// <summary>A statement with one word changed: a coefficient, a sign, an index, a constant, an exponent.</summary>
internal static class Mutations
{
    // So many are taken from all over a term, not only from its beginning.
    private const int Most = 24;

    public static IEnumerable<Statement> Of(Statement statement) => statement switch
    {
        Statement.Where where => Of(where.Of).Select(changed => (Statement)(where with { Of = changed })),
        Statement.Quantified quantified => Of(quantified.Of).Select(changed => (Statement)(quantified with { Of = changed })),
        Statement.Order order => Spread(Rewordings.Of(order.Bound, IsNumber)).Select(changed => (Statement)(order with { Bound = changed })),
        Statement.Joined joined => Of(joined.Left).Select(changed => (Statement)(joined with { Left = changed })),
        // Of what is only said to be different, most changes are true.
        Statement.Chain chain when chain.Relations.Contains(Relation.Different) => [],
        Statement.Chain chain => Spread(Rewordings.Of(chain.Terms[^1], IsNumber)).Select(changed => (Statement)(chain with { Terms = Values.Create<Term>([.. chain.Terms.SkipLast(1), changed]) })),
        _ => [],
    };

    // Networks and definitions have longer names, or begin with a capital.
    private static bool IsNumber(string name) => name.Length <= 3 && char.IsLower(name[0]) && !name.Contains('.');

    private static IEnumerable<Term> Spread(IEnumerable<Term> terms)
    {
        Term[] all = [.. terms];
        int step = Math.Max(1, all.Length / Most);
        return all.Where((_, i) => i % step == 0);
    }
}
