using Fovea.Claims.Proofs;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

// Statements, the weakest joint first: where, iff, implies, or, and, not and quantifiers, comparisons.
public sealed partial class ClaimParser
{
    private static readonly (char Sign, Relation Relation)[] Relations =
    [
        ('=', Relation.Equal), ('≠', Relation.Different), ('<', Relation.Less), ('≤', Relation.AtMost), ('>', Relation.Greater), ('≥', Relation.AtLeast),
    ];

    // What stands in parentheses is a term or a statement: which one, only its end tells.
    private readonly record struct Phrase(Term? Term, Statement? Statement)
    {
        public static implicit operator Phrase(Term term) => new(term, null);

        public static implicit operator Phrase(Statement statement) => new(null, statement);

        public Token At => Term?.At ?? Statement!.At;
    }

    private Statement ReadStatement() => AsStatement(Where());

    private Statement AsStatement(Phrase phrase) =>
        phrase.Statement ?? throw reader.Error(phrase.At, "this is a term, not a statement: nothing is claimed of it, as with =, ≤ or in O( )");

    private Phrase Where()
    {
        Phrase of = Iff();
        while (TakeJoint("where", '\0'))
        {
            of = new Statement.Where(of.At, AsStatement(of), AsStatement(Iff()));
        }
        return of;
    }

    private Phrase Iff() => Join("iff", '⇔', Connective.Iff, Implies);

    // A chain of implications hangs together from the right.
    private Phrase Implies()
    {
        Phrase left = Or();
        Token at = reader.Peek();
        if (!TakeJoint("implies", '⇒'))
        {
            return left;
        }
        Enter(at);
        Statement right = AsStatement(Implies());
        depth--;
        return new Statement.Joined(left.At, Connective.Implies, AsStatement(left), right);
    }

    private Phrase Or() => Join("or", '∨', Connective.Or, And);

    private Phrase And() => Join("and", '∧', Connective.And, Not);

    private Phrase Join(string word, char sign, Connective connective, Func<Phrase> part)
    {
        Phrase left = part();
        while (TakeJoint(word, sign))
        {
            left = new Statement.Joined(left.At, connective, AsStatement(left), AsStatement(part()));
        }
        return left;
    }

    // A word that joins goes on with the line before it, and with the one behind it.
    private bool TakeJoint(string word, char sign)
    {
        if (reader.IsLineEnd() && reader.IsWord(word, 1))
        {
            reader.Next();
        }
        Token at = reader.Peek();
        if (!reader.Take(sign) && !reader.TakeWord(word))
        {
            return false;
        }
        CountSign(at);
        if (reader.IsLineEnd())
        {
            reader.Next();
        }
        return true;
    }

    private Phrase Not()
    {
        Token at = reader.Peek();
        bool not = TakeJoint("not", '¬');
        bool all = !not && (reader.Take('∀') || (reader.IsWord("for") && reader.IsWord("all", 1)));
        bool exists = !not && !all && TakeJoint("exists", '∃');
        if (!not && !all && !exists)
        {
            return Comparison();
        }
        Enter(at);
        Statement statement;
        if (not)
        {
            statement = new Statement.Not(at, AsStatement(Not()));
        }
        else
        {
            if (reader.TakeWord("for"))
            {
                reader.TakeWord("all");
            }
            Values<Binder> binders = Binders();
            statement = new Statement.Quantified(at, exists, binders, AsStatement(Iff()));
        }
        depth--;
        return statement;
    }

    private Phrase Comparison()
    {
        Phrase first = Sum();
        if (TakeJoint("in", '∈'))
        {
            return Order(AsTerm(first));
        }
        List<Term> terms = [];
        List<Relation> relations = [];
        while (Array.Find(Relations, known => reader.Peek().Is(known.Sign)) is { Sign: not '\0' } found)
        {
            if (terms.Count == 0)
            {
                terms.Add(AsTerm(first));
            }
            CountSign(reader.Next());
            relations.Add(found.Relation);
            terms.Add(ReadTerm());
        }
        return relations.Count == 0
            ? first
            : new Statement.Chain(first.At, Values.Create<Term>([.. terms]), Values.Create<Relation>([.. relations]));
    }

