using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Fovea.Conformance;

/// <summary>
/// What the documents show is what the command prints: every line <c>$ ./fovea …</c> of a console block is run, and what it prints has to stand below it. Set FOVEA_WRITE_DOCUMENTS to write the
/// outputs down instead.
/// </summary>
public sealed class DocumentTests
{
    private const string Prompt = "$ ./fovea ";

    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(Path.Combine(Corpus.Repository, "docs"), "*.md").Select(path => "docs/" + Path.GetFileName(path)).Append("README.md").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void What_a_document_shows_is_what_the_command_prints(string document)
    {
        string path = Path.Combine(Corpus.Repository, document);
        string written = File.ReadAllText(path);
        string run = Rerun(written);
        if (Environment.GetEnvironmentVariable("FOVEA_WRITE_DOCUMENTS") is { Length: > 0 })
        {
            File.WriteAllText(path, run);
        }
        else
        {
            Assert.Equal(run, written);
        }
    }

    private static string Rerun(string document)
    {
        var result = new StringBuilder();
        bool console = false;
        bool output = false;
        foreach (string line in document.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                console = line == "```console";
                output = false;
            }
            bool command = console && line.StartsWith(Prompt, StringComparison.Ordinal);
            if (command || !output)
            {
                result.Append(line).Append('\n');
            }
            if (command)
            {
                output = true;
                // As in a shell: what stands in quotation marks is one word.
                string[] words = [.. Regex.Matches(line[Prompt.Length..], "'[^']*'|[^ ]+").Select(word => word.Value.Trim('\''))];
                result.Append(FoveaCommand.Run(words).Output.ReplaceLineEndings("\n").TrimEnd('\n')).Append('\n');
            }
        }
        return result.ToString();
    }
}
