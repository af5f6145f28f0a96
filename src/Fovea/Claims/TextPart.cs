namespace Fovea.Claims;

/// <summary>A part of a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">The place behind it.</param>
internal readonly record struct TextPart(int Start, int End)
{
    /// <summary>The text with blanks for all that stands outside of some parts. Every letter keeps its place, and the ends of statements stay: line ends and semicolons.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parts">The parts, in their order.</param>
    public static string Keep(string text, IEnumerable<TextPart> parts) => string.Create(text.Length, (text, parts), static (kept, given) =>
    {
        (string text, IEnumerable<TextPart> parts) = given;
        for (int i = 0; i < kept.Length; i++)
        {
            kept[i] = text[i] is '\n' or '\r' or ';' ? text[i] : ' ';
        }
        foreach (TextPart part in parts)
        {
            text.AsSpan(part.Start..part.End).CopyTo(kept[part.Start..part.End]);
        }
    });
}
