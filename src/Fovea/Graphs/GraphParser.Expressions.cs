using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Graphs;

// Expressions: values joined by signs, handed on by arrows, and what is called on them.
internal sealed partial class GraphParser
{
    private abstract record Expression(Token At);

    private sealed record Reference(Token At, string Name) : Expression(At);

    // Values each joined to the next by a layer of two inputs.
    private sealed record Joined(Token At, LayerType Layer, IReadOnlyList<Expression> Parts) : Expression(At);

    private sealed record Chain(Token At, Expression First, IReadOnlyList<Call> Steps) : Expression(At);

    /// <summary>
    /// An operator (known or not), a layer or a net with what it reads and what it is told. A left-out input is null; of settings the place is kept.
    /// </summary>
    private sealed record Call(Token At, string Name) : Expression(At)
    {
        public LayerType? Layer { get; init; }

        public bool IsNet { get; init; }

        public OperatorType? Operator { get; init; }

        public string Domain { get; init; } = "";

        public List<Expression?> Inputs { get; } = [];

        public List<(Token At, string Name, AttributeValue Value)> Attributes { get; } = [];

        public List<int> Settings { get; } = [];

        public Dictionary<string, (Token At, int Place)> Named { get; } = new(StringComparer.Ordinal);

        public bool IsOperator => Layer is null && !IsNet;
    }

    // An arrow binds least: a + b -> relu is relu(a + b).
    private Expression Read(Frame frame)
    {
        Expression first = Sum(frame);
        List<Call> steps = [];
        while (reader.Take('→'))
        {
            steps.Add(reader.IsName() ? Called(frame, first: true) : throw reader.Unexpected("a layer or an operator"));
        }
        return steps.Count == 0 ? first : new Chain(first.At, first, steps);
    }

    private Expression Sum(Frame frame) => Join(frame, '+', "add", inner => Join(inner, '*', "mul", Primary));

    private Expression Join(Frame frame, char sign, string layer, Func<Frame, Expression> part)
    {
        Expression first = part(frame);
        if (!reader.Peek().Is(sign))
        {
            return first;
        }
        Token at = reader.Peek();
        List<Expression> parts = [first];
        while (reader.Take(sign))
        {
            parts.Add(part(frame));
        }
        return vocabulary.Layers.TryGetValue(layer, out LayerType? joining)
            ? new Joined(at, joining, parts)
            : throw reader.Error(at, $"there is no layer {layer}");
    }

    private Expression Primary(Frame frame)
    {
        Token token = reader.Peek();
        if (reader.Take('('))
        {
            Enter(token);
            Expression inner = Read(frame);
            reader.Expect(')');
            depth--;
            return inner;
        }
        if (!reader.IsName())
        {
            throw reader.Unexpected("a value, a layer or an operator");
        }
        return reader.Peek(1).Is('(') || reader.Peek(1).Is('.') ? Called(frame, first: false) : new Reference(reader.Next(), reader.Content(token));
    }

    // In a chain the first value stands before the call, and parentheses with nothing in them can be left out.
    private Call Called(Frame frame, bool first)
    {
        Call call = Callee();
        if (first && !reader.Peek().Is('('))
        {
            return call;
        }
        Enter(call.At);
        reader.Expect('(');
        int values = call.Layer is { } layer ? layer.Inputs.Any(input => input.Repeated) ? int.MaxValue : layer.Inputs.Count : call.IsNet ? 1 : int.MaxValue;
        values -= first && values != int.MaxValue ? 1 : 0;
        for (bool more = false; !reader.Take(')'); more = true)
        {
            if (more)
            {
                reader.Expect(',');
            }
            Token token = reader.Peek();
            bool named = reader.IsName() && (reader.Peek(1).Is('=') || reader.Peek(1).Is(':'));
            if (named)
            {
                string name = reader.Content(reader.Next());
                reader.Next();
                if (call.IsOperator)
                {
                    if (call.Attributes.Exists(attribute => attribute.Name == name))
                    {
                        throw reader.Error(token, $"{name} is given twice");
                    }
                    call.Attributes.Add((token, name, Attribute(frame)));
                }
                else if (call.Named.TryAdd(name, (token, reader.Position)))
                {
                    SkipSetting();
                }
                else
                {
                    throw reader.Error(token, $"{name} is given twice");
                }
            }
            else if (call.Attributes.Count > 0 || call.Named.Count > 0)
            {
                throw reader.Error(token, "what has no name stands before what has one");
            }
            else if (call.IsOperator && reader.TakeWord("_"))
            {
                call.Inputs.Add(null);
            }
            else if (call.Inputs.Count < values)
            {
                call.Inputs.Add(Read(frame));
            }
            else
            {
                call.Settings.Add(reader.Position);
                SkipSetting();
            }
        }
        depth--;
        return call;
    }

    private Call Callee()
    {
        Token token = reader.Next();
        string name = reader.Content(token);
        if (token.Kind == TokenKind.Quoted)
        {
            string domain = "";
            if (reader.Take('.'))
            {
                domain = name;
                name = Name("the name of an operator");
            }
            return new Call(token, name) { Operator = vocabulary.Operators(name, domain), Domain = domain };
        }
        int dot = name.LastIndexOf('.');
        if (dot >= 0)
        {
            string domain = name[..dot];
            name = name[(dot + 1)..];
            return new Call(token, name) { Operator = vocabulary.Operators(name, domain), Domain = domain };
        }
        if (vocabulary.Operators(name, "") is { } known)
        {
            return new Call(token, name) { Operator = known };
        }
        if (vocabulary.Layers.TryGetValue(name, out LayerType? layer))
        {
            return new Call(token, name) { Layer = layer };
        }
        if (nets.TryGetValue(name, out int place))
        {
            // Only a net above: none can apply itself.
            return place < reader.Position && !IsInside(place) ? new Call(token, name) { IsNet = true } : throw reader.Error(token, $"net {name} must stand above the one that applies it");
        }
        // Names that differ in capitals only are as near as any: those of the same kind go first.
        IEnumerable<string> layers = vocabulary.Layers.Keys.Concat(names);
        string near = Names.DidYouMean(name, char.IsUpper(name[0]) ? vocabulary.OperatorNames.Concat(layers) : layers.Concat(vocabulary.OperatorNames));
        throw reader.Error(token, $"there is no operator, layer or net '{name}'{near}");
    }

    // Whether the reader stands in the net that begins at a place.
    private bool IsInside(int place) => !nets.Values.Any(other => other > place && other < reader.Position);

    private void SkipSetting()
    {
        int open = 0;
        while (open > 0 || !(reader.Peek().Is(',') || reader.Peek().Is(')')))
        {
            Token token = reader.Peek();
            if (token.Kind is TokenKind.End or TokenKind.Break || token.Is('}') || token.Is('{'))
            {
                throw reader.Unexpected("',' or ')'");
            }
            open += token is { Kind: TokenKind.Sign, Sign: '(' or '[' or '⌊' or '⌈' } ? 1 : token is { Kind: TokenKind.Sign, Sign: ')' or ']' or '⌋' or '⌉' } ? -1 : 0;
            reader.Next();
        }
    }
}
