using System.Globalization;
using Fovea.Notation;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>
/// Reads the notation of networks. A net is executed statement by statement where it stands in the text, into a <see cref="GraphBuilder"/>; a net that
/// another one applies is executed again, in a scope of its own.
/// </summary>
internal sealed class GraphParser
{
    private const int MaximumDepth = 200;

    // Nets that apply each other twice over multiply.
    private const int MaximumApplied = 100_000;

    private static readonly string[] Words = ["input", "weight", "constant", "output", "opset", "open"];

    private readonly TokenReader reader;
    private readonly TextVocabulary vocabulary;
    private readonly Dictionary<string, int> nets = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private int depth;
    private int applied;

    private GraphParser(string text, TextVocabulary vocabulary)
    {
        reader = new TokenReader(text);
        this.vocabulary = vocabulary;
    }

    // What is known while the statements of a net are executed.
    private sealed class Frame(GraphBuilder builder, Frame? around = null)
    {
        public GraphBuilder Builder { get; } = builder;

        /// <summary>The net around a body, whose values and symbols it sees.</summary>
        public Frame? Around { get; } = around;

        /// <summary>Each value's name in the text, and its name in the graph.</summary>
        public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Size> Symbols { get; } = new(StringComparer.Ordinal);

        public Values<OperatorSet> Sets { get; set; } = around?.Sets ?? [new OperatorSet("", Attributes.DefaultOpset)];

        /// <summary>What a net is applied to; null for one that stands for itself.</summary>
        public GraphValue? Input { get; init; }

        public bool HasInput { get; set; }

        public GraphValue? Output { get; set; }

        public IEnumerable<string> KnownValues => Values.Keys.Concat(Around?.KnownValues ?? []);

        public IEnumerable<string> KnownSymbols => Symbols.Keys.Concat(Around?.KnownSymbols ?? []);
    }

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

    public static GraphDocument Parse(string text, TextVocabulary vocabulary)
    {
        var parser = new GraphParser(text, vocabulary);
        HashSet<string> used = parser.Scan();
        return new GraphDocument(
            parser.names,
            [.. used],
            parser.Read,
            reason => parser.reader.Error(new Token(TokenKind.Sign, '\0', 0, 0), reason));
    }

