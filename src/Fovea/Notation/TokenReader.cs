using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Fovea.Notation;

/// <summary>
/// A text as tokens. <c>#</c> begins a comment. A line ends a statement, except inside ( ), [ ] and ⌊ ⌋, after a sign that wants something
/// behind it, and before one that wants something before it. Signs have an ASCII and a Unicode spelling. Digits may be grouped: 1_000_000.
/// </summary>
internal sealed class TokenReader
{
    // So that a hostile text cannot ask for any amount of memory.
    private const int MaximumTokens = 1 << 23;

    private readonly string text;
    private readonly List<Token> tokens = [];

    // A place in the text whose line is known.
    private (int Place, int Line, int Start) known = (0, 1, 0);

    public TokenReader(string text)
    {
        this.text = text;
        Split();
    }

    /// <summary>The place among the tokens; it may be set back.</summary>
    public int Position { get; set; }

    /// <summary>The next token, or one further on.</summary>
    public Token Peek(int ahead = 0) => tokens[Math.Min(Position + ahead, tokens.Count - 1)];

    /// <summary>Goes past a token.</summary>
    public Token Next()
    {
        Token token = Peek();
        Position = Math.Min(Position + 1, tokens.Count - 1);
        return token;
    }

    /// <summary>Goes past a sign, if it is next.</summary>
    public bool Take(char sign)
    {
        bool found = Peek().Is(sign);
        if (found)
        {
            Next();
        }
        return found;
    }

    /// <summary>Goes past a sign that has to be next.</summary>
    public void Expect(char sign)
    {
        if (!Take(sign))
        {
            throw Unexpected($"'{sign}'");
        }
    }

    /// <summary>Whether the next token, or one further on, is a certain plain name.</summary>
    public bool IsWord(string word, int ahead = 0) => Peek(ahead) is { Kind: TokenKind.Name } token && Span(token).SequenceEqual(word);

    /// <summary>Whether the next token, or one further on, can be a name.</summary>
    public bool IsName(int ahead = 0) => Peek(ahead).Kind is TokenKind.Name or TokenKind.Quoted;

    /// <summary>Goes past a certain plain name, if it is next.</summary>
    public bool TakeWord(string word)
    {
        bool found = IsWord(word);
        if (found)
        {
            Next();
        }
        return found;
    }

    /// <summary>Goes past a name, plain or quoted, that has to be next.</summary>
    public string Name(string what) => IsName() ? Content(Next()) : throw Unexpected(what);

    /// <summary>The letters of a token as they stand in the text.</summary>
    public ReadOnlySpan<char> Span(Token token) => text.AsSpan(token.Start, token.Length);

    /// <summary>What stands in the text from one token up to another one, on one line and without comments.</summary>
    /// <param name="from">The place of the first among the tokens.</param>
    /// <param name="to">The place behind the last.</param>
    public string Text(int from, int to)
    {
        var line = new StringBuilder();
        int end = tokens[from].Start;
        foreach (Token token in CollectionsMarshal.AsSpan(tokens)[from..to])
        {
            if (token.Kind != TokenKind.Break)
            {
                line.Append(token.Start > end ? " " : "").Append(Span(token));
                end = token.Start + token.Length;
            }
        }
        return line.ToString();
    }

