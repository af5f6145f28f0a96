using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace Fovea.Conformance;

/// <summary>The command <c>check</c> as it is called: what it prints, where it writes, and its exit codes.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private const string Claims = """
        net one(k) {
          input x: float32[1, 2, h, w]
          c = conv(x, 4, k)
          output c
        }
        claim 1: height(one) = h - k + 1
        claim 2 false: height(one) = h - k
        claim 3: height(one) = ?
        claim 4: 1/3 = 0.25 = 1/4
        claim "5 <&>": 1e-3 < 1_000
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("fovea-check-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(string name, string content)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    [Fact]
    public void A_claim_has_its_line_and_what_is_to_be_said_below_it()
    {
        CommandResult result = FoveaCommand.Run("check", Write("claims.fovea", Claims));
        string[] lines = result.Output.ReplaceLineEndings("\n").Split('\n');
        Assert.Equal((1, ""), (result.Code, result.Error));
        Assert.Equal("✓ 1      proved: height(one) = h - k + 1", lines[0]);
        Assert.Contains("✓ 2      false, as marked: height(one) = h - k", lines);
        Assert.Contains("    ? = h - k + 1", lines);
        Assert.Contains("✗ 4      refuted: 1/3 = 0.25 = 1/4", lines);
        Assert.Contains("    first false step: 1/3 = 1/4", lines);
        Assert.Contains("✓ 5 <&>  exact: 1e-3 < 1_000", lines);
        Assert.Equal("4 held, 1 failed, 0 undecided", lines[^2]);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Theory]
    [InlineData("1 = 1", 0)]
    [InlineData("1 = 2", 1)]
    [InlineData("claim false: 1 = 2", 0)]
    [InlineData("claim false: 1 = 1", 1)]
    [InlineData("nothing = 1", 1)]
    [InlineData("1 = 1; 2 = 2", 0)]
    public void The_exit_code_says_whether_all_claims_hold(string text, int code) => Assert.Equal(code, FoveaCommand.Run("check", "-e", text).Code);

    [Theory]
    [InlineData("fovea: -e:1:4: a number, a name or a parenthesis was expected, not the end of the text", 1, "-e", "1 =")]
    [InlineData("fovea: no.fovea: there is no such file", 1, "no.fovea")]
    [InlineData("fovea: README.md: there is no claim in it", 1, "README.md")]
    [InlineData("fovea: --annotate writes into the files that are named, and stands alone", 2, "--annotate")]
    [InlineData("fovea: --against marks files: name the submissions", 2, "--against", "docs/exercises.md")]
    [InlineData("fovea: --format takes one of table, json, junit, not 'xml'", 2, "--format", "xml")]
    public void What_cannot_be_done_is_one_line(string line, int code, params string[] arguments)
    {
        CommandResult result = FoveaCommand.Run(["check", .. arguments]);
        Assert.Equal((code, ""), (result.Code, result.Output));
        Assert.Equal(line, result.Error.ReplaceLineEndings("\n").Split('\n')[0]);
    }

    [Fact]
    public void Claims_come_through_a_pipe_and_numbers_do_not_depend_on_the_system()
    {
        CommandResult result = FoveaCommand.Run([("LANG", "fa_IR.UTF-8"), ("LC_ALL", "fa_IR.UTF-8"), ("NO_COLOR", "1")], Claims, "check", "-");
        Assert.Equal(FoveaCommand.Run("check", Write("claims.fovea", Claims)).Output, result.Output);
    }

    [Fact]
    public void Json_holds_every_verdict()
    {
        using var json = JsonDocument.Parse(FoveaCommand.Run("check", Write("claims.fovea", Claims), "--format", "json").Output);
        Assert.Equal((4, 1, 0), (json.RootElement.GetProperty("held").GetInt32(), json.RootElement.GetProperty("failed").GetInt32(), json.RootElement.GetProperty("undecided").GetInt32()));
        JsonElement[] claims = [.. json.RootElement.GetProperty("documents")[0].GetProperty("claims").EnumerateArray()];
        Assert.Equal(["1", "2", "3", "4", "5 <&>"], claims.Select(claim => claim.GetProperty("label").GetString()));
        Assert.Equal([6, 7, 8, 9, 10], claims.Select(claim => claim.GetProperty("line").GetInt32()));
        Assert.Equal("refuted", claims[3].GetProperty("steps")[0].GetProperty("standing").GetString());
        Assert.Equal("h - k + 1", claims[2].GetProperty("answers")[0].GetString());
    }

    [Fact]
    public void Junit_is_xml_with_a_test_for_each_claim()
    {
        string path = Write("claims.fovea", Claims + "\nclaim \"\\u{1}\": \"\u0001\" = 2");
        var suites = XElement.Parse(FoveaCommand.Run("check", path, "--format", "junit").Output);
        XElement suite = Assert.Single(suites.Elements("testsuite"));
        Assert.Equal(("6", "2"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal(6, suite.Elements("testcase").Count());
        Assert.Equal("5 <&>: 1e-3 < 1_000", suite.Elements("testcase").ElementAt(4).Attribute("name")!.Value);
        Assert.Equal("failed", suite.Elements("testcase").ElementAt(3).Element("failure")!.Attribute("type")!.Value);
    }

    [Fact]
    public void Verdicts_are_written_beside_the_claims_once()
    {
        string page = $"# Page\n\ntext\n\n```fovea\n{Claims}\n```\n\nmore text\n";
        string path = Write("page.md", page);
        Assert.Equal(1, FoveaCommand.Run("check", path, "--annotate").Code);
        string annotated = File.ReadAllText(path);
        string[] lines = annotated.Split('\n');
        Assert.Contains("claim 1: height(one) = h - k + 1  # ✓ proved", lines);
        Assert.Contains("claim 3: height(one) = ?  # ✓ proved: ? = h - k + 1", lines);
        Assert.Equal(page.Split('\n').Length, lines.Length);
        FoveaCommand.Run("check", path, "--annotate");
        Assert.Equal(annotated, File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFiles(folder));
    }

    [Fact]
    public void An_exercise_withholds_answers_and_corrections()
    {
        string path = Write("claims.fovea", Claims + "\nclaim 6: height(one) = h - k");
        CommandResult result = FoveaCommand.Run("check", path, "--exercise");
        Assert.DoesNotContain("? = h - k + 1", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("right:", result.Output, StringComparison.Ordinal);
        Assert.Contains("? = withheld", result.Output, StringComparison.Ordinal);
        Assert.Contains("right:", FoveaCommand.Run("check", path).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_found_beside_the_document_in_any_shape()
    {
        Assert.Equal(0, FoveaCommand.Run("zoo", "export", "lenet5", "-o", Path.Combine(folder, "m.onnx")).Code);
        string path = Write("budget.fovea", "model m = \"m.onnx\"\nmodel many = \"m.onnx\" at [N, 1, 32, 32]\nclaim: params(m) <= 100_000\nclaim: shape(many) = [N, 10]\nclaim: params(many) = params(m)");
        CommandResult result = FoveaCommand.Run("check", path);
        Assert.True(result.Code == 0, result.Output + result.Error);
    }
}
