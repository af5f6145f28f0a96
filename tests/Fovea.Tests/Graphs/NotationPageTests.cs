using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Notation;
using Xunit;

namespace Fovea.Tests.Graphs;

/// <summary>The blocks of the page on the notation, docs/notation.md, are what it says they are.</summary>
public sealed class NotationPageTests
{
    private static readonly (string Kind, string Text)[] Blocks = [.. Read()];

    private static IEnumerable<(string Kind, string Text)> Read()
    {
        using var reader = new StreamReader(typeof(NotationPageTests).Assembly.GetManifestResourceStream("notation.md")!);
        string? kind = null;
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            if (kind is null && line.StartsWith("```", StringComparison.Ordinal))
            {
                kind = line[3..];
            }
            else if (kind is not null && line == "```")
            {
                yield return (kind, string.Join('\n', lines));
                kind = null;
                lines.Clear();
            }
            else if (kind is not null)
            {
                lines.Add(line);
            }
        }
    }

    public static TheoryData<string> Texts => [.. Blocks.Where(block => block.Kind == "fovea").Select(block => block.Text)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_block_is_read_and_comes_back_from_its_exact_form(string text)
    {
        Graph graph = GraphText.Parse(text, LayerVocabulary.Text).Graph();
        Assert.NotEmpty(graph.Nodes);
        Assert.Equal(graph, GraphText.Parse(GraphText.Print(graph), LayerVocabulary.Text).Graph());
    }

    [Fact]
    public void The_wrong_block_is_refused_with_the_message_below_it()
    {
        int wrong = Array.FindIndex(Blocks, block => block.Kind == "fovea wrong");
        TextException error = Assert.Throws<TextException>(() => GraphText.Parse(Blocks[wrong].Text, LayerVocabulary.Text).Graph());
        Assert.Equal(Blocks[wrong + 1].Text, error.Message + "\n" + error.Excerpt);
    }

    [Fact]
    public void The_page_lists_the_layers()
    {
        string listed = Array.Find(Blocks, block => block.Kind == "layers").Text;
        Assert.Equal(listed.Split('\n'), LayerVocabulary.Text.Layers.Values.Select(layer => layer.ToString()));
    }
}