    private Statement.Order Order(Term of)
    {
        Token at = reader.Peek();
        Growth growth = at.Kind != TokenKind.Name ? throw reader.Unexpected("O( ), Theta( ) or Omega( )") : reader.Content(reader.Next()) switch
        {
            "O" => Growth.AtMost,
            "Omega" or "Ω" => Growth.AtLeast,
            "Theta" or "Θ" => Growth.Same,
            var word => throw reader.Error(at, $"behind 'in' stands O( ), Theta( ) or Omega( ), not '{word}'"),
        };
        reader.Expect('(');
        Term bound = ReadTerm();
        reader.Expect(')');
        return new Statement.Order(of.At, of, growth, bound);
    }

    // i, j in 0..5, k >= 2, real a, b, tensor x[2, 2] in 0..1: a range or a bound is for all names before it, up to the one before.
    private Values<Binder> Binders()
    {
        List<Binder> binders = [];
        bool more = true;
        while (more)
        {
            bool real = StartsKind("real") && reader.TakeWord("real");
            bool tensor = StartsKind("tensor") && reader.TakeWord("tensor");
            List<(Token At, string Name, Values<Term> Sizes)> group = [];
            do
            {
                Token at = reader.Peek();
                string name = NewName("the name of a variable");
                group.Add((at, name, tensor ? Bracketed() : default));
            }
            while ((more = reader.Take(',')) && !StartsKind("real") && !StartsKind("tensor"));
            Func<Token, string, Values<Term>, Binder> bind = more ? Bound(real, tensor, null, null) : Behind(real, tensor);
            foreach ((Token at, string name, Values<Term> sizes) in group)
            {
                if (binders.Exists(known => known.Name == name))
                {
                    throw reader.Error(at, $"'{name}' stands here twice");
                }
                binders.Add(bind(at, name, sizes));
            }
            more = more || reader.Take(',');
        }
        reader.Expect(':');
        return Values.Create<Binder>([.. binders]);
    }

    private bool StartsKind(string kind) => reader.IsWord(kind) && reader.IsName(1);

    // What stands behind the names of a group.
    private Func<Token, string, Values<Term>, Binder> Behind(bool real, bool tensor)
    {
        Token start = reader.Peek();
        if (TakeJoint("in", '∈'))
        {
            if (!real && !tensor)
            {
                (Term from, Term to) = FromTo();
                return (at, name, _) => new Binder.Index(at, name, from, to);
            }
            Rational least = Literal();
            reader.Expect('‥');
            Rational most = Literal();
            return least <= most ? Bound(real, tensor, least, most) : throw reader.Error(start, "the range is empty");
        }
        Rational? atLeast = reader.Take('≥') ? Literal() : null;
        Rational? atMost = (real || tensor) && atLeast is null && reader.Take('≤') ? Literal() : null;
        return real || tensor || atLeast is null or { IsWhole: true }
            ? Bound(real, tensor, atLeast, atMost)
            : throw reader.Error(start, "the least value of a whole number is a whole number");
    }

    private static Func<Token, string, Values<Term>, Binder> Bound(bool real, bool tensor, Rational? atLeast, Rational? atMost) =>
        real ? (at, name, _) => new Binder.Real(at, name, atLeast, atMost)
        : tensor ? (at, name, sizes) => new Binder.Tensor(at, name, sizes, atLeast, atMost)
        : (at, name, _) => new Binder.Whole(at, name, atLeast ?? 1);

    private (Term From, Term To) FromTo()
    {
        Term from = ReadTerm();
        reader.Expect('‥');
        return (from, ReadTerm());
    }

    // A number with its sign, or a quotient of two.
    private Rational Literal()
    {
        bool negative = reader.Take('-');
        Rational value = Unsigned();
        Token sign = reader.Peek();
        if (reader.Take('/'))
        {
            Rational divisor = Unsigned();
            value = divisor.Sign != 0 ? value / divisor : throw reader.Error(sign, "it is divided by 0");
        }
        return negative ? -value : value;
    }

    private Rational Unsigned() => reader.Peek().Kind is TokenKind.Whole or TokenKind.Real ? Number(reader.Next()) : throw reader.Unexpected("a number");
}
