using System.Text.RegularExpressions;
using Xunit;

namespace Fovea.Tests.Claims;

/// <summary>The Persian page of the assignment is the English one with other prose: its claims are not translated.</summary>
public sealed class PersianAssignmentTests
{
    private const string Block = "^```.*?^```$";

    private const string Heading = "^#+(?= )";

    private const RegexOptions Lines = RegexOptions.Multiline | RegexOptions.Singleline;

    private static readonly string English = Page("assignment.md");

    private static readonly string Persian = Page("assignment.fa.md");

    private static string Page(string file) => File.ReadAllText(Path.Combine(Repository.Root, "docs", file)).ReplaceLineEndings("\n");

    private static string[] Blocks(string page) => [.. Regex.Matches(page, Block, Lines).Select(match => match.Value)];

    private static string[] Levels(string page) => [.. Regex.Matches(Regex.Replace(page, Block, "", Lines), Heading, Lines).Select(match => match.Value)];

    [Fact]
    public void The_Persian_page_has_the_blocks_of_the_English_one()
    {
        Assert.NotEmpty(Blocks(English));
        Assert.Equal(Blocks(English), Blocks(Persian));
    }

    [Fact]
    public void The_Persian_page_has_a_heading_for_each_of_the_English_one()
    {
        Assert.NotEmpty(Levels(English));
        Assert.Equal(Levels(English), Levels(Persian));
    }
}
