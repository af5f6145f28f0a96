namespace Fovea.Notation;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind : byte
{
    /// <summary>Behind the last one.</summary>
    End,

    /// <summary>The end of a line, outside of parentheses and brackets, or a semicolon: it ends a statement.</summary>
    Break,

    /// <summary>A name: letters, digits, underscores, and dots inside.</summary>
    Name,

    /// <summary>Something in quotation marks: a name that is no plain one, or a text.</summary>
    Quoted,

    /// <summary>Digits.</summary>
    Whole,

    /// <summary>Digits with a point or an exponent.</summary>
    Real,

    /// <summary>A bracket, an operator or another sign.</summary>
    Sign,
}

/// <summary>A piece of a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Sign">For a sign, its one spelling: → for -&gt;, ≥ for &gt;=, - for −, * for · and so on.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct Token(TokenKind Kind, char Sign, int Start, int Length)
{
    /// <summary>Whether it is a sign.</summary>
    public bool Is(char sign) => Kind == TokenKind.Sign && Sign == sign;
}