    /// <summary>The name, the number or the text that a token stands for.</summary>
    public string Content(Token token)
    {
        ReadOnlySpan<char> span = Span(token);
        if (token.Kind != TokenKind.Quoted)
        {
            return token.Kind is TokenKind.Whole or TokenKind.Real ? span.ToString().Replace("_", "", StringComparison.Ordinal) : span.ToString();
        }
        span = span[1..^1];
        if (!span.Contains('\\'))
        {
            return span.ToString();
        }
        var content = new StringBuilder(span.Length);
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i] != '\\')
            {
                content.Append(span[i]);
                continue;
            }
            Token place = token with { Start = token.Start + 1 + i };
            switch (span[++i])
            {
                case '"' or '\\':
                    content.Append(span[i]);
                    break;
                case 'n':
                    content.Append('\n');
                    break;
                case 't':
                    content.Append('\t');
                    break;
                case 'u' when i + 1 < span.Length && span[i + 1] == '{' && span[i..].IndexOf('}') is > 2 and var end
                    && ushort.TryParse(span[(i + 2)..(i + end)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                    content.Append((char)code);
                    i += end;
                    break;
                default:
                    throw Error(place, "an escape is one of \\\" \\\\ \\n \\t \\u{hex}");
            }
        }
        return content.ToString();
    }

    /// <summary>Goes past the ends of lines.</summary>
    public void SkipBreaks()
    {
        while (Peek().Kind == TokenKind.Break)
        {
            Next();
        }
    }

    /// <summary>Where the last token ends that begins before a place in the text.</summary>
    public int EndBefore(int place)
    {
        int low = 0;
        int high = tokens.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = tokens[middle].Start < place ? (middle + 1, high) : (low, middle);
        }
        return low == 0 ? 0 : tokens[low - 1].Start + tokens[low - 1].Length;
    }

    /// <summary>Whether the next token, or one further on, is the end of a line, not a semicolon.</summary>
    public bool IsLineEnd(int ahead = 0) => Peek(ahead) is { Kind: TokenKind.Break } end && text[end.Start] != ';';

    /// <summary>The line of a token, counted from 1, and where in the text it begins.</summary>
    public (int Line, int Start) Line(Token at)
    {
        (int place, int line, int start) = known.Place <= at.Start ? known : (0, 1, 0);
        for (; place < at.Start; place++)
        {
            if (text[place] == '\n' || (text[place] == '\r' && !(place + 1 < text.Length && text[place + 1] == '\n')))
            {
                line++;
                start = place + 1;
            }
        }
        known = (place, line, start);
        return (line, start);
    }

    /// <summary>An error at the next token: something else was expected.</summary>
    public TextException Unexpected(string expected)
    {
        Token found = Peek();
        const int longest = 40;
        string what = found.Kind switch
        {
            TokenKind.End => "the end of the text",
            TokenKind.Break => "the end of the line",
            _ => $"'{Span(found)[..Math.Min(found.Length, longest)]}'",
        };
        return Error(found, $"{expected} was expected, not {what}");
    }

    /// <summary>An error at a token.</summary>
    public TextException Error(Token at, string reason)
    {
        (int line, int start) = Line(at);
        // Of a long line, the part around the place.
        const int around = 60;
        int end = text.AsSpan(at.Start).IndexOfAny('\r', '\n') is >= 0 and var rest ? at.Start + rest : text.Length;
        int from = Math.Max(start, at.Start - around);
        var excerpt = new StringBuilder();
        for (int i = from; i < Math.Min(end, at.Start + around); i++)
        {
            excerpt.Append(char.IsControl(text[i]) ? ' ' : text[i]);
        }
        excerpt.Append('\n').Append(' ', at.Start - from).Append('^');
        return new TextException(line, at.Start - start + 1, reason, excerpt.ToString());
    }

    private void Split()
    {
        var open = new Stack<char>();
        int at = text.StartsWith('\uFEFF') ? 1 : 0;
        while (at < text.Length)
        {
            char letter = text[at];
            if (letter is '\n' or '\r' or ';')
            {
                if (letter == ';' || (InStatements(open) && !GoesOn()))
                {
                    Break(at);
                }
                at++;
            }
            else if (char.IsWhiteSpace(letter))
            {
                at++;
            }
            else if (letter == '#')
            {
                int end = text.AsSpan(at).IndexOfAny('\r', '\n');
                at = end < 0 ? text.Length : at + end;
            }
            else
            {
                Token token = Read(at);
                if (token.Kind == TokenKind.Sign)
                {
                    Follow(open, token.Sign);
                }
                Add(token);
                at += token.Length;
            }
        }
        tokens.Add(new Token(TokenKind.End, '\0', text.Length, 0));
    }

    private void Add(Token token)
    {
        if (tokens.Count >= MaximumTokens)
        {
            throw Error(token, $"the text has more than {MaximumTokens} words and signs");
        }
        tokens.Add(token);
    }

    private void Break(int at)
    {
        if (tokens.Count > 0 && tokens[^1].Kind != TokenKind.Break)
        {
            Add(new Token(TokenKind.Break, '\0', at, 1));
        }
    }

    private static bool InStatements(Stack<char> open) => open.Count == 0 || open.Peek() == '{';

    // Signs that want something behind them.
    private bool GoesOn() => tokens.Count > 0 && tokens[^1] is { Kind: TokenKind.Sign, Sign: var sign }
        && (sign is ',' or ':' or '-' or '‥' or '√' or '¬' or '∀' or '∃' || Joins(sign));

    // Signs that want something before them, too.
    private static bool Joins(char sign) => sign is '→' or '=' or '≠' or '<' or '≤' or '>' or '≥' or '+' or '*' or '/' or '^' or '∈' or '∧' or '∨' or '⇒' or '⇔';

    private void Follow(Stack<char> open, char sign)
    {
        switch (sign)
        {
            case '(' or '[' or '⌊' or '⌈' or '{':
                open.Push(sign);
                break;
            case ')' or ']' or '⌋' or '⌉' when open.Count > 0 && open.Peek() != '{':
                open.Pop();
                break;
            case '}':
                // Whatever was left open inside ends here.
                while (open.TryPop(out char inner) && inner != '{')
                {
                }
                break;
            case var _ when Joins(sign) && tokens.Count > 0 && tokens[^1] is { Kind: TokenKind.Break } last && text[last.Start] != ';':
                tokens.RemoveAt(tokens.Count - 1);
                break;
        }
    }

    private Token Read(int at)
    {
        char letter = text[at];
        if (letter == '"')
        {
            return Quoted(at);
        }
        if (char.IsAsciiDigit(letter))
        {
            return Number(at);
        }
        int name = Names.End(text, at);
        if (name > at)
        {
            return new Token(TokenKind.Name, '\0', at, name - at);
        }
        char next = at + 1 < text.Length ? text[at + 1] : '\0';
        (char sign, int length) = (letter, next) switch
        {
            ('-', '>') => ('→', 2),
            ('>', '=') => ('≥', 2),
            ('<', '=') => ('≤', 2),
            ('!', '=') => ('≠', 2),
            ('.', '.') => ('‥', 2),
            ('−', _) => ('-', 1),
            ('·' or '×', _) => ('*', 1),
            ('(' or ')' or '[' or ']' or '{' or '}' or '⌊' or '⌋' or '⌈' or '⌉' or ',' or ':' or '=' or '.', _) => (letter, 1),
            ('+' or '-' or '*' or '/' or '^' or '<' or '>' or '→' or '≥' or '≤' or '≠' or '?' or '|', _) => (letter, 1),
            ('∈' or '∀' or '∃' or '¬' or '∧' or '∨' or '⇒' or '⇔' or '√' or '∞' or '∑' or '∏', _) => (letter, 1),
            _ => throw Error(
                new Token(TokenKind.Sign, letter, at, 1),
                char.IsControl(letter) || char.IsSurrogate(letter) ? $"the character U+{(int)letter:X4} has no meaning here" : $"'{letter}' has no meaning here"),
        };
        return new Token(TokenKind.Sign, sign, at, length);
    }

    private Token Quoted(int at)
    {
        for (int i = at + 1; i < text.Length && text[i] is not ('\n' or '\r'); i++)
        {
            if (text[i] == '"')
            {
                return new Token(TokenKind.Quoted, '\0', at, i + 1 - at);
            }
            if (text[i] == '\\')
            {
                i++;
            }
        }
        throw Error(new Token(TokenKind.Quoted, '\0', at, 1), "the quotation mark is never closed in its line");
    }

    private Token Number(int at)
    {
        int end = Digits(at);
        bool whole = true;
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            whole = false;
            end = Digits(end + 1);
        }
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            int digits = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                whole = false;
                end = Digits(digits);
            }
        }
        return new Token(whole ? TokenKind.Whole : TokenKind.Real, '\0', at, end - at);
    }

    private int Digits(int at)
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '_' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))))
        {
            at++;
        }
        return at;
    }
}
