using System.Globalization;
using Fovea.Notation;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>
/// Reads the notation of networks. A net is executed statement by statement where it stands in the text, into a <see cref="GraphBuilder"/>; a net that
/// another one applies is executed again, in a scope of its own.
/// </summary>
internal sealed partial class GraphParser
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

    public static GraphDocument Parse(string text, TextVocabulary vocabulary)
    {
        var parser = new GraphParser(text, vocabulary);
        HashSet<string> used = parser.Scan();
        return new GraphDocument(parser.names, [.. parser.names.Where(name => !used.Contains(name))], parser.Read);
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
            if (!reader.TakeWord("net"))
            {
                throw reader.Unexpected("'net'");
            }
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
