using System.Text.RegularExpressions;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Runtime;
using Fovea.Tensors;
using Xunit;
using static Fovea.Networks.Layers;

namespace Fovea.Tests;

/// <summary>README's C# is this code, and prints what its comments say.</summary>
public sealed class ReadmeTests
{
    private static void Example(TextWriter Console)
    {
        // README begins here.
        Network block = [Conv(64, 3, padding: 1), BatchNorm, Relu, Conv(64, 3, padding: 1), BatchNorm];
        Network net = [Conv(64, 7, stride: 2, padding: 3), BatchNorm, Relu, MaxPool(3, stride: 2, padding: 1),
                       Residual(block), Relu, GlobalAveragePool, Dense(10)];
        Graph graph = net.Graph(input: [1, 3, "H", "W"]);
        Summary summary = Summary.Of(graph);
        Console.WriteLine(summary.Parameters);                             // 84362
        Console.WriteLine(summary.Layers[3].Outputs[0].Type!.Value.Shape); // [1, 64, ⌊(H + 3)/4⌋, ⌊(W + 3)/4⌋]
        Console.WriteLine(summary.Layers[9].Field.Axes[0]!.Size);          // 27
        using Session session = graph.Compile(SeededWeights.Of(graph));
        Tensor scores = session.Run(SeededWeights.Uniform("image", [1, 3, 64, 48]));
        Console.WriteLine(scores.Type);                                    // float32[1, 10]
        Console.WriteLine(session.Layers.Count(layer => layer.Path == ExecutionPath.Reference)); // 0
        // README ends here.
    }

    [Fact]
    public void The_code_in_README_is_compiled_and_prints_what_it_says()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        string shown = Regex.Match(readme, "```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        string source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Fovea.Tests", "ReadmeTests.cs")).ReplaceLineEndings("\n");
        string code = Regex.Match(source, "// README begins here\\.\n(.*?) *// README ends here", RegexOptions.Singleline).Groups[1].Value;
        Assert.EndsWith("\n\n" + Regex.Replace(code, "^ {8}", "", RegexOptions.Multiline), shown, StringComparison.Ordinal);
        var printed = new StringWriter { NewLine = "\n" };
        Example(printed);
        Assert.Equal(Regex.Matches(shown, "// (.*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value), printed.ToString().TrimEnd().Split('\n'));
    }
}
