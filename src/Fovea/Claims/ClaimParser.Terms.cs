using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

// Terms, the weakest sign first: + -, * /, the sign of a number, ^, and what stands behind a name.
public sealed partial class ClaimParser
{
    private static readonly string[] Folds = ["sum", "product", "min", "max", "argmin", "argmax"];

    private Term ReadTerm() => AsTerm(Sum());

    private Term AsTerm(Phrase phrase) => phrase.Term ?? throw reader.Error(phrase.At, "this is a statement where a term is needed");

    private Phrase Sum() => Join('+', '-', () => Join('*', '/', Signed));

    private Phrase Join(char first, char second, Func<Phrase> part)
    {
        Phrase left = part();
        while (reader.Peek() is var sign && (sign.Is(first) || sign.Is(second)))
        {
            CountSign(reader.Next());
            left = new Term.Joined(left.At, sign.Sign, AsTerm(left), AsTerm(part()));
        }
        return left;
    }

    // -a^2 is -(a^2).
    private Phrase Signed()
    {
        Token at = reader.Peek();
        if (!reader.Take('-'))
        {
            return Power();
        }
        Enter(at);
        Term of = AsTerm(Signed());
        depth--;
        return new Term.Negative(at, of);
    }

    // a^b^c is a^(b^c).
    private Phrase Power()
    {
        Phrase basis = Part();
        Token sign = reader.Peek();
        if (!reader.Take('^'))
        {
            return basis;
        }
        Enter(sign);
        Term exponent = AsTerm(Signed());
        depth--;
        return new Term.Joined(basis.At, '^', AsTerm(basis), exponent);
    }

    // x[i, j] and f(x).part
    private Phrase Part()
    {
        Phrase of = Primary();
        while (true)
        {
            Token sign = reader.Peek();
            if (sign.Is('['))
            {
                CountSign(sign);
                of = new Term.Element(of.At, AsTerm(of), Bracketed());
            }
            else if (reader.Take('.'))
            {
                CountSign(sign);
                of = new Term.Member(of.At, AsTerm(of), reader.Name("the name of a node or a value"));
            }
            else
            {
                return of;
            }
        }
    }

    private Phrase Primary()
    {
        Token token = reader.Peek();
        switch (token.Kind)
        {
            case TokenKind.Whole or TokenKind.Real:
                return new Term.Number(reader.Next(), Number(token));
            case TokenKind.Quoted:
                return new Term.Text(reader.Next(), reader.Content(token));
            case TokenKind.Name:
                return Named();
            case TokenKind.Sign:
                Enter(token);
                Phrase phrase = Enclosed(token);
                depth--;
                return phrase;
            default:
                throw Missing();
        }
    }

    private TextException Missing() => reader.Unexpected("a number, a name or a parenthesis");

    // What begins with a sign.
    private Phrase Enclosed(Token token)
    {
        switch (token.Sign)
        {
            case '(':
                reader.Next();
                Phrase inner = Where();
                reader.Expect(')');
                return inner;
            case '[':
                return new Term.List(token, Bracketed());
            case '?':
                return new Term.Hole(reader.Next());
            case '⌊':
                return Between("floor", '⌋');
            case '⌈':
                return Between("ceil", '⌉');
            case '|':
                return Between("abs", '|');
            case '√':
                reader.Next();
                return new Term.Call(token, "sqrt", [AsTerm(Part())], []);
            case '∑' or '∏' when reader.Peek(1).Is('('):
                reader.Next();
                return Called(token, token.Sign == '∑' ? "sum" : "product");
            default:
                throw Missing();
        }
    }

    private Term.Call Between(string function, char close)
    {
        Token at = reader.Next();
        Term inner = ReadTerm();
        reader.Expect(close);
        return new Term.Call(at, function, [inner], []);
    }

    // The list in brackets that stands next; it may be empty.
    private Values<Term> Bracketed()
    {
        reader.Expect('[');
        List<Term> items = [];
        while (!reader.Take(']'))
        {
            Separate(items.Count, ']');
            items.Add(ReadTerm());
        }
        return Values.Create<Term>([.. items]);
    }

