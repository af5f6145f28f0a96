using System.Globalization;
using System.Text;

namespace Fovea.Notation;

/// <summary>How names and texts are written, and which known name somebody may have meant.</summary>
internal static class Names
{
    /// <summary>Where the plain name ends that begins at a place; the place itself if none does.</summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        if (start >= text.Length || !(char.IsLetter(text[start]) || text[start] == '_'))
        {
            return start;
        }
        int end = start + 1;
        while (end < text.Length && (IsInner(text[end]) || (text[end] == '.' && end + 1 < text.Length && IsInner(text[end + 1]))))
        {
            end++;
        }
        return end;
    }

    private static bool IsInner(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    /// <summary>Whether a name can stand without quotation marks.</summary>
    public static bool IsPlain(string name) => name.Length > 0 && End(name, 0) == name.Length;

    /// <summary>A name as it stands in a text: plain, or in quotation marks.</summary>
    public static string Write(string name) => IsPlain(name) && name != "_" ? name : Quote(name);

    /// <summary>A text in quotation marks; what cannot be seen is escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (char.IsSurrogatePair(text, i))
            {
                quoted.Append(letter).Append(text[++i]);
                continue;
            }
            switch (letter)
            {
                case '"' or '\\':
                    quoted.Append('\\').Append(letter);
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case '\t':
                    quoted.Append("\\t");
                    break;
                default:
                    bool hidden = char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned;
                    _ = hidden ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)letter:x}}}") : quoted.Append(letter);
                    break;
            }
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>A question after the known name nearest to one that is not known; empty if none is near.</summary>
    public static string DidYouMean(string name, IEnumerable<string> known) => Nearest(name, known) is { } near ? $"; did you mean '{near}'?" : "";

    private static string? Nearest(string name, IEnumerable<string> known)
    {
        const int longest = 64;
        if (name.Length > longest)
        {
            return null;
        }
        string? best = null;
        int least = Math.Min(name.Length, Math.Max(2, (name.Length / 3) + 1));
        foreach (string candidate in known)
        {
            if (Math.Abs(candidate.Length - name.Length) < least)
            {
                int distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
                if (distance < least && candidate != name)
                {
                    (best, least) = (candidate, distance);
                }
            }
        }
        return best;
    }

    // Letters inserted, left out, replaced, or swapped with their neighbour.
    private static int Distance(string left, string right)
    {
        var distances = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distances[i, j] = i + j;
                    continue;
                }
                int replaced = distances[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                distances[i, j] = Math.Min(replaced, Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }
        return distances[left.Length, right.Length];
    }
}
