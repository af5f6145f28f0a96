using Fovea.Claims.Proofs;
using Fovea.Graphs;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>
/// Finds what somebody who claimed something false might have said instead. Three ways, in turn: what the rules say in place of what was claimed, as the pattern that it follows over all
/// indices; the one value of a free index at which the claim holds; and the smallest change of the claim's own words. Each is judged like any other claim, and offered only if it is proved.
/// </summary>
internal sealed class Corrections(Checker checker, Evaluator evaluator, ClaimDocument document)
{
    // Longer ones help nobody.
    private const int LongestText = 240;

    // Changes that are looked at; those that are worth a proof; and parts of formulas that are looked through for them all.
    private const int MostTried = 1200;
    private const int MostJudged = 12;
    private const long MostParts = 3_000_000;

    /// <summary>A corrected statement, or null if none was found.</summary>
    public string? Of(Statement statement, Judgement judgement)
    {
        int tried = 0;
        int judged = 0;
        long parts = 0;
        foreach (Statement candidate in Computed(statement, judgement).Concat(Indexed(statement, judgement)).Concat(Changed(statement, judgement)))
        {
            if (++tried > MostTried || judged >= MostJudged || parts > MostParts)
            {
                return null;
            }
            string text = ClaimText.Print(candidate);
            // Of an order, points tell too little.
            if (text.Length > LongestText || (Body(candidate) is not Statement.Order && !checker.MayHold(candidate, ref parts)))
            {
                continue;
            }
            judged++;
            if (checker.Judge(candidate) is { Standing: Standing.Proved or Standing.Exact or Standing.Counted })
            {
                return text;
            }
        }
        return null;
    }

    // The same statement around another body.
    private static Statement Around(Statement statement, Func<Statement, Statement> change) => statement switch
    {
        Statement.Where where => where with { Of = Around(where.Of, change) },
        Statement.Quantified quantified => quantified with { Of = Around(quantified.Of, change) },
        _ => change(statement),
    };

    private static Statement Body(Statement statement) => statement switch
    {
        Statement.Where where => Body(where.Of),
        Statement.Quantified quantified => Body(quantified.Of),
        _ => statement,
    };

    // What the computed side is, in place of what was claimed to equal it.
    private IEnumerable<Statement> Computed(Statement statement, Judgement judgement)
    {
        if (Body(statement) is Statement.Order order)
        {
            foreach (Term bound in order.Growth == Growth.Same ? [] : Written(() => Generalisation.Growth(new StatementJudge(document, evaluator, statement), order.Of, evaluator).ToArray()) ?? [])
            {
                yield return Around(statement, _ => order with { Bound = bound });
            }
            yield break;
        }
        if (Body(statement) is not Statement.Chain chain || judgement.Failing < 0 || chain.Relations[judgement.Failing] != Relation.Equal)
        {
            yield break;
        }
        int step = judgement.Failing;
        var walk = new TermWalk(document, evaluator);
        bool isLeft = walk.SpeaksOfNetworks(chain.Terms[step]);
        if (!isLeft && !walk.SpeaksOfNetworks(chain.Terms[step + 1]))
        {
            yield break;
        }
        Term computed = isLeft ? chain.Terms[step] : chain.Terms[step + 1];
        if (Written(() => Generalisation.Of(new StatementJudge(document, evaluator, statement), computed, evaluator)) is { } found)
        {
            yield return Around(statement, _ => chain with { Terms = [computed, found], Relations = [Relation.Equal] });
        }
    }

    // What has no meaning, or cannot be told, has no term that it could be corrected to.
    private static T? Written<T>(Func<T?> term)
        where T : class
    {
        try
        {
            return term();
        }
        catch (Exception error) when (error is IllFormedException or UnavailableException or GraphException or OverflowException)
        {
            return null;
        }
    }

    // Of an index that the claim leaves free, the one value at which it holds, read as a term of the other indices.
    private IEnumerable<Statement> Indexed(Statement statement, Judgement judgement)
    {
        if (Body(statement) is not Statement.Chain chain)
        {
            yield break;
        }
        int step = Math.Max(0, judgement.Failing);
        (Term left, Term right) = (chain.Terms[step], chain.Terms[step + 1]);
        foreach (string index in new StatementJudge(document, evaluator, statement).Binders.OfType<Binder.Index>().Select(binder => binder.Name))
        {
            if (Terms.Names(left).Contains(index) || !Terms.In(right).OfType<Term.Element>().Any(element => element.Indices.Any(part => Terms.Names(part).Contains(index))))
            {
                continue;
            }
            foreach (Term claimed in Rewordings.Shorter(right).Prepend(right))
            {
                Statement With(Term term) => Around(statement, _ => chain with { Terms = [left, term], Relations = [chain.Relations[step]] });
                if (new StatementJudge(document, evaluator, With(claimed)).Only(index) is { } only)
                {
                    yield return Terms.Unbound(With(Terms.Replaced(claimed, index, only)), index);
                }
            }
        }
    }

    // The claim with one of its words changed, then with two.
    private IEnumerable<Statement> Changed(Statement statement, Judgement judgement)
    {
        if (Body(statement) is not Statement.Chain chain)
        {
            yield break;
        }
        var walk = new TermWalk(document, evaluator);
        int step = Math.Max(0, judgement.Failing);
        (Term left, Term right) = (chain.Terms[step], chain.Terms[step + 1]);
        foreach (Relation relation in Others(chain.Relations[step]))
        {
            yield return Around(statement, _ => chain with { Terms = [left, right], Relations = [relation] });
        }
        bool isRight = !walk.SpeaksOfNetworks(right) || walk.SpeaksOfNetworks(left);
        bool IsNumber(string name) => !walk.IsMeaningful(name);
        Term[] single = [.. Rewordings.Of(isRight ? right : left, IsNumber)];
        foreach (Term term in single.Concat(single.SelectMany(term => Rewordings.Of(term, IsNumber))))
        {
            yield return Around(statement, _ => chain with { Terms = isRight ? [left, term] : [term, right], Relations = [chain.Relations[step]] });
        }
    }

    // Only of an order: that two things are different corrects nothing.
    private static Relation[] Others(Relation relation) => relation switch
    {
        Relation.Less => [Relation.AtMost, Relation.Greater, Relation.AtLeast],
        Relation.AtMost => [Relation.AtLeast],
        Relation.Greater => [Relation.AtLeast, Relation.Less, Relation.AtMost],
        Relation.AtLeast => [Relation.AtMost],
        _ => [],
    };
}
