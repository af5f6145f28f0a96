using Fovea.Claims;
using Fovea.Claims.Proofs;
using Fovea.Numbers;

namespace Fovea.Tests.Claims;

/// <summary>
/// A statement with one thing changed: a number, a sign, an index, a name, an exponent, a constant joined to a side, how sides are compared, how parts are joined, what is quantified.
/// </summary>
internal static class Mutations
{
    private const int Farthest = 5;

    private const int Seed = 20261124;

    /// <summary>All of them, those of different kinds in turn; within a kind they come from all over the statement. None stands here twice, nor as the statement itself.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="isNumber">Whether a name stands for a number: such names are mistaken for each other.</param>
    public static IEnumerable<Statement> Of(Statement statement, Func<string, bool> isNumber)
    {
        Place<Term>[] terms = [.. AllTerms(statement)];
        IEnumerable<Statement>[] kinds =
        [
            terms.SelectMany(place => Rewordings.Of(place.Part, isNumber).Select(place.With)),
            terms.SelectMany(place => Rewordings.Everywhere(place.Part, Numbers).Select(place.With)),
            Parts(statement).SelectMany(place => Turned(place.Part).Select(place.With)),
            Parts(statement).SelectMany(place => Shifted(place.Part).Select(place.With)),
        ];
        var seen = new HashSet<string>(StringComparer.Ordinal) { ClaimText.Print(statement) };
        var random = new Random(Seed);
        return Turns([.. kinds.Select(kind =>
        {
            Statement[] all = [.. kind.Where(changed => seen.Add(ClaimText.Print(changed)))];
            random.Shuffle(all);
            return all;
        })]);
    }

    private static IEnumerable<Statement> Turns(Statement[][] kinds)
    {
        for (int turn = 0; turn < kinds.Max(kind => kind.Length); turn++)
        {
            foreach (Statement[] kind in kinds.Where(kind => turn < kind.Length))
            {
                yield return kind[turn];
            }
        }
    }

    // A number changed by more than the slip of a pen.
    private static IEnumerable<Term> Numbers(Term term)
    {
        if (term is Term.Number number)
        {
            foreach (Rational value in Near(number.Value))
            {
                yield return number with { Value = value };
            }
        }
    }

    private static IEnumerable<Rational> Near(Rational value)
    {
        for (int by = 1; by <= Farthest; by++)
        {
            yield return value + by;
            yield return value - by;
        }
        yield return value * 2;
        yield return -value;
    }

    // A sign or a constant more on one side of a step; of an order, a factor that grows.
    private static IEnumerable<Statement> Shifted(Statement statement)
    {
        switch (statement)
        {
            case Statement.Chain chain:
                for (int i = 0; i < chain.Terms.Count; i++)
                {
                    Term term = chain.Terms[i];
                    yield return With(chain, i, new Term.Negative(term.At, term));
                    for (int by = 1; by <= Farthest; by++)
                    {
                        foreach (char sign in by == 1 ? "+-" : "+-*/")
                        {
                            yield return With(chain, i, new Term.Joined(term.At, sign, term, new Term.Number(term.At, by)));
                        }
                    }
                }
                break;
            case Statement.Order order:
                foreach (Term name in Terms.In(order.Bound).Where(term => term is Term.Name))
                {
                    foreach (char sign in "*/")
                    {
                        yield return order with { Bound = new Term.Joined(order.At, sign, order.Bound, name) };
                        yield return order with { Of = new Term.Joined(order.At, sign, order.Of, name) };
                    }
                }
                break;
        }
    }

    private static Statement.Chain With(Statement.Chain chain, int place, Term term) => chain with { Terms = chain.Terms.With(place, term) };

