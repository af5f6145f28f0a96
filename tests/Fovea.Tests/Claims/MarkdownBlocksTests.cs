using Fovea.Claims;
using Fovea.Networks;
using Fovea.Notation;
using Fovea.Numbers;
using Xunit;

namespace Fovea.Tests.Claims;

public sealed class MarkdownBlocksTests
{
    private const string Page = """
        # Claims
        claim: this is text

        ```fovea
        define a = 1
        claim 1: a = 1
        ```
        ```fovea wrong
        clam
        ```
        ````markdown
        ```fovea
        no = claim
        ```
        ````
          ~~~ fovea
          claim 2: a = 2  # a comment
            and a =
              3   # its last line
          claim 3: a = 1; claim 4: a = 3
          ~~~
        ```
        claim: code of something else
        ```
        """;

    private static ClaimDocument Read(string markdown) => ClaimParser.Parse(MarkdownBlocks.Text(markdown), LayerVocabulary.Text);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Blocks_are_read_with_the_lines_of_the_file(string lineEnd)
    {
        string page = "\uFEFF" + Page.ReplaceLineEndings(lineEnd);
        string text = MarkdownBlocks.Text(page);
        Assert.Equal(page.Length, text.Length);
        Assert.Equal(["1 6", "2 17", "3 20", "4 20"], Read(page).Claims.Map(claim => FormattableString.Invariant($"{claim.Label} {claim.Line}")));
    }

    [Fact]
    public void A_block_that_is_never_closed_is_told()
    {
        TextException error = Assert.Throws<TextException>(() => MarkdownBlocks.Text("text\n```fovea\nclaim: a = b\n"));
        Assert.Equal("2:1: the block is never closed: ``` is missing", error.Message);
        Assert.Equal(new string(' ', 7) + "\n" + new string(' ', 6), MarkdownBlocks.Text("```text\nno end"));
    }

    [Fact]
    public void A_file_without_blocks_has_no_claims() => Assert.Empty(Read("# Title\n\nclaim: a = b\n").Claims);

    private static Verdict Verdict(Claim claim, Outcome outcome, Standing standing, string reason, string? counterexample = null, string? correction = null) =>
        new(claim.Label, claim.Text, claim.Line, claim.IsMarkedFalse, outcome, standing, reason, [], counterexample, correction);

    private static string Annotate(string text, string suffix)
    {
        ClaimDocument document = Read(text);
        Values<Claim> claims = document.Claims;
        return Annotations.Write(text, document,
        [
            Verdict(claims[0], Outcome.Held, Standing.Proved, "both sides are the same" + suffix),
            Verdict(claims[1], Outcome.Failed, Standing.Refuted, "they differ" + suffix, "a = 1:\n1 ≠ 2" + suffix, "a = 1"),
            Verdict(claims[2], Outcome.Undecided, Standing.Undecided, "no idea" + suffix),
            Verdict(claims[3], Outcome.Held, Standing.Exact, "computed") with { Answers = ["k + 1"] },
        ]);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Verdicts_stand_beside_the_claims_and_are_replaced_when_they_change(string lineEnd)
    {
        string page = "\uFEFF" + Page.ReplaceLineEndings(lineEnd);
        string annotated = Annotate(page, "");
        string[] lines = annotated.Split(lineEnd);
        Assert.Equal("claim 1: a = 1  # ✓ proved", lines[5]);
        Assert.Equal("  claim 2: a = 2  # a comment", lines[16]);
        Assert.Equal("      3   # its last line  # ✗ refuted: a = 1: 1 ≠ 2; right: a = 1", lines[18]);
        Assert.Equal("  claim 3: a = 1; claim 4: a = 3  # ? undecided: no idea; ✓ exact: ? = k + 1", lines[19]);
        Assert.Equal(annotated, Annotate(annotated, ""));
        Assert.Equal(Annotate(page, ", now"), Annotate(annotated, ", now"));
        Assert.Equal(page.Split(lineEnd).Length, lines.Length);
    }
}
