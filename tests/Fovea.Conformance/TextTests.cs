using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Zoo;
using Xunit;

namespace Fovea.Conformance;

/// <summary>The text of every graph that the corpus and the zoo hold is read back as an equal graph.</summary>
public sealed class TextTests
{
    [Fact]
    public void Every_network_of_the_zoo_comes_back_from_its_text()
    {
        foreach (ZooEntry entry in ZooCatalogue.All)
        {
            Assert.Null(Trip(entry.Name, entry.Build()));
        }
    }

    [Fact]
    public void Every_model_of_the_corpus_comes_back_from_its_text()
    {
        List<string> paths =
        [
            .. Directory.EnumerateFiles(Corpus.File("fuzz"), "*.onnx"),
            .. Directory.EnumerateFiles(Corpus.File("fuzz_rf"), "*.onnx"),
            .. Directory.EnumerateFiles(Corpus.File("models"), "*.onnx"),
            .. Corpus.Names("skeletons", ".onnx.gz").Select(name => Corpus.Skeleton(name)),
            .. Directory.EnumerateFiles(Corpus.BackendTests(), "model.onnx", SearchOption.AllDirectories),
        ];
        Assert.True(paths.Count > 1000, $"only {paths.Count} models were found");
        List<string> failures = [];
        foreach (string path in paths)
        {
            using OnnxModel? model = Read(path);
            if (model is not null && Trip(path, model.Graph) is { } failure)
            {
                failures.Add(failure);
            }
        }
        Assert.Empty(failures);
    }

    private static OnnxModel? Read(string path)
    {
        try
        {
            return OnnxFile.Read(path);
        }
        catch (Exception error) when (error is OnnxFormatException or GraphException)
        {
            // What the reader refuses is no matter of texts.
            return null;
        }
    }

    private static string? Trip(string name, Graph graph)
    {
        foreach (SizeNotation notation in new[] { SizeNotation.Unicode, SizeNotation.Ascii })
        {
            try
            {
                string text = GraphText.Print(graph, notation);
                Graph read = GraphText.Parse(text, LayerVocabulary.Text).Graph();
                if (!read.Equals(graph))
                {
                    return $"{name}: another graph came back from\n{text}";
                }
                if (GraphText.Print(read, notation) != text)
                {
                    return $"{name}: another text came back";
                }
            }
            catch (Exception error) when (error is GraphException or FormatException)
            {
                return $"{name}: {error.Message}";
            }
        }
        return null;
    }
}
