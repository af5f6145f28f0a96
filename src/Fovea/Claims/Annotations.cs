using System.Text;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>Verdicts as comments beside the claims of a text: <c># ✓ proved</c>.</summary>
public static class Annotations
{
    /// <summary>The sign of an outcome.</summary>
    public static char Sign(Outcome outcome) => outcome switch { Outcome.Held => '✓', Outcome.Failed => '✗', _ => '?' };

    /// <summary>The text with a verdict behind each claim, in the line where that ends. Verdicts that stand there already are replaced, other comments stay.</summary>
    /// <param name="text">The text; of a Markdown file all of it.</param>
    /// <param name="document">What was read from it.</param>
    /// <param name="verdicts">A verdict for each claim, in order.</param>
    public static string Write(string text, ClaimDocument document, IReadOnlyList<Verdict> verdicts)
    {
        var result = new StringBuilder();
        int from = 0;
        // Several claims may end in the same line.
        IEnumerable<IGrouping<int, (TextPart Comment, Verdict Verdict)>> lines = document.Claims
            .Zip(verdicts, (claim, verdict) => (Comment: Behind(text, document.Reader, claim.End), verdict))
            .GroupBy(entry => entry.Comment.Start);
        foreach (IGrouping<int, (TextPart Comment, Verdict Verdict)> line in lines)
        {
            TextPart comment = line.First().Comment;
            string own = Own(text[comment.Start..comment.End]);
            result.Append(text, from, comment.Start - from).Append(own).Append("  # ").AppendJoin("; ", line.Select(entry => Summary(entry.Verdict)));
            from = comment.End;
        }
        return result.Append(text, from, text.Length - from).ToString();
    }

    private static string Summary(Verdict verdict)
    {
        var summary = new StringBuilder().Append(Sign(verdict.Outcome)).Append(' ');
        summary.Append(verdict is { IsMarkedFalse: true, Outcome: Outcome.Held } ? "false, as marked" : Name(verdict.Standing));
        if (verdict.Answers.Count > 0)
        {
            summary.Append(": ? = ").AppendJoin(", ", verdict.Answers);
        }
        else if (verdict.Outcome != Outcome.Held || verdict.IsMarkedFalse)
        {
            summary.Append(": ").Append(verdict.Counterexample ?? verdict.Reason);
        }
        if (verdict.Correction is { } correction)
        {
            summary.Append("; right: ").Append(correction);
        }
        return summary.Replace("\r", "").Replace('\n', ' ').ToString();
    }

    /// <summary>A standing as it is written: "proved", "ill-formed".</summary>
    public static string Name(Standing standing) => standing == Standing.IllFormed ? "ill-formed" : standing.ToString().ToLowerInvariant();

    // What stands in the line behind everything that is read: blanks and a comment.
    private static TextPart Behind(string text, TokenReader reader, int end)
    {
        int line = text.AsSpan(end).IndexOfAny('\r', '\n') is >= 0 and var rest ? end + rest : text.Length;
        return new TextPart(reader.EndBefore(line), line);
    }

    // A comment without the verdict at its end.
    private static string Own(string comment)
    {
        foreach (Outcome outcome in Enum.GetValues<Outcome>())
        {
            int mark = comment.IndexOf($"# {Sign(outcome)} ", StringComparison.Ordinal);
            comment = mark < 0 ? comment : comment[..mark];
        }
        return comment.TrimEnd();
    }
}
