using Fovea.Notation;

namespace Fovea.Claims;

/// <summary>The claims of a Markdown file: what stands in its blocks <c>```fovea</c>. Blocks <c>```fovea wrong</c> are examples of what is refused, and left out.</summary>
public static class MarkdownBlocks
{
    /// <summary>The blocks as one text. All else is blank, so that lines and places are those of the file.</summary>
    /// <param name="markdown">The file.</param>
    /// <exception cref="TextException">A block is never closed.</exception>
    public static string Text(string markdown) => TextPart.Keep(markdown, Blocks(markdown));

    private static IEnumerable<TextPart> Blocks(string markdown)
    {
        (char Sign, int Length, bool IsRead, int Start, int Line)? open = null;
        int line = 1;
        for (int start = 0; start < markdown.Length; line++)
        {
            ReadOnlySpan<char> rest = markdown.AsSpan(start);
            int length = rest.IndexOfAny('\r', '\n') is >= 0 and var found ? found : rest.Length;
            (char sign, int count, string information) = Fence(rest[..length]);
            int next = start + length + (rest[length..].StartsWith("\r\n") ? 2 : 1);
            if (open is not { } block)
            {
                if (count > 0)
                {
                    string[] words = information.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    open = (sign, count, words is ["fovea"] or ["fovea", not "wrong", ..], next, line);
                }
            }
            else if (sign == block.Sign && count >= block.Length && information.Length == 0)
            {
                if (block.IsRead)
                {
                    yield return new TextPart(block.Start, start);
                }
                open = null;
            }
            start = next;
        }
        if (open is { IsRead: true } unclosed)
        {
            string fence = new(unclosed.Sign, unclosed.Length);
            throw new TextException(unclosed.Line, 1, $"the block is never closed: {fence} is missing", fence + "\n^");
        }
    }

    // Three or more ` or ~ at the beginning of a line, and what stands behind them; none: no fence.
    private static (char Sign, int Count, string Information) Fence(ReadOnlySpan<char> line)
    {
        line = line.TrimStart('\uFEFF').Trim();
        char sign = line.Length > 0 ? line[0] : '\0';
        if (sign is not ('`' or '~'))
        {
            return default;
        }
        ReadOnlySpan<char> behind = line.TrimStart(sign);
        int count = line.Length - behind.Length;
        return count < 3 || (sign == '`' && behind.Contains('`')) ? default : (sign, count, behind.Trim().ToString());
    }
}
