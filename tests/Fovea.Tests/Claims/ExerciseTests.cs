using System.Text.RegularExpressions;
using Fovea.Claims;
using Fovea.Networks;
using Xunit;

namespace Fovea.Tests.Claims;

public sealed class ExerciseTests
{
    private const string Key = """
        net one(k) {
          input x: float32[1, 2, h, w]
          c = conv(x, 4, k, bias: false)
          output c
        }
        define side(a) = height(a)
        define twice(a) = 2*a
        claim 1: height(one.c) = ?
        claim 2: ? = params(one)
        claim 3 false: width(one) = w
        claim: 1 = 1
        claim 4: height(one.c) = h - k + 1 and width(one.c) = ?
        """;

    private static readonly CheckOptions Options = new(file => throw new FileNotFoundException(file));

    private static Verdict[] Mark(string submission) =>
        [.. new Exercise(Key, LayerVocabulary.Text).Mark(submission, document => Checker.Check(document, Options))];

    [Fact]
    public void Every_right_answer_holds_however_it_is_written()
    {
        Verdict[] verdicts = Mark("""
            claim 4: (height(one.c) = h - k + 1) and width(one.c) = w - (k - 1)
            # in another order, on several lines, several in one
            claim 2: 4*2*k^2
              = params(one); claim 3 false: width(one) = w
            claim 1: height(one.c) = h - (k - 1) = h + 1 - k = 1 - k + h
            claim 7: a = b
            """);
        Assert.Equal(["1 Held 5", "2 Held 3", "3 Held 4", "4 Held 1"], verdicts.Select(verdict => FormattableString.Invariant($"{verdict.Label} {verdict.Outcome} {verdict.Line}")));
        Assert.Equal(3, verdicts[0].Steps.Count);
    }

    [Theory]
    [InlineData("", Outcome.Failed, "missing")]
    [InlineData("claim 1: height(one.c) = ?", Outcome.Undecided, "unanswered")]
    [InlineData("claim 1: height(one.c) = _", Outcome.Undecided, "unanswered")]
    [InlineData("claim 1: height(one.c) = h - ?", Outcome.Undecided, "unanswered")]
    [InlineData("claim 1: width(one.c) = w - k + 1", Outcome.Failed, "altered: the question is height(one.c) = ?")]
    [InlineData("claim 1: height(one.c) >= 1", Outcome.Failed, "altered")]
    [InlineData("claim 1: height(one.c) = 1 or 1 = 1", Outcome.Failed, "altered")]
    [InlineData("claim 1 false: height(one.c) = h", Outcome.Failed, "altered")]
    [InlineData("claim 1: height(one.c) = h - k + 1 where h > 3", Outcome.Failed, "altered")]
    [InlineData("claim 1: for all h: height(one.c) = h - k + 1", Outcome.Failed, "altered")]
    [InlineData("claim 1: height(one.c) = height(one.c)", Outcome.Failed, "no answer")]
    [InlineData("claim 1: height(one.c) = h - k + 1 = 0 + height(one.c)", Outcome.Failed, "no answer")]
    [InlineData("claim 1: height(one.c) = side(one.c)", Outcome.Failed, "no answer")]
    [InlineData("claim 1: height(one.c) = twice(shape(one)[2])/2", Outcome.Failed, "no answer")]
    [InlineData("define height(x) = 1; claim 1: height(one.c) = 1", Outcome.Failed, "")]
    [InlineData("net one(k) {\n}\nclaim 1: height(one.c) = 1", Outcome.Failed, "")]
    public void What_is_no_answer_is_told_apart(string submission, Outcome outcome, string reason)
    {
        Verdict verdict = Mark(submission)[0];
        Assert.Equal(outcome, verdict.Outcome);
        Assert.StartsWith(reason, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_derivation_names_its_first_false_step()
    {
        Verdict verdict = Mark("claim 1: height(one.c) = h - (k - 1) = h - k - 1 = h - k + 1")[0];
        Assert.Equal((Outcome.Failed, Standing.Refuted), (verdict.Outcome, verdict.Standing));
        Assert.Equal("h - (k - 1) = h - k - 1", verdict.Steps[^1].Text);
    }

    [Fact]
    public void Functions_that_ask_networks_are_functions() => Assert.All(ClaimFunctions.AskNetworks, name => Assert.NotNull(ClaimFunctions.Find(name)));

    [Fact]
    public void The_page_shows_the_submission()
    {
        string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, "docs", .. path])).ReplaceLineEndings("\n");
        Assert.Contains("```text\n" + Read("exercises", "ada.fovea") + "```", Read("exercises.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_on_the_notation_names_every_function()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "claims.md"));
        Assert.All(ClaimFunctions.Names, name => Assert.Matches($@"`{Regex.Escape(name)}[`(]", page));
    }
}
