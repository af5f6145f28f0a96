using System.Globalization;

namespace Fovea.Numbers;

/// <summary>
/// Reads sizes: numbers, symbols, <c>+ - * ·</c>, parentheses, <c>min(…)</c>, <c>max(…)</c>, <c>mod(a, b)</c>, and divisions inside
/// <c>⌊ ⌋</c>, <c>⌈ ⌉</c>, <c>floor( )</c> and <c>ceil( )</c>.
/// </summary>
internal ref struct SizeParser
{
    private const int MaximumDepth = 200;

    private readonly ReadOnlySpan<char> text;
    private int position;
    private int depth;

    private SizeParser(ReadOnlySpan<char> text) => this.text = text;

    public static Size Parse(string text)
    {
        var parser = new SizeParser(text);
        Size size = parser.Sum();
        return parser.Peek() == '\0' ? size : throw parser.Error("the end was expected");
    }

    /// <summary>Whether a symbol's name can be written without quotes.</summary>
    public static bool IsPlain(string name)
    {
        if (!char.IsLetter(name[0]) && name[0] != '_')
        {
            return false;
        }
        foreach (char letter in name)
        {
            if (!IsNamePart(letter))
            {
                return false;
            }
        }
        return name is not ("min" or "max" or "mod" or "floor" or "ceil");
    }

    private static bool IsNamePart(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '.' or ':';

    private Size Sum()
    {
        if (++depth > MaximumDepth)
        {
            throw Error("it nests too deeply");
        }
        Size sum = Take('-') ? -Product() : Product();
        while (true)
        {
            if (Take('+'))
            {
                sum += Product();
            }
            else if (Take('-'))
            {
                sum -= Product();
            }
            else
            {
                depth--;
                return sum;
            }
        }
    }

    private Size Product()
    {
        Size product = Factor();
        while (Take('*') || Take('·'))
        {
            product *= Factor();
        }
        return product;
    }

    private Size Factor()
    {
        char next = Peek();
        if (char.IsAsciiDigit(next))
        {
            int start = position;
            while (position < text.Length && char.IsAsciiDigit(text[position]))
            {
                position++;
            }
            return long.TryParse(text[start..position], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw Error("the number is too large");
        }
        switch (next)
        {
            case '(':
                position++;
                Size inner = Sum();
                Expect(')');
                return inner;
            case '⌊':
                position++;
                return Quotient('⌋', ceiling: false);
            case '⌈':
                position++;
                return Quotient('⌉', ceiling: true);
            case '"':
                return Quoted();
        }
        if (!char.IsLetter(next) && next != '_')
        {
            throw Error("a number, a symbol or a parenthesis was expected");
        }
        return Named();
    }

    private Size Named()
    {
        int start = position;
        while (position < text.Length && IsNamePart(text[position]))
        {
            position++;
        }
        string name = text[start..position].ToString();
        if (name is not ("floor" or "ceil" or "min" or "max" or "mod") || !Take('('))
        {
            return Size.Symbol(name);
        }
        if (name is "floor" or "ceil")
        {
            return Quotient(')', name == "ceil");
        }
        List<Size> arguments = [Sum()];
        while (Take(','))
        {
            arguments.Add(Sum());
        }
        Expect(')');
        return name switch
        {
            "min" => Size.Min([.. arguments]),
            "max" => Size.Max([.. arguments]),
            _ => arguments.Count == 2 ? Size.Mod(arguments[0], arguments[1]) : throw Error("mod takes two sizes"),
        };
    }

    private Size Quotient(char close, bool ceiling)
    {
        Size dividend = Sum();
        Size quotient = dividend;
        if (Take('/'))
        {
            Size divisor = Factor();
            if (divisor == 0)
            {
                throw Error("it is divided by 0");
            }
            quotient = ceiling ? Size.CeilDiv(dividend, divisor) : Size.FloorDiv(dividend, divisor);
        }
        Expect(close);
        return quotient;
    }

    private Size Quoted()
    {
        var name = new System.Text.StringBuilder();
        for (position++; position < text.Length; position++)
        {
            if (text[position] == '\\' && position + 1 < text.Length)
            {
                name.Append(text[++position]);
            }
            else if (text[position] == '"')
            {
                position++;
                return name.Length > 0 ? Size.Symbol(name.ToString()) : throw Error("a symbol needs a name");
            }
            else
            {
                name.Append(text[position]);
            }
        }
        throw Error("a quotation mark is missing");
    }

    private char Peek()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
        return position < text.Length ? text[position] : '\0';
    }

    private bool Take(char expected)
    {
        // The minus sign of typography is as good as the hyphen.
        char next = Peek();
        if (next != expected && !(expected == '-' && next == '−'))
        {
            return false;
        }
        position++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!Take(expected))
        {
            throw Error($"'{expected}' was expected");
        }
    }

    private readonly FormatException Error(string reason) => new($"'{text}' is no size: at character {position + 1}, {reason}");
}
