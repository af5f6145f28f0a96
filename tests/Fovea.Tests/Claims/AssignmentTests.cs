using Fovea.Claims;
using Fovea.Networks;
using Xunit;

namespace Fovea.Tests.Claims;

/// <summary>The assignment, executed: its claims hold.</summary>
public sealed class AssignmentTests
{
    private static readonly string Text = MarkdownBlocks.Text(File.ReadAllText(Path.Combine(Repository.Root, "docs", "assignment.md")));

    internal static readonly ClaimDocument Document = ClaimParser.Parse(Text, LayerVocabulary.Text);

    internal static readonly CheckOptions Options = new(file => throw new FileNotFoundException(file));

    private static readonly Lazy<Verdict[]> Verdicts = new(() => [.. Checker.Check(Document, Options)]);

    // Every row of the assignment, by the label that the source gives it.
    private static readonly string[] Rows =
    [
        "1.1a", "1.1b", "1.1c", "1.1d", "1.1e", "1.1f", "1.2a", "1.2b", "2.a", "2.b0", "2.b", "2.c0", "2.c1", "2.c", "3.a", "3.b", "3.c", "4.1a", "4.1b", "4.1c", "4.1d", "4.1e", "4.1f",
        "4.2a", "4.2b", "4.2c", "4.2d", "4.2e", "4.2f", "4.3a", "4.3b", "4.3c", "4.4a", "4.4b", "4.4c", "4.5",
    ];

    [Fact]
    public void Every_row_of_the_assignment_is_a_claim_and_all_claims_hold()
    {
        Verdict[] verdicts = Verdicts.Value;
        Assert.All(verdicts, verdict => Assert.True(verdict.Outcome == Outcome.Held, $"{verdict.Label}: {verdict.Standing}, {verdict.Reason}; {verdict.Counterexample}"));
        Assert.All(Rows, row => Assert.Contains(verdicts, verdict => verdict.Label == row || verdict.Label.StartsWith(row + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_stands_behind_each_claim_is_what_comes_out()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "assignment.md"));
        Assert.Equal(page, Annotations.Write(page, Document, [.. Verdicts.Value]));
    }

    [Fact]
    public void Corrections_that_are_offered_are_proved()
    {
        Verdict[] corrected = [.. Verdicts.Value.Where(verdict => verdict.Correction is not null)];
        Assert.NotEmpty(corrected);
        foreach (Verdict verdict in corrected)
        {
            Verdict judged = Checker.Check(ClaimParser.Parse($"{Text}\nclaim corrected: {verdict.Correction}", LayerVocabulary.Text), Options, "corrected").Single();
            Assert.True(judged is { Outcome: Outcome.Held, Standing: Standing.Proved or Standing.Exact or Standing.Counted }, $"{verdict.Label}: {verdict.Correction} is {judged.Standing}: {judged.Reason}");
        }
    }
}
