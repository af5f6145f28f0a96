using System.Text.Json;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Tensors;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace Fovea.Conformance;

/// <summary>What is written is the model that was read, to Fovea and to ONNX Runtime.</summary>
public sealed class WriterTests
{
    // The backend cases that are not written: their inputs are a sequence and an optional value, whose types a graph does not hold.
    private static readonly string[] Unwritten = ["test_identity_opt", "test_identity_sequence"];

    public static TheoryData<string> Models() =>
    [
        .. Corpus.Names("fuzz", ".onnx").Select(name => $"fuzz/{name}.onnx"),
        .. Corpus.Names("fuzz_rf", ".onnx").Select(name => $"fuzz_rf/{name}.onnx"),
        .. Corpus.Names("models", ".onnx").Select(name => $"models/{name}.onnx"),
    ];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Models))]
    public void A_model_of_the_corpus_reads_back_equal_and_loads_in_onnx_runtime(string name)
    {
        string path = Corpus.File(name);
        byte[] written = RoundTrip(path);
        if (name == "models/super_resolution.onnx")
        {
            // ONNX Runtime refuses the file itself, for it does not say its operator set.
            return;
        }
        using SessionOptions options = Quiet();
        using var before = new InferenceSession(path, options);
        using var after = new InferenceSession(written, options);
        Assert.Equal(Types(before.InputMetadata), Types(after.InputMetadata));
        Assert.Equal(Types(before.OutputMetadata), Types(after.OutputMetadata));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v2")]
    public void A_torchvision_model_reads_back_equal(string name) => RoundTrip(Corpus.Skeleton(name));

    [Fact]
    public void Every_backend_case_reads_back_equal_and_loads_where_the_original_does()
    {
        JsonElement cases = Corpus.Json("onnx-backend-cnn.json").GetProperty("cases");
        using SessionOptions options = Quiet();
        List<string> failures = [];
        List<string> unwritten = [];
        foreach (string path in Directory.EnumerateFiles(Corpus.BackendTests(), "model.onnx", SearchOption.AllDirectories))
        {
            string folder = Path.GetDirectoryName(path)!;
            string name = Path.GetFileName(folder);
            try
            {
                byte[] written = RoundTrip(path);
                string key = $"{Path.GetFileName(Path.GetDirectoryName(folder))}/{name}#0";
                if (cases.TryGetProperty(key, out JsonElement entry) && entry.GetProperty("ort").GetString() == "match")
                {
                    using var session = new InferenceSession(written, options);
                }
            }
            catch (GraphException error)
            {
                Assert.Contains("its type is not known", error.Message, StringComparison.Ordinal);
                unwritten.Add(name);
            }
            catch (Exception error) when (error is OnnxRuntimeException or Xunit.Sdk.XunitException)
            {
                failures.Add($"{name}: {error.Message}");
            }
        }
        Assert.Empty(failures);
        Assert.Equal(Unwritten, unwritten.Order(StringComparer.Ordinal));
    }

    private static SessionOptions Quiet() => new()
    {
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
        IntraOpNumThreads = 1,
    };

    private static byte[] RoundTrip(string path)
    {
        using OnnxModel model = OnnxFile.Read(path);
        using var stream = new MemoryStream();
        OnnxFile.Write(stream, model);
        byte[] written = stream.ToArray();
        using OnnxModel again = OnnxFile.Read(written);
        Assert.True(Declared(model.Graph).Equals(again.Graph), "the graph is another one");
        Assert.Equal(model.Weights.Keys.Order(StringComparer.Ordinal), again.Weights.Keys.Order(StringComparer.Ordinal));
        Assert.All(model.Weights, pair => Assert.True(pair.Value.Equals(again.Weights[pair.Key]), pair.Key));
        return written;
    }

    // A file declares the type of each output; where the original does not, the written one has what is inferred.
    private static Graph Declared(Graph graph)
    {
        if (graph.Outputs.All(output => output.Type is not null))
        {
            return graph;
        }
        TypedGraph typed = TypedGraph.Infer(graph);
        return Graph.Create(
            graph.Name,
            graph.Inputs,
            graph.Parameters,
            graph.Nodes,
            graph.Outputs.Map(output => output with { Type = output.Type ?? Named(typed[output.Name].Type) }),
            graph.OperatorSets);
    }

    // Formulas are written as names.
    private static TensorType? Named(TensorType? type) => type is { } known
        ? known with { Shape = Shape.Create([.. known.Shape.Select(size => size.IsKnown || size.TryGetSymbol(out _) ? size : Size.Symbol(size.ToString(SizeNotation.Ascii)))]) }
        : null;

    private static IEnumerable<string> Types(IReadOnlyDictionary<string, NodeMetadata> values) => values.Select(
        value => $"{value.Key}: {value.Value.ElementDataType}[{string.Join(", ", value.Value.Dimensions)}] {string.Join(", ", value.Value.SymbolicDimensions)}");
}
