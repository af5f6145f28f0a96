using System.Globalization;
using Fovea.Notation;

namespace Fovea.Numbers;

/// <summary>
/// Reads sizes: numbers, symbols, <c>+ - * ·</c>, parentheses, <c>min(…)</c>, <c>max(…)</c>, <c>mod(a, b)</c>, and divisions inside
/// <c>⌊ ⌋</c>, <c>⌈ ⌉</c>, <c>floor( )</c> and <c>ceil( )</c>.
/// </summary>
internal ref struct SizeParser
{
    private const int MaximumDepth = 200;

    private readonly TokenReader reader;
    private readonly Func<string, Token, Size> symbol;
    private int depth;

    private SizeParser(TokenReader reader, Func<string, Token, Size> symbol)
    {
        this.reader = reader;
        this.symbol = symbol;
    }

    public static Size Parse(string text)
    {
        try
        {
            var reader = new TokenReader(text);
            Size size = Read(reader, (name, _) => Size.Symbol(name));
            return reader.Peek().Kind == TokenKind.End ? size : throw reader.Unexpected("the end");
        }
        catch (TextException error)
        {
            throw new FormatException(
                FormattableString.Invariant($"'{text}' is no size: at character {error.Column}, {error.Reason}"), error);
        }
    }

    /// <summary>Reads the size that stands next in a text.</summary>
    /// <param name="reader">The text; afterwards it stands behind the size.</param>
    /// <param name="symbol">What a name means.</param>
    /// <exception cref="TextException">No size stands there.</exception>
    public static Size Read(TokenReader reader, Func<string, Token, Size> symbol)
    {
        Token start = reader.Peek();
        try
        {
            return new SizeParser(reader, symbol).Sum();
        }
        catch (OverflowException error)
        {
            throw reader.Error(start, error.Message);
        }
    }

    /// <summary>Whether a symbol's name can be written without quotes.</summary>
    public static bool IsPlain(string name) => Names.IsPlain(name) && !IsFunction(name);

    private static bool IsFunction(string name) => name is "min" or "max" or "mod" or "floor" or "ceil";

    private Size Sum()
    {
        if (++depth > MaximumDepth)
        {
            throw reader.Error(reader.Peek(), "the size nests too deeply");
        }
        Size sum = Product(negative: reader.Take('-'));
        while (true)
        {
            if (reader.Take('+'))
            {
                sum += Product(negative: false);
            }
            else if (reader.Take('-'))
            {
                sum += Product(negative: true);
            }
            else
            {
                depth--;
                return sum;
            }
        }
    }

    private Size Product(bool negative)
    {
        // The least number has no positive counterpart: its sign is read with its digits.
        bool number = reader.Peek().Kind == TokenKind.Whole;
        Size product = Factor(negative && number);
        product = negative && !number ? -product : product;
        while (reader.Take('*'))
        {
            product *= Factor();
        }
        return product;
    }

    private Size Factor(bool negative = false)
    {
        Token token = reader.Peek();
        switch (token.Kind)
        {
            case TokenKind.Whole:
                reader.Next();
                return long.TryParse($"{(negative ? "-" : "")}{reader.Content(token)}", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                    ? number
                    : throw reader.Error(token, "the number is too large");
            case TokenKind.Name:
                return Named();
            case TokenKind.Quoted:
                reader.Next();
                string name = reader.Content(token);
                return name.Length > 0 ? symbol(name, token) : throw reader.Error(token, "a symbol needs a name");
            case TokenKind.Sign when token.Sign == '(':
                reader.Next();
                Size inner = Sum();
                reader.Expect(')');
                return inner;
            case TokenKind.Sign when token.Sign is '⌊' or '⌈':
                reader.Next();
                return Quotient(token.Sign == '⌊' ? '⌋' : '⌉', ceiling: token.Sign == '⌈');
            default:
                throw reader.Unexpected("a number, a symbol or a parenthesis");
        }
    }

    private Size Named()
    {
        Token token = reader.Next();
        string name = reader.Content(token);
        if (!IsFunction(name) || !reader.Take('('))
        {
            return symbol(name, token);
        }
        if (name is "floor" or "ceil")
        {
            return Quotient(')', name == "ceil");
        }
        List<Size> arguments = [Sum()];
        while (reader.Take(','))
        {
            arguments.Add(Sum());
        }
        reader.Expect(')');
        if (name != "mod")
        {
            return name == "min" ? Size.Min([.. arguments]) : Size.Max([.. arguments]);
        }
        return arguments.Count != 2 ? throw reader.Error(token, "mod takes two sizes")
            : arguments[1] == 0 ? throw reader.Error(token, "it is divided by 0")
            : Size.Mod(arguments[0], arguments[1]);
    }

    private Size Quotient(char close, bool ceiling)
    {
        Size quotient = Sum();
        Token sign = reader.Peek();
        if (reader.Take('/'))
        {
            Size divisor = Factor();
            if (divisor == 0)
            {
                throw reader.Error(sign, "it is divided by 0");
            }
            quotient = ceiling ? Size.CeilDiv(quotient, divisor) : Size.FloorDiv(quotient, divisor);
        }
        reader.Expect(close);
        return quotient;
    }
}
