using System.Text;

namespace Fovea.Cli.Reports;

/// <summary>The ASCII spelling of what is printed, for terminals that have no other letters.</summary>
internal static class AsciiText
{
    /// <summary>Whether the terminal's locale says that it has no others.</summary>
    public static bool IsNeeded => !OperatingSystem.IsWindows()
        && new[] { "LC_ALL", "LC_CTYPE", "LANG" }.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => value is { Length: > 0 }) is { } locale
        && !locale.Contains("utf", StringComparison.OrdinalIgnoreCase);

    /// <summary>A text with the ASCII spelling of each sign; ? where there is none.</summary>
    public static string Of(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.IsAscii ? ascii.Append((char)rune.Value) : ascii.Append(Spelling(rune.Value));
        }
        return ascii.ToString();
    }

    private static string Spelling(int letter) => letter switch
    {
        '✓' => "+",
        '✗' => "x",
        '−' or '–' => "-",
        '·' or '×' => "*",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '→' => "->",
        '⌊' => "floor(",
        '⌈' => "ceil(",
        '⌋' or '⌉' => ")",
        '√' => "sqrt",
        '∞' => "infinity",
        'Θ' => "Theta",
        'Ω' => "Omega",
        '∈' => "in",
        '…' => "...",
        _ => "?",
    };
}