    // Sides compared, parts joined, or names quantified in another way.
    private static IEnumerable<Statement> Turned(Statement statement)
    {
        switch (statement)
        {
            case Statement.Chain chain:
                for (int i = 0; i < chain.Relations.Count; i++)
                {
                    foreach (Relation relation in Enum.GetValues<Relation>().Where(relation => relation != chain.Relations[i]))
                    {
                        yield return chain with { Relations = chain.Relations.With(i, relation) };
                    }
                }
                break;
            case Statement.Order order:
                foreach (Growth growth in Enum.GetValues<Growth>().Where(growth => growth != order.Growth))
                {
                    yield return order with { Growth = growth };
                }
                break;
            case Statement.Joined joined:
                foreach (Connective connective in Enum.GetValues<Connective>().Where(connective => connective != joined.Connective))
                {
                    yield return joined with { Connective = connective };
                }
                break;
            case Statement.Quantified quantified:
                yield return quantified with { IsExistential = !quantified.IsExistential };
                for (int i = 0; i < quantified.Binders.Count; i++)
                {
                    foreach (Binder binder in Bounded(quantified.Binders[i]))
                    {
                        yield return quantified with { Binders = quantified.Binders.With(i, binder) };
                    }
                }
                break;
            case Statement.Where where:
                yield return where.Of;
                break;
        }
    }

    // Bounds that are no terms.
    private static IEnumerable<Binder> Bounded(Binder binder) => binder switch
    {
        Binder.Whole whole => Near(whole.AtLeast).Where(least => least < whole.AtLeast).Select(least => whole with { AtLeast = least }),
        Binder.Real { AtLeast: { } least } real => Near(least).Select(near => real with { AtLeast = near }).Append(real with { AtLeast = null }),
        _ => [],
    };

    /// <summary>A part of a statement, and the statement with another one in its place.</summary>
    private sealed record Place<T>(T Part, Func<T, Statement> With);

    private static Values<T> With<T>(this Values<T> values, int place, T value) => Values.Create<T>([.. values.Select((old, i) => i == place ? value : old)]);

    private static Place<T> Inside<T>(Place<T> place, Func<Statement, Statement> around) => new(place.Part, part => around(place.With(part)));

    // All statements inside one, itself first.
    private static IEnumerable<Place<Statement>> Parts(Statement statement) => Within(statement)
        .SelectMany(inner => Parts(inner.Part).Select(place => Inside(place, inner.With))).Prepend(new(statement, part => part));

    private static IEnumerable<Place<Statement>> Within(Statement statement) => statement switch
    {
        Statement.Where where => [new(where.Of, of => where with { Of = of }), new(where.Condition, condition => where with { Condition = condition })],
        Statement.Quantified quantified => [new(quantified.Of, of => quantified with { Of = of })],
        Statement.Joined joined => [new(joined.Left, left => joined with { Left = left }), new(joined.Right, right => joined with { Right = right })],
        Statement.Not not => [new(not.Of, of => not with { Of = of })],
        _ => [],
    };

    // The terms of all statements inside one.
    private static IEnumerable<Place<Term>> AllTerms(Statement statement) => Parts(statement).SelectMany(part => OwnTerms(part.Part).Select(place => Inside(place, part.With)));

    private static IEnumerable<Place<Term>> OwnTerms(Statement statement) => statement switch
    {
        Statement.Chain chain => chain.Terms.Select((term, i) => new Place<Term>(term, changed => With(chain, i, changed))),
        Statement.Order order => [new(order.Of, of => order with { Of = of }), new(order.Bound, bound => order with { Bound = bound })],
        Statement.Quantified quantified => quantified.Binders.SelectMany((binder, i) => OwnTerms(binder).Select(place =>
            new Place<Term>(place.Part, term => quantified with { Binders = quantified.Binders.With(i, place.With(term)) }))),
        _ => [],
    };

    private static IEnumerable<(Term Part, Func<Term, Binder> With)> OwnTerms(Binder binder) => binder switch
    {
        Binder.Index index => [(index.From, from => index with { From = from }), (index.To, to => index with { To = to })],
        Binder.Tensor tensor => tensor.Sizes.Select((size, i) => (size, (Func<Term, Binder>)(changed => tensor with { Sizes = tensor.Sizes.With(i, changed) }))),
        _ => [],
    };
}
