using System.Globalization;
using System.Numerics;
using Fovea.Graphs;
using Fovea.Notation;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Claims;

/// <summary>
/// Reads the notation of claims, which <c>docs/claims.md</c> describes. It is checked for its form only: what names and functions mean, the checker says.
/// </summary>
public sealed partial class ClaimParser
{
    private const int MaximumDepth = 200;

    // So that no chain of signs makes a tree that is too deep to be walked.
    private const int MaximumSigns = 2000;

    private const int MaximumDigits = 400;
    private const int MaximumExponent = 1000;

    private static readonly string[] Words = ["net", "model", "define", "claim"];

    private static readonly string[] Reserved =
    [
        .. Words, "and", "or", "not", "implies", "iff", "where", "in", "for", "exists", "infinity", "O", "Theta", "Omega", "Θ", "Ω",
    ];

    private readonly TokenReader reader;
    private readonly bool bare;
    private readonly bool asks;
    private Term? asked;
    private readonly List<TextPart> nets = [];
    private readonly Dictionary<string, (Token At, string What)> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> labels = new(StringComparer.Ordinal);
    private readonly List<ModelName> models = [];
    private readonly List<Definition> definitions = [];
    private readonly List<Claim> claims = [];
    private int depth;
    private int signs;

    private ClaimParser(string text, bool bare, bool asks = false)
    {
        reader = new TokenReader(text);
        this.bare = bare;
        this.asks = asks;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text; of a Markdown file what <see cref="MarkdownBlocks.Text"/> leaves of it.</param>
    /// <param name="vocabulary">The operators and layers that may stand in its networks.</param>
    /// <param name="bare">Whether a statement may stand alone, without <c>claim:</c> before it.</param>
    /// <exception cref="TextException">It is not well formed; what is wrong inside a network is told when that is asked for.</exception>
    public static ClaimDocument Parse(string text, TextVocabulary vocabulary, bool bare = false)
    {
        return new ClaimParser(text, bare).Read(text, vocabulary);
    }

    /// <summary>Reads a text in which beside networks, models and definitions one term stands by itself: what is asked for.</summary>
    /// <exception cref="TextException">It is not well formed.</exception>
    internal static (ClaimDocument Document, Term Term) ParseTerm(string text, TextVocabulary vocabulary)
    {
        var parser = new ClaimParser(text, bare: false, asks: true);
        ClaimDocument document = parser.Read(text, vocabulary);
        return (document, parser.asked ?? throw parser.reader.Unexpected("a term"));
    }

    private ClaimDocument Read(string text, TextVocabulary vocabulary)
    {
        Document();
        GraphDocument graphs = GraphText.Parse(TextPart.Keep(text, nets), vocabulary);
        foreach (string net in graphs.Nets)
        {
            if (names.TryGetValue(net, out (Token At, string What) other))
            {
                throw reader.Error(other.At, $"there is a net '{net}', too");
            }
        }
        return new ClaimDocument(reader, graphs, Values.Create<ModelName>([.. models]), Values.Create<Definition>([.. definitions]), Values.Create<Claim>([.. claims]));
    }

    private void Document()
    {
        reader.SkipBreaks();
        while (reader.Peek().Kind != TokenKind.End)
        {
            depth = 0;
            signs = 0;
            Token start = reader.Peek();
            if (reader.IsWord("net"))
            {
                Net();
            }
            else if (reader.TakeWord("model"))
            {
                Model();
            }
            else if (reader.TakeWord("define"))
            {
                Define();
            }
            else if (reader.TakeWord("claim"))
            {
                (string label, bool isFalse) = Label();
                reader.Expect(':');
                AddClaim(start, label, isFalse);
            }
            else if (bare)
            {
                AddClaim(start, "", isFalse: false);
            }
            else if (asks)
            {
                asked = asked is null ? ReadTerm() : throw reader.Error(start, "one term is asked for, and here is another one");
            }
            else
            {
                throw start.Kind == TokenKind.Name
                    ? reader.Error(start, $"'{reader.Content(start)}' begins no statement{Names.DidYouMean(reader.Content(start), Words)}")
                    : reader.Unexpected("'net', 'model', 'define' or 'claim'");
            }
            if (reader.Peek().Kind is not (TokenKind.Break or TokenKind.End))
            {
                throw reader.Unexpected("the end of the line");
            }
            reader.SkipBreaks();
        }
    }

    // Only where it stands; its own parser reads it.
    private void Net()
    {
        Token start = reader.Peek();
        Token last;
        int braces = 0;
        do
        {
            last = reader.Next();
            braces += last.Is('{') ? 1 : last.Is('}') ? -1 : 0;
        }
        while (last.Kind != TokenKind.End && (braces > 0 || !last.Is('}')));
        nets.Add(new TextPart(start.Start, last.Start + last.Length));
    }

    private void Model()
    {
        Token at = reader.Peek();
        string name = NewName("the name of a model");
        Register(at, name, "model");
        reader.Expect('=');
        string source = reader.Name("a file in quotation marks, or the name of a network of the zoo,");
        List<Shape> shapes = [];
        if (reader.TakeWord("at"))
        {
            do
            {
                shapes.Add(ReadShape());
            }
            while (reader.Take(','));
        }
        models.Add(new ModelName(at, name, source, Values.Create<Shape>([.. shapes])));
    }

    // [1, 3, H, W]: what has a name is open.
    private Shape ReadShape()
    {
        reader.Expect('[');
        List<Size> sizes = [];
        while (!reader.Take(']'))
        {
            Separate(sizes.Count, ']');
            sizes.Add(SizeParser.Read(reader, (name, _) => Size.Symbol(name)));
        }
        return Shape.Create([.. sizes]);
    }

    private void Define()
    {
        Token at = reader.Peek();
        string name = NewName("the name of what is defined");
        Register(at, name, "definition");
        List<string> parameters = [];
        if (reader.Take('('))
        {
            do
            {
                Token parameter = reader.Peek();
                parameters.Add(NewName("a name"));
                if (parameters.IndexOf(parameters[^1]) < parameters.Count - 1)
                {
                    throw reader.Error(parameter, $"'{parameters[^1]}' stands here twice");
                }
            }
            while (reader.Take(','));
            reader.Expect(')');
        }
        reader.Expect('=');
        definitions.Add(new Definition(at, name, Values.Create<string>([.. parameters]), ReadTerm()));
    }

    private void Register(Token at, string name, string what)
    {
        if (!names.TryAdd(name, (at, what)))
        {
            throw reader.Error(at, $"there is a {names[name].What} '{name}' already");
        }
    }

    // What stands between the word claim and the colon: a word without spaces, as 1.1e, or a text in quotation marks; and whether the claim is false.
    private (string Label, bool IsFalse) Label()
    {
        string label = "";
        Token start = reader.Peek();
        if (start.Kind == TokenKind.Quoted)
        {
            label = reader.Content(reader.Next());
        }
        else if (!start.Is(':') && !(reader.IsWord("false") && reader.Peek(1).Is(':')))
        {
            int first = reader.Position;
            for (int end = start.Start; reader.Peek() is { Kind: not (TokenKind.Break or TokenKind.End) } part && part.Start == end && !part.Is(':');)
            {
                end += part.Length;
                reader.Next();
            }
            label = reader.Text(first, reader.Position);
        }
        bool isFalse = reader.TakeWord("false");
        if (!reader.Peek().Is(':'))
        {
            throw reader.Unexpected("':' behind the label of the claim (a label with spaces stands in quotation marks)");
        }
        if (label.Length > 0 && !labels.TryAdd(label, reader.Line(start).Line))
        {
            throw reader.Error(start, FormattableString.Invariant($"there is a claim {label} already, in line {labels[label]}"));
        }
        return (label, isFalse);
    }

    private void AddClaim(Token start, string label, bool isFalse)
    {
        int first = reader.Position;
        Statement statement = ReadStatement();
        Token last = reader.Peek(-1);
        claims.Add(new Claim(label, reader.Text(first, reader.Position), reader.Line(start).Line, isFalse, statement, start.Start, last.Start + last.Length));
    }

    // A name that is bound here: plain, without dots.
    private string NewName(string what)
    {
        Token token = reader.Peek();
        if (token.Kind != TokenKind.Name)
        {
            throw reader.Unexpected(what);
        }
        string name = reader.Content(token);
        if (Reserved.Contains(name) || name == "_")
        {
            throw reader.Error(token, $"'{name}' has a meaning of its own: it cannot be a name");
        }
        if (name.Contains('.', StringComparison.Ordinal))
        {
            throw reader.Error(token, $"'{name}' has a dot: what is named here has none");
        }
        reader.Next();
        return name;
    }

    private void Enter(Token at)
    {
        if (++depth > MaximumDepth)
        {
            throw reader.Error(at, $"the claim nests more than {MaximumDepth} deep");
        }
    }

    private void CountSign(Token at)
    {
        if (++signs > MaximumSigns)
        {
            throw reader.Error(at, $"the claim has more than {MaximumSigns} signs");
        }
    }

    private Rational Number(Token token)
    {
        string digits = reader.Content(token);
        int exponent = 0;
        int letter = digits.AsSpan().IndexOfAny('e', 'E');
        if (letter >= 0)
        {
            if (!int.TryParse(digits.AsSpan(letter + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs((long)exponent) > MaximumExponent)
            {
                throw reader.Error(token, $"the exponent of the number is beyond {MaximumExponent}");
            }
            digits = digits[..letter];
        }
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }
        if (digits.Length > MaximumDigits)
        {
            throw reader.Error(token, $"the number has more than {MaximumDigits} digits");
        }
        var whole = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        BigInteger scale = BigInteger.Pow(10, Math.Abs(exponent));
        return exponent < 0 ? new Rational(whole, scale) : new Rational(whole * scale, 1);
    }
}