    // Finds the nets, and those among them that later ones apply.
    private HashSet<string> Scan()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        reader.SkipBreaks();
        while (reader.Peek().Kind != TokenKind.End)
        {
            int place = reader.Position;
            Token start = reader.Peek();
            Word("net");
            Token title = reader.Peek();
            string name = reader.IsName() ? reader.Content(reader.Next()) : "";
            if (nets.ContainsKey(name))
            {
                throw reader.Error(title, name.Length == 0 ? "there are two nets without a name" : $"there is a net '{name}' already");
            }
            int braces = 0;
            do
            {
                Token token = reader.Peek();
                if (token.Kind == TokenKind.End)
                {
                    throw reader.Error(start, braces > 0 ? "the net is never closed: a '}' is missing" : "the net has no content in braces");
                }
                braces += token.Is('{') ? 1 : token.Is('}') ? -1 : 0;
                if (token.Kind == TokenKind.Name && (reader.Peek(1).Is('(') || reader.Peek(-1).Is('→')) && IsNet(reader.Content(token)))
                {
                    used.Add(reader.Content(token));
                }
                reader.Next();
            }
            while (braces > 0 || !reader.Peek(-1).Is('}'));
            EndStatement();
            reader.SkipBreaks();
            nets.Add(name, place);
            names.Add(name);
        }
        return used;
    }

    private bool IsNet(string name) =>
        nets.ContainsKey(name) && !vocabulary.Layers.ContainsKey(name) && vocabulary.Operators(name, "") is null;

    private Graph Read(string name)
    {
        depth = 0;
        applied = 0;
        reader.Position = nets[name];
        return Net(null);
    }

    private Graph Net(Frame? around)
    {
        Token start = reader.Next();
        Enter(start);
        string name = reader.IsName() ? reader.Content(reader.Next()) : "";
        GraphSymbol[] symbols = Symbols();
        var frame = new Frame(new GraphBuilder(name, symbols), around);
        foreach (GraphSymbol symbol in symbols)
        {
            frame.Symbols[symbol.Name] = Size.Symbol(symbol.Name, symbol.AtLeast);
        }
        Statements(frame);
        depth--;
        return Guard(start, () => frame.Builder.Build(frame.Sets, inner: around is not null));
    }

    private GraphSymbol[] Symbols()
    {
        var symbols = new List<GraphSymbol>();
        if (!reader.Take('('))
        {
            return [];
        }
        while (!reader.Take(')'))
        {
            if (symbols.Count > 0)
            {
                reader.Expect(',');
            }
            Token token = reader.Peek();
            GraphSymbol symbol = Symbol();
            if (symbols.Exists(known => known.Name == symbol.Name))
            {
                throw reader.Error(token, $"'{symbol.Name}' is declared already");
            }
            if (reader.Take('='))
            {
                Token at = reader.Peek();
                symbol = symbol with { Default = Integer() };
                if (symbol.Default < symbol.AtLeast)
                {
                    throw reader.Error(at, $"{symbol.Name} must be at least {symbol.AtLeast}");
                }
            }
            symbols.Add(symbol);
        }
        return [.. symbols];
    }

    private GraphSymbol Symbol()
    {
        string name = Name("a symbol");
        return reader.Take('≥') ? new GraphSymbol(name, Integer()) : new GraphSymbol(name);
    }

    private long Integer()
    {
        Token token = reader.Peek();
        bool negative = reader.Take('-');
        if (reader.Peek().Kind != TokenKind.Whole)
        {
            throw reader.Unexpected("a whole number");
        }
        string digits = (negative ? "-" : "") + reader.Content(reader.Next());
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw reader.Error(token, "the number is too large");
    }

    private void Statements(Frame frame)
    {
        reader.Expect('{');
        reader.SkipBreaks();
        while (!reader.Take('}'))
        {
            Statement(frame);
            EndStatement();
            reader.SkipBreaks();
        }
    }

    private void EndStatement()
    {
        if (reader.Peek().Kind is not (TokenKind.Break or TokenKind.End) && !reader.Peek().Is('}'))
        {
            throw reader.Unexpected("the end of the line");
        }
    }

    private void Statement(Frame frame)
    {
        if (frame.Input is not null && ++applied > MaximumApplied)
        {
            throw reader.Error(reader.Peek(), $"nets that apply each other make more than {MaximumApplied} statements of this text");
        }
        Token second = reader.Peek(1);
        bool declares = reader.Peek().Kind == TokenKind.Name && second.Kind is TokenKind.Name or TokenKind.Quoted or TokenKind.Whole;
        if (!declares)
        {
            Nodes(frame);
            return;
        }
        Token token = reader.Next();
        string word = reader.Content(token);
        switch (word)
        {
            case "input":
                Input(frame);
                break;
            case "weight":
                Weight(frame, hasContents: false);
                break;
            case "constant":
                Weight(frame, hasContents: true);
                break;
            case "output":
                Output(frame);
                break;
            case "opset":
                OperatorSets(frame, token);
                break;
            case "open":
                do
                {
                    Token at = reader.Peek();
                    GraphSymbol symbol = Symbol();
                    if (!frame.Symbols.TryAdd(symbol.Name, Size.Symbol(symbol.Name, symbol.AtLeast)))
                    {
                        throw reader.Error(at, $"'{symbol.Name}' is declared already");
                    }
                }
                while (reader.Take(','));
                break;
            default:
                throw reader.Error(token, $"'{word}' begins no statement{Names.DidYouMean(word, Words)}");
        }
    }

    private void OperatorSets(Frame frame, Token token)
    {
        List<OperatorSet> sets = [];
        if (!reader.TakeWord("none"))
        {
            do
            {
                string domain = reader.IsName() ? reader.Content(reader.Next()) : "";
                Token at = reader.Peek();
                sets.Add(new OperatorSet(domain, Integer() is >= int.MinValue and <= int.MaxValue and var version ? (int)version : throw reader.Error(at, "the number is too large")));
            }
            while (reader.Take(','));
        }
        var read = Values.Create<OperatorSet>([.. sets]);
        if (frame.Input is not null && read != frame.Sets)
        {
            throw reader.Error(token, "a net that is applied is written in the operator sets of the net that applies it");
        }
        frame.Sets = read;
    }

    private void Input(Frame frame)
    {
        Token token = reader.Peek();
        string name = Name("the name of an input");
        if (frame.Input is { } given)
        {
            if (frame.HasInput)
            {
                throw reader.Error(token, "a net with several inputs cannot be applied");
            }
            frame.HasInput = true;
            if (reader.Take(':'))
            {
                Fit(frame, given);
            }
            Define(frame, token, name, given.Name);
            return;
        }
        // A symbol that is not declared is an open dimension.
        TensorType? type = reader.Take(':')
            ? Type((symbol, at) => TryFind(frame, symbol) ?? (frame.Symbols[symbol] = Size.Symbol(symbol)))
            : null;
        Define(frame, token, name, frame.Builder.Input(name, type).Name);
    }

    // The declared type of the input of an applied net: its open dimensions are those of what it is applied to.
    private void Fit(Frame frame, GraphValue given)
    {
        Token at = reader.Peek();
        ElementType element = Element();
        Shape shape = Guard(at, () => given.Shape);
        if (element != Guard(at, () => given.Element))
        {
            throw reader.Error(at, $"the net is applied to {given.Element.Name()}");
        }
        reader.Expect('[');
        for (int axis = 0; !reader.Take(']'); axis++)
        {
            if (axis > 0)
            {
                reader.Expect(',');
            }
            if (axis >= shape.Rank)
            {
                throw reader.Error(at, $"the net is applied to {shape}, which has {shape.Rank} axes");
            }
            Token start = reader.Peek();
            bool alone = reader.IsName() && (reader.Peek(1).Is(',') || reader.Peek(1).Is(']'));
            if (alone && frame.Symbols.TryAdd(reader.Content(start), shape[axis]))
            {
                reader.Next();
            }
            else if (ReadSize(frame) is var size && Size.Compare(size, shape[axis]).IsNever)
            {
                throw reader.Error(start, $"the net is applied to {shape}, where this size is {shape[axis]}, not {size}");
            }
            if (axis == shape.Rank - 1 && !reader.Peek().Is(']'))
            {
                throw reader.Error(at, $"the net is applied to {shape}, which has {shape.Rank} axes");
            }
        }
    }

    private void Weight(Frame frame, bool hasContents)
    {
        Token token = reader.Peek();
        string name = Name("the name of a tensor");
        reader.Expect(':');
        TensorType type = Type(frame);
        Tensor? contents = null;
        if (hasContents)
        {
            reader.Expect('=');
            Token at = reader.Peek();
            TensorType own = at.Kind == TokenKind.Name && reader.Peek(1).Is('[') ? Type(frame) : type;
            contents = TensorText.Read(reader, own.Element, Dimensions(own, at));
        }
        Define(frame, token, name, frame.Builder.Define(new Parameter(frame.Builder.Scoped(name), type, contents)).Name);
    }

    private long[] Dimensions(TensorType type, Token at) =>
        type.Shape.IsKnown ? type.Shape.ToLongs() : throw reader.Error(at, $"a tensor with values has no formula among its sizes {type.Shape}");

    private void Output(Frame frame)
    {
        Token token = reader.Peek();
        string name = Name("the name of an output");
        GraphValue value = Find(frame, token, name);
        TensorType? type = reader.Take(':') ? Type(frame) : null;
        if (frame.Input is null)
        {
            frame.Builder.Output(name, value, type);
            return;
        }
        frame.Output = frame.Output is null ? value : throw reader.Error(token, "a net with several outputs cannot be applied");
    }

    // What nodes make: a, _, b = Operator(…) or a = expression, or an operator without outputs.
    private void Nodes(Frame frame)
    {
        List<(Token At, string? Name)> outputs = [];
        bool assigns = (reader.IsName() && (reader.Peek(1).Is('=') || reader.Peek(1).Is(','))) || reader.Peek().Is('=');
        while (assigns && !reader.Take('='))
        {
            if (outputs.Count > 0)
            {
                reader.Expect(',');
            }
            Token token = reader.Peek();
            outputs.Add((token, reader.TakeWord("_") ? null : Name("the name of a value")));
        }
        Expression made = Sum(frame);
        int? opset = null;
        Token suffix = reader.Peek();
        if (reader.TakeWord("opset"))
        {
            opset = (int)Math.Clamp(Integer(), 1, int.MaxValue);
        }
        string? name = reader.TakeWord("as") ? reader.IsName() ? reader.Content(reader.Next()) : throw reader.Unexpected("the name of a node") : null;
        if (made is Call { IsOperator: true } call)
        {
            Node(frame, call, outputs, opset, name);
        }
        else if (opset is not null || name is not null)
        {
            throw reader.Error(suffix, "only the node of an operator has a name or an operator set of its own");
        }
        else if (outputs is not [(var at, { } single)])
        {
            throw reader.Error(made.At, outputs.Count == 0 ? "what this makes needs a name: name = …" : "only an operator makes several values");
        }
        else if (made is Reference)
        {
            throw reader.Error(made.At, "a layer or an operator was expected");
        }
        else
        {
            Define(frame, at, single, Make(frame, made, single).Name);
        }
    }

    private void Node(Frame frame, Call call, List<(Token At, string? Name)> outputs, int? opset, string? name)
    {
        string first = outputs is [(_, { } named), ..] ? named : "";
        string[] inputs = Inputs(frame, call, first.Length > 0 ? first : null);
        var made = new string[outputs.Count];
        for (int i = 0; i < made.Length; i++)
        {
            made[i] = outputs[i].Name is { } output ? Define(frame, outputs[i].At, output, frame.Builder.Scoped(output)) : "";
        }
        name ??= first;
        Append(frame, call, name.Length > 0 ? frame.Builder.Scoped(name) : "", inputs, made, opset);
    }

    private void Append(Frame frame, Call call, string name, string[] inputs, string[] outputs, int? opset) => Guard(call.At, () =>
    {
        Operator @operator = Operator(frame, call, opset);
        frame.Builder.Append(new Node(name, @operator, Values.Create<string>(inputs), Values.Create<string>(outputs)));
        return true;
    });

    private string[] Inputs(Frame frame, Call call, string? name)
    {
        var inputs = new string[call.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = call.Inputs[i] is { } input ? Inside(frame, name, input).Name : "";
        }
        return inputs;
    }

    private Operator Operator(Frame frame, Call call, int? opset)
    {
        var entries = call.Attributes.ConvertAll(attribute => new KeyValuePair<string, AttributeValue>(attribute.Name, attribute.Value));
        if (call.Operator is not { } type)
        {
            return new UnknownOperator(call.Name, call.Domain, Values.Create<KeyValuePair<string, AttributeValue>>([.. entries]));
        }
        var attributes = new Attributes(entries, opset ?? OperatorSet.VersionOf(type.Domain, frame.Sets), wholeReals: true);
        Operator @operator = type.Read(attributes);
        foreach (string unread in attributes.Unread)
        {
            Token at = call.Attributes.Find(attribute => attribute.Name == unread).At;
            throw reader.Error(at, $"{type} has no attribute '{unread}'{Names.DidYouMean(unread, attributes.Asked)}");
        }
        return @operator;
    }

    // Makes a value under a name; what it is made of stands in the scope of that name.
    private GraphValue Make(Frame frame, Expression expression, string? name)
    {
        switch (expression)
        {
            case Reference reference:
                return Find(frame, reference.At, reference.Name);
            case Chain chain:
                GraphValue value = Inside(frame, name, chain.First);
                for (int i = 0; i < chain.Steps.Count; i++)
                {
                    Call step = chain.Steps[i];
                    GraphValue before = value;
                    value = i == chain.Steps.Count - 1 ? Apply(frame, step, before, name)
                        : name is null ? Apply(frame, step, before, null)
                        : frame.Builder.Within(name, () => Apply(frame, step, before, null));
                }
                return value;
            case Joined joined:
                GraphValue sum = Inside(frame, name, joined.Parts[0]);
                for (int i = 1; i < joined.Parts.Count; i++)
                {
                    GraphValue left = sum;
                    GraphValue right = Inside(frame, name, joined.Parts[i]);
                    bool last = i == joined.Parts.Count - 1;
                    GraphValue Join() => Layer(frame, new Call(joined.At, joined.Layer.Name) { Layer = joined.Layer }, [left, right], last ? name : null);
                    sum = last || name is null ? Join() : frame.Builder.Within(name, Join);
                }
                return sum;
            case Call call:
                return Apply(frame, call, null, name);
            default:
                throw new InvalidOperationException($"no meaning for {expression.GetType().Name}");
        }
    }

    private GraphValue Inside(Frame frame, string? name, Expression expression) => name is null || expression is Reference
        ? Make(frame, expression, null)
        : frame.Builder.Within(name, () => Make(frame, expression, null));

    // A call on what stands before it in a chain, if anything does, and on what stands in its parentheses.
    private GraphValue Apply(Frame frame, Call call, GraphValue? before, string? name)
    {
        if (call.IsOperator)
        {
            string own = name is null ? frame.Builder.Numbered(call.Name.ToLowerInvariant()) : frame.Builder.Scoped(name);
            string[] others = Inputs(frame, call, name);
            Append(frame, call, own, before is null ? others : [before.Name, .. others], [own], null);
            return new GraphValue(frame.Builder, own);
        }
        List<GraphValue> inputs = before is null ? [] : [before];
        foreach (Expression? input in call.Inputs)
        {
            inputs.Add(Inside(frame, name, input!));
        }
        return call.IsNet ? Net(frame, call, inputs, name) : Layer(frame, call, inputs, name);
    }

    private GraphValue Layer(Frame frame, Call call, List<GraphValue> inputs, string? name)
    {
        LayerType layer = call.Layer!;
        if (frame.Around is not null)
        {
            throw reader.Error(call.At, $"the layer {layer.Name} cannot stand in the body of a node, where nothing is typed; operators can");
        }
        Formal missing = inputs.Count < layer.Inputs.Count ? layer.Inputs[inputs.Count] : default;
        if (missing is { Name: not null, Repeated: false, Optional: false } || (inputs.Count == 0 && layer.Inputs.Count > 0))
        {
            throw reader.Error(call.At, $"{layer.Name} is applied to nothing: its value {layer.Inputs[inputs.Count].Name} is missing");
        }
        if (inputs.Count > layer.Inputs.Count && !layer.Inputs[^1].Repeated)
        {
            throw reader.Error(call.At, $"{layer.Name} is applied to {inputs.Count} values; it takes {layer.Inputs.Count}");
        }
        var settings = Settings(call, layer.Settings);
        return Guard(call.At, () => layer.Apply(new LayerCall(name, Values.Create<GraphValue>([.. inputs]), reader, (symbol, at) => FindSymbol(frame, symbol, at), settings)));
    }

    // Where each setting stands: in order, or by name.
    private Dictionary<string, IReadOnlyList<int>> Settings(Call call, Values<Formal> formals)
    {
        var settings = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        for (int i = 0; i < call.Settings.Count; i++)
        {
            if (i >= formals.Count)
            {
                reader.Position = call.Settings[i];
                throw reader.Error(
                    reader.Peek(), $"{call.Name} has {(formals.Count == 0 ? "no settings" : "only the settings " + string.Join(", ", formals.Select(formal => formal.Name)))}");
            }
            settings[formals[i].Name] = formals[i].Repeated ? call.Settings[i..] : [call.Settings[i]];
            if (formals[i].Repeated)
            {
                break;
            }
        }
        foreach ((string name, (Token at, int place)) in call.Named)
        {
            if (!formals.Any(formal => formal.Name == name))
            {
                throw reader.Error(at, $"{call.Name} has no setting '{name}'{Names.DidYouMean(name, formals.Select(formal => formal.Name))}");
            }
            if (!settings.TryAdd(name, [place]))
            {
                throw reader.Error(at, $"{name} is given twice");
            }
        }
        foreach (Formal formal in formals)
        {
            if (!formal.Optional && !formal.Repeated && !settings.ContainsKey(formal.Name))
            {
                throw reader.Error(call.At, $"{call.Name} needs to be told its {formal.Name}");
            }
        }
        return settings;
    }

    // Executes the statements of a net above on a value, in the scope of what is made.
    private GraphValue Net(Frame frame, Call call, List<GraphValue> inputs, string? name)
    {
        if (frame.Around is not null || inputs.Count != 1)
        {
            throw reader.Error(call.At, frame.Around is not null ? "a net cannot be applied in the body of a node" : $"net {call.Name} is applied to {inputs.Count} values, not to one");
        }
        Enter(call.At);
        int behind = reader.Position;
        GraphValue result = frame.Builder.Within(name ?? frame.Builder.Number(call.Name), () =>
        {
            reader.Position = nets[call.Name] + 2;
            GraphSymbol[] symbols = Symbols();
            int body = reader.Position;
            var inner = new Frame(frame.Builder) { Input = inputs[0], Sets = frame.Sets };
            var formals = symbols.Select(symbol => new Formal(symbol.Name, symbol.Default is not null, false)).ToArray();
            var settings = Settings(call, Values.Create<Formal>(formals));
            foreach (GraphSymbol symbol in symbols)
            {
                Size value = symbol.Default ?? 0;
                if (settings.TryGetValue(symbol.Name, out IReadOnlyList<int>? places))
                {
                    reader.Position = places[0];
                    Token at = reader.Peek();
                    value = ReadSize(frame);
                    if (!reader.Peek().Is(',') && !reader.Peek().Is(')'))
                    {
                        throw reader.Unexpected("',' or ')'");
                    }
                    if (value.UpperBound < symbol.AtLeast)
                    {
                        throw reader.Error(at, $"{symbol.Name} must be at least {symbol.AtLeast}");
                    }
                }
                inner.Symbols[symbol.Name] = value;
            }
            reader.Position = body;
            Statements(inner);
            return inner.Output ?? throw reader.Error(call.At, $"net {call.Name} has no output and cannot be applied");
        });
        reader.Position = behind;
        depth--;
        return result;
    }

    private Expression Sum(Frame frame) => Join(frame, '+', "add", inner => Join(inner, '*', "mul", Steps));

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

    private Expression Steps(Frame frame)
    {
        Expression first = Primary(frame);
        List<Call> steps = [];
        while (reader.Take('→'))
        {
            steps.Add(reader.IsName() ? Called(frame, first: true) : throw reader.Unexpected("a layer or an operator"));
        }
        return steps.Count == 0 ? first : new Chain(first.At, first, steps);
    }

    private Expression Primary(Frame frame)
    {
        Token token = reader.Peek();
        if (reader.Take('('))
        {
            Enter(token);
            Expression inner = Sum(frame);
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
                call.Inputs.Add(Sum(frame));
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
        string near = Names.DidYouMean(name, [.. vocabulary.OperatorNames, .. vocabulary.Layers.Keys, .. names]);
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

    private AttributeValue Attribute(Frame frame)
    {
        Token token = reader.Peek();
        if (token.Kind == TokenKind.Quoted)
        {
            return new AttributeValue.Text(reader.Content(reader.Next()));
        }
        if (TensorText.IsReal(reader))
        {
            return new AttributeValue.Real(TensorText.Real(reader));
        }
        if (token.Is('['))
        {
            return List(frame);
        }
        if (reader.IsWord("net") && (reader.IsName(1) || reader.Peek(1).Is('{') || reader.Peek(1).Is('(')))
        {
            return new AttributeValue.OfGraph(Net(frame));
        }
        if (token.Kind != TokenKind.Name || !reader.Peek(1).Is('['))
        {
            return new AttributeValue.Integer(ReadSize(frame));
        }
        if (reader.TakeWord("real"))
        {
            return new AttributeValue.Reals(Items(() => TensorText.Real(reader)));
        }
        if (reader.TakeWord("text"))
        {
            return new AttributeValue.Texts(Items(Quoted));
        }
        TensorType type = Type(frame);
        return new AttributeValue.OfTensor(TensorText.Read(reader, type.Element, Dimensions(type, token)));
    }

    // A list is of texts, of whole numbers and formulas, or, if one of them is real, of real numbers.
    private AttributeValue List(Frame frame)
    {
        if (reader.Peek(1).Kind == TokenKind.Quoted)
        {
            return new AttributeValue.Texts(Items(Quoted));
        }
        bool real = false;
        Token start = reader.Peek();
        Values<(float Real, Size? Size)> items = Items(() =>
        {
            if (TensorText.IsReal(reader))
            {
                real = true;
                return (TensorText.Real(reader), (Size?)null);
            }
            return (0f, ReadSize(frame));
        });
        return !real
            ? new AttributeValue.Integers(items.Map(item => item.Size!.Value))
            : new AttributeValue.Reals(items.Map(item => item.Size is not { } size ? item.Real
                : size.TryGetValue(out long whole) ? whole
                : throw reader.Error(start, $"the formula {size} cannot stand among real numbers")));
    }

    private Values<T> Items<T>(Func<T> read)
    {
        List<T> items = [];
        reader.Expect('[');
        while (!reader.Take(']'))
        {
            if (items.Count > 0)
            {
                reader.Expect(',');
            }
            items.Add(read());
        }
        return Values.Create<T>([.. items]);
    }

    private string Quoted() => reader.Peek().Kind == TokenKind.Quoted ? reader.Content(reader.Next()) : throw reader.Unexpected("a text in quotation marks");

    private TensorType Type(Frame frame) => Type((symbol, at) => FindSymbol(frame, symbol, at));

    private TensorType Type(Func<string, Token, Size> symbol) => new(Element(), Shape.Create(Items(() => SizeParser.Read(reader, symbol)).AsSpan()));

    private ElementType Element()
    {
        Token token = reader.Peek();
        string name = reader.Name("an element type");
        return ElementTypes.TryParse(name, out ElementType element) || name == element.Name()
            ? element
            : throw reader.Error(token, $"there is no element type '{name}'{Names.DidYouMean(name, Enum.GetValues<ElementType>().Select(type => type.Name()))}");
    }

    private Size ReadSize(Frame frame) => SizeParser.Read(reader, (symbol, at) => FindSymbol(frame, symbol, at));

    private Size FindSymbol(Frame frame, string name, Token at) => TryFind(frame, name)
        ?? throw reader.Error(at, $"'{name}' is no symbol of this net and no size of an input{Names.DidYouMean(name, frame.KnownSymbols)}");

    private static Size? TryFind(Frame frame, string name)
    {
        for (Frame? around = frame; around is not null; around = around.Around)
        {
            if (around.Symbols.TryGetValue(name, out Size size))
            {
                return size;
            }
        }
        return null;
    }

    private GraphValue Find(Frame frame, Token at, string name)
    {
        for (Frame? around = frame; around is not null; around = around.Around)
        {
            if (around.Values.TryGetValue(name, out string? value))
            {
                return new GraphValue(frame.Builder, value);
            }
        }
        throw reader.Error(at, $"no value '{name}' is made above{Names.DidYouMean(name, frame.KnownValues)}");
    }

    private string Define(Frame frame, Token at, string name, string value) =>
        frame.Values.TryAdd(name, value) ? value : throw reader.Error(at, $"'{name}' is made already");

    private string Name(string what)
    {
        Token token = reader.Peek();
        string name = reader.Name(what);
        return name.Length > 0 ? name : throw reader.Error(token, "a name cannot be empty");
    }

    private void Word(string word)
    {
        if (!reader.TakeWord(word))
        {
            throw reader.Unexpected($"'{word}'");
        }
    }

    private void Enter(Token at)
    {
        if (++depth > MaximumDepth)
        {
            throw reader.Error(at, $"the text nests more than {MaximumDepth} deep");
        }
    }

    // What is wrong with the network is told with its place in the text.
    private T Guard<T>(Token at, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is GraphException or UnavailableException or OverflowException)
        {
            throw reader.Error(at, error.Message);
        }
    }
}
