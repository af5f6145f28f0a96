using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Reference;
using Fovea.Tensors;
using Fovea.Zoo;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace Fovea.Conformance;

/// <summary>
/// Everything the zoo exports loads in ONNX Runtime and gives outputs of the same shapes, and, where the reference computation is quick enough, of the same values. The
/// largest networks (more than 30 million parameters or 5 GMACs) are run only where FOVEA_SLOW is set.
/// </summary>
public sealed class ZooExportTests
{
    private const long MaximumParameters = 30_000_000;
    private const long MaximumMacs = 5_000_000_000;
    private const long MaximumReferenceMacs = 20_000_000;

    private static readonly bool Slow = Environment.GetEnvironmentVariable("FOVEA_SLOW") is { Length: > 0 };

    public static TheoryData<string> Names => [.. ZooCatalogue.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_zoo_exports_runs_in_onnx_runtime(string name)
    {
        Graph graph = Bound(ZooCatalogue.Find(name)!.Build().BindDefaults());
        var summary = Summary.Of(graph);
        Assert.SkipWhen(
            !Slow && (summary.Parameters.Value > MaximumParameters || summary.Macs.Value > MaximumMacs),
            "the network is large: it is run where FOVEA_SLOW is set");
        IReadOnlyDictionary<string, Tensor> weights = SeededWeights.Of(graph);
        string path = Path.Combine(Directory.CreateTempSubdirectory("fovea-zoo-").FullName, name + ".onnx");
        try
        {
            OnnxFile.Write(path, new OnnxModel(graph, weights));
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var session = new InferenceSession(path, options);
            Tensor image = SeededWeights.Uniform("image", graph.Inputs[0].Type!.Value.Shape);
            Tensor[] theirs = Run(session, graph, image);
            Assert.Equal(graph.Outputs.Select(output => summary.Typed[output.Name].Shape), theirs.Select(output => output.Type.Shape));
            if (summary.Macs.Value <= MaximumReferenceMacs)
            {
                Tensor[] ours = ReferenceModel.Run(graph, weights.GetValueOrDefault, image);
                Assert.All(ours.Zip(theirs), pair =>
                {
                    Comparison comparison = Comparison.Of(pair.First, pair.Second, 1e-4, 1e-5);
                    Assert.True(comparison.Agrees, comparison.ToString());
                });
            }
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    // Symbols without a default, and open dimensions, closed with sizes that fit each other: kernels and channels small, images large.
    private static Graph Bound(Graph graph)
    {
        var values = graph.Symbols.ToDictionary(symbol => symbol.Name, symbol => (Size)Math.Max(symbol.AtLeast, 2), StringComparer.Ordinal);
        foreach (string dimension in graph.OpenDimensions())
        {
            values.TryAdd(dimension, 32);
        }
        return graph.Bind(values);
    }

    private static Tensor[] Run(InferenceSession session, Graph graph, Tensor image)
    {
        var data = new float[image.Count];
        image.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(data.AsSpan()));
        int[] sizes = [.. image.Dimensions.Select(size => (int)size)];
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(graph.Inputs[0].Name, new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>(data, sizes))]);
        return
        [
            .. graph.Outputs.Select(output =>
            {
                var tensor = results.First(result => result.Name == output.Name).AsTensor<float>();
                return Tensor.Of([.. tensor.Dimensions.ToArray().Select(size => (long)size)], tensor.ToArray());
            }),
        ];
    }
}
