using System.Globalization;
using Fovea.Claims.Proofs;
using Fovea.Numbers;

namespace Fovea.Tests.Claims.Proofs;

/// <summary>
/// Propositions as tests write them: <c>k, m >= 1; real x in 0..1 | k*m > k or x = 1 | k >= 2 and m >= 2</c>: the variables, the proposition, the conditions.
/// </summary>
internal sealed class Written
{
    private readonly string text;
    private int place;

    private Written(string text) => this.text = text;

    public static (Proposition Proposition, Premises Premises) Read(string text)
    {
        string[] parts = text.Split('|', 3, StringSplitOptions.TrimEntries);
        Values<Proposition> conditions = parts.Length == 3 ? [Claim(parts[2])] : [];
        if (conditions is [Proposition.All all])
        {
            conditions = all.Parts;
        }
        return (Claim(parts[1]), new Premises(Values.Create<Variable>([.. parts[0].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(Variables)]), conditions));
    }

    public static Symbol Formula(string text)
    {
        var reader = new Written(text);
        Symbol result = reader.Sum();
        return reader.AtEnd ? result : throw new FormatException($"{text}: at {reader.place}");
    }

    private static Proposition Claim(string text)
    {
        var reader = new Written(text);
        Proposition result = reader.Iff();
        return reader.AtEnd ? result : throw new FormatException($"{text}: at {reader.place}");
    }

    private static IEnumerable<Variable> Variables(string text)
    {
        bool isReal = text.StartsWith("real ", StringComparison.Ordinal);
        string names = isReal ? text[5..] : text;
        Rational? least = isReal ? null : 1;
        Rational? most = null;
        if (names.Split(" in ") is [var before, var range])
        {
            (names, least, most) = (before, Number(range.Split("..")[0]), Number(range.Split("..")[1]));
        }
        else if (names.Split(" >= ") is [var left, var bound])
        {
            (names, least) = (left, Number(bound));
        }
        return names.Split(',', StringSplitOptions.TrimEntries).Select(name => new Variable(name, !isReal, least, most));
    }

    private static Rational Number(string text) => Formula(text).Constant!.Value;

    private bool AtEnd
    {
        get
        {
            Skip();
            return place == text.Length;
        }
    }

    private void Skip()
    {
        while (place < text.Length && text[place] == ' ')
        {
            place++;
        }
    }

    private bool Take(string sign)
    {
        Skip();
        if (string.CompareOrdinal(text, place, sign, 0, sign.Length) != 0
            || (char.IsLetter(sign[0]) && place + sign.Length < text.Length && char.IsLetterOrDigit(text[place + sign.Length])))
        {
            return false;
        }
        place += sign.Length;
        return true;
    }

    private Proposition Iff()
    {
        Proposition left = Or();
        if (Take("iff"))
        {
            Proposition right = Or();
            return new Proposition.Any([new Proposition.All([left, right]), new Proposition.All([new Proposition.Not(left), new Proposition.Not(right)])]);
        }
        return Take("implies") ? new Proposition.Any([new Proposition.Not(left), Or()]) : left;
    }

    private Proposition Or()
    {
        Proposition left = And();
        return Take("or") ? new Proposition.Any([left, Or()]) : left;
    }

    private Proposition And()
    {
        Proposition left = Comparison();
        return Take("and") ? new Proposition.All([left, And()]) : left;
    }

    private Proposition Comparison()
    {
        if (Take("not"))
        {
            return new Proposition.Not(Comparison());
        }
        int start = place;
        if (Take("{"))
        {
            Proposition inner = Iff();
            return Take("}") ? inner : throw new FormatException($"{text}: no }} for the {{ at {start}");
        }
        Symbol left = Sum();
        Relation relation = Take("!=") ? Relation.Different : Take("<=") ? Relation.AtMost : Take(">=") ? Relation.AtLeast
            : Take("<") ? Relation.Less : Take(">") ? Relation.Greater : Take("=") ? Relation.Equal : throw new FormatException($"{text}: no relation at {place}");
        return new Proposition.Comparison(relation, left, Sum());
    }

    private Symbol Sum()
    {
        Symbol sum = Product();
        for (; ; )
        {
            if (Take("+"))
            {
                sum += Product();
            }
            else if (Take("-"))
            {
                sum -= Product();
            }
            else
            {
                return sum;
            }
        }
    }

    private Symbol Product()
    {
        Symbol product = Factor();
        for (; ; )
        {
            if (Take("*"))
            {
                product *= Factor();
            }
            else if (Take("/"))
            {
                product /= Factor();
            }
            else
            {
                return product;
            }
        }
    }

    private Symbol Factor()
    {
        if (Take("-"))
        {
            return -Factor();
        }
        Symbol basis = Single();
        return Take("^") ? Symbol.Power(basis, Factor()) : basis;
    }

    private Symbol Single()
    {
        if (Take("("))
        {
            Symbol inner = Sum();
            return Take(")") ? inner : throw new FormatException($"{text}: no ) at {place}");
        }
        Skip();
        int start = place;
        if (place < text.Length && char.IsDigit(text[place]))
        {
            while (place < text.Length && char.IsDigit(text[place]))
            {
                place++;
            }
            return new Rational(System.Numerics.BigInteger.Parse(text[start..place], CultureInfo.InvariantCulture), 1);
        }
        while (place < text.Length && (char.IsLetterOrDigit(text[place]) || text[place] == '_'))
        {
            place++;
        }
        string name = text[start..place];
        if (name.Length == 0)
        {
            throw new FormatException($"{text}: nothing at {place}");
        }
        if (!Take("("))
        {
            return Symbol.Named(name);
        }
        var arguments = new List<Symbol> { Sum() };
        while (Take(","))
        {
            arguments.Add(Sum());
        }
        if (!Take(")"))
        {
            throw new FormatException($"{text}: no ) at {place}");
        }
        Symbol one = Symbol.Literal(1);
        Symbol x = arguments[0];
        return name switch
        {
            "max" => arguments.Aggregate(Symbol.Max),
            "min" => arguments.Aggregate(Symbol.Min),
            "relu" => Symbol.Max(default, x),
            "sigmoid" => one / (one + Symbol.Apply(ScalarFunction.Exp, -x)),
            "rem" => Symbol.Remainder(x, arguments[1]),
            "lse" => Symbol.Apply(ScalarFunction.Log, arguments.Select(each => Symbol.Apply(ScalarFunction.Exp, each)).Aggregate((a, b) => a + b)),
            _ => Symbol.Apply(ScalarFunction.All.First(function => function.Name == name), x),
        };
    }
}
