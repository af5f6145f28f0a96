using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>The smallest changes of a term: what a slip of the pen may have come from.</summary>
internal static class Rewordings
{
    /// <summary>All terms that differ from a term in one word, the likeliest kinds of slips first.</summary>
    /// <param name="term">The term.</param>
    /// <param name="isNumber">Whether a name stands for a number: such names are mistaken for each other.</param>
    public static IEnumerable<Term> Of(Term term, Func<string, bool> isNumber)
    {
        string[] names = [.. Terms.In(term).OfType<Term.Name>().Select(name => name.Path).Where(isNumber).Distinct(StringComparer.Ordinal)];
        Func<Term, IEnumerable<Term>>[] kinds = [Ranges, Indices, Dropped, Signs, part => Squares(part, names), Numbers, part => Renamed(part, names), part => One(part, names)];
        return kinds.SelectMany(kind => Everywhere(term, kind));
    }

    /// <summary>All terms that lack one part of a term.</summary>
    public static IEnumerable<Term> Shorter(Term term) => Everywhere(term, Dropped);

    /// <summary>The changes of a kind, made in every part of a term in turn.</summary>
    public static IEnumerable<Term> Everywhere(Term term, Func<Term, IEnumerable<Term>> kind)
    {
        foreach (Term changed in kind(term))
        {
            yield return changed;
        }
        Term[] parts = [.. Terms.Parts(term)];
        for (int i = 0; i < parts.Length; i++)
        {
            int place = i;
            foreach (Term changed in Everywhere(parts[i], kind))
            {
                yield return Terms.With(term, place, changed);
            }
        }
    }

    // A sum over fewer indices: the name then means what is around it.
    private static IEnumerable<Term> Ranges(Term term)
    {
        if (term is Term.Fold { Kind: "sum" or "product" } fold)
        {
            for (int i = 0; i < fold.Ranges.Count; i++)
            {
                Range[] rest = [.. fold.Ranges.Where((_, place) => place != i)];
                yield return rest.Length == 0 ? fold.Of : fold with { Ranges = Values.Create<Range>(rest) };
            }
        }
    }

    // Both indices read from the other side: x[m − i, n − j] for x[m + i, n + j].
    private static IEnumerable<Term> Indices(Term term)
    {
        if (term is Term.Element element && element.Indices.Any(index => Flipped(index) is not null))
        {
            yield return element with { Indices = Values.Create<Term>([.. element.Indices.Select(index => Flipped(index) ?? index)]) };
        }
    }

    private static Term? Flipped(Term index) => index is Term.Joined { Sign: '+' or '-' } joined ? joined with { Sign = joined.Sign == '+' ? '-' : '+' } : null;

    private static IEnumerable<Term> Dropped(Term term)
    {
        if (term is Term.Joined joined)
        {
            yield return joined.Left;
            if (joined.Sign is '+' or '*')
            {
                yield return joined.Right;
            }
        }
        else if (term is Term.Negative negative)
        {
            yield return negative.Of;
        }
    }

    private static IEnumerable<Term> Signs(Term term)
    {
        if (term is Term.Joined { Sign: not '^' } joined)
        {
            yield return joined with { Sign = joined.Sign switch { '+' => '-', '-' => '+', '*' => '/', _ => '*' } };
        }
    }

    private static IEnumerable<Term> Squares(Term term, string[] names)
    {
        if (term is Term.Number || (term is Term.Name name && names.Contains(name.Path)))
        {
            yield return new Term.Joined(term.At, '^', term, new Term.Number(term.At, 2));
        }
    }

    private static IEnumerable<Term> Numbers(Term term)
    {
        if (term is Term.Number number)
        {
            yield return number with { Value = number.Value + 1 };
            yield return number with { Value = number.Value - 1 };
        }
    }

    private static IEnumerable<Term> Renamed(Term term, string[] names) =>
        term is Term.Name name && names.Contains(name.Path) ? names.Where(other => other != name.Path).Select(other => name with { Path = other }) : [];

    private static IEnumerable<Term> One(Term term, string[] names)
    {
        if (term is Term.Joined || (term is Term.Name name && names.Contains(name.Path)))
        {
            yield return new Term.Joined(term.At, '+', term, new Term.Number(term.At, 1));
            yield return new Term.Joined(term.At, '-', term, new Term.Number(term.At, 1));
        }
    }
}
