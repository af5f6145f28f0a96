namespace Fovea.Notation;

/// <summary>A text that cannot be read: where, and why. The message is one line, <c>line:column: reason</c>; <see cref="Excerpt"/> shows the place.</summary>
public sealed class TextException : FormatException
{
    internal TextException(int line, int column, string reason, string excerpt, string? source = null)
        : base(FormattableString.Invariant($"{(source is null ? "" : source + ":")}{line}:{column}: {reason}"))
    {
        Line = line;
        Column = column;
        Reason = reason;
        Excerpt = excerpt;
    }

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The place in the line, in UTF-16 code units counted from 1.</summary>
    public int Column { get; }

    /// <summary>What is wrong there.</summary>
    public string Reason { get; }

    /// <summary>The line, or the part of a long one around the place, and below it a caret.</summary>
    public string Excerpt { get; }

    /// <summary>The same error with the name of the file before the place: <c>file:line:column: reason</c>.</summary>
    public TextException In(string source) => new(Line, Column, Reason, Excerpt, source);
}