    // What stands between two parts of a list.
    private void Separate(int before, char close)
    {
        if (before > 0 && !reader.Take(','))
        {
            throw reader.Unexpected($"',' or '{close}'");
        }
    }

    private Term Named()
    {
        Token token = reader.Peek();
        string name = reader.Content(token);
        if (Reserved.Contains(name))
        {
            throw reader.Peek(1).Is('(') && name is "O" or "Theta" or "Omega" or "Θ" or "Ω"
                ? reader.Error(token, $"an order is claimed with 'in': … in {name}(…)")
                : Missing();
        }
        reader.Next();
        if (reader.Peek().Is('('))
        {
            Enter(token);
            Term call = Called(token, name switch { "Σ" => "sum", "Π" => "product", _ => name });
            depth--;
            return call;
        }
        return name == "_" ? new Term.Hole(token) : new Term.Name(token, name);
    }

    private Term Called(Token at, string name)
    {
        reader.Expect('(');
        if (name == "limit")
        {
            return Limit(at);
        }
        if (Folds.Contains(name) && IsRange())
        {
            return Fold(at, name);
        }
        List<Term> arguments = [];
        List<Argument> named = [];
        while (!reader.Take(')'))
        {
            Separate(arguments.Count + named.Count, ')');
            Token token = reader.Peek();
            if (token.Kind == TokenKind.Name && reader.Peek(1).Is(':'))
            {
                string key = reader.Content(reader.Next());
                reader.Next();
                if (named.Exists(known => known.Name == key))
                {
                    throw reader.Error(token, $"{key} is given twice");
                }
                named.Add(new Argument(token, key, ReadTerm()));
            }
            else
            {
                arguments.Add(named.Count == 0 ? ReadTerm() : throw reader.Error(token, "what has no name stands before what has one"));
            }
        }
        return new Term.Call(at, name, Values.Create<Term>([.. arguments]), Values.Create<Argument>([.. named]));
    }

    // Whether names with a range stand next: i, j in 0..5
    private bool IsRange()
    {
        int ahead = 0;
        while (reader.Peek(ahead).Kind == TokenKind.Name && reader.Peek(ahead + 1).Is(','))
        {
            ahead += 2;
        }
        return reader.Peek(ahead).Kind == TokenKind.Name && (reader.IsWord("in", ahead + 1) || reader.Peek(ahead + 1).Is('∈'));
    }

    private Term.Fold Fold(Token at, string kind)
    {
        List<Range> ranges = [];
        while (IsRange())
        {
            List<(Token At, string Name)> group = [];
            do
            {
                Token variable = reader.Peek();
                string name = NewName("the name of an index");
                if (ranges.Exists(known => known.Name == name) || group.Exists(known => known.Name == name))
                {
                    throw reader.Error(variable, $"'{name}' stands here twice");
                }
                group.Add((variable, name));
            }
            while (reader.Take(','));
            TakeJoint("in", '∈');
            (Term from, Term to) = FromTo();
            ranges.AddRange(group.Select(entry => new Range(entry.At, entry.Name, from, to)));
            reader.Expect(',');
        }
        Term of = ReadTerm();
        reader.Expect(')');
        return new Term.Fold(at, kind, Values.Create<Range>([.. ranges]), of);
    }

    private Term.Limit Limit(Token at)
    {
        Term of = ReadTerm();
        List<Approach> approaches = [];
        do
        {
            reader.Expect(',');
            Token variable = reader.Peek();
            string name = NewName("a name and where it goes, as in n -> infinity,");
            reader.Expect('→');
            bool infinite = reader.Take('∞') || reader.TakeWord("infinity");
            approaches.Add(new Approach(variable, name, infinite ? null : ReadTerm()));
        }
        while (reader.Peek().Is(','));
        reader.Expect(')');
        return new Term.Limit(at, of, Values.Create<Approach>([.. approaches]));
    }
}
