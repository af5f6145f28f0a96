using System.Globalization;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Reference;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>Random networks in one, two and three dimensions on the reference: outputs and gradients are PyTorch's, rounding errors are bounded, operations are predicted.</summary>
public sealed class ReferenceFuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Graphs => [.. Enumerable.Range(0, 32).Select(number => $"fuzz/g{number:000}")];

    [Theory]
    [MemberData(nameof(Graphs))]
    public void The_outputs_are_those_of_PyTorch(string name)
    {
        using OnnxModel model = OnnxFile.Read(Corpus.File(name + ".onnx"));
        IReadOnlyDictionary<string, Tensor> recorded = NpzFile.Read(Corpus.File(name + ".npz"));
        Tensor[] outputs = ReferenceModel.Run(model.Graph, Weights(model), recorded["in_0"]);
        for (int i = 0; i < outputs.Length; i++)
        {
            Near(recorded[$"out_{i}"], outputs[i], 1e-5, $"output {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Every_node_computes_inside_its_intervals(string name)
    {
        using OnnxModel model = OnnxFile.Read(Corpus.File(name + ".onnx"));
        IReadOnlyList<NodeBound> bounds = Bounds.Run(model.Graph, Weights(model), NpzFile.Read(Corpus.File(name + ".npz"))["in_0"]);
        foreach (NodeBound bound in bounds)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{bound.Node.Node.Operator.Name,-24} width {bound.Width:0.0e+00} of {bound.Largest:0.0e+00} {bound.Node.Node.Label} {bound.Reason}"));
            Assert.Equal((bound.Node.Node.Label, 0, null), (bound.Node.Node.Label, bound.Outside, bound.Reason));
            Assert.InRange(bound.Width, 0, 1e-3 * bound.Largest);
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Every_node_executes_the_operations_that_are_predicted(string name)
    {
        using OnnxModel model = OnnxFile.Read(Corpus.File(name + ".onnx"));
        var operations = new ExecutedOperations();
        operations.Run(name, model.Graph, Weights(model), NpzFile.Read(Corpus.File(name + ".npz"))["in_0"]);
        Assert.Empty(operations.Differences);
        Assert.Empty(operations.Unpredicted);
        Assert.Equal(model.Graph.Nodes.Count, operations.Predicted);
    }

    // These begin with a layer normalisation over two channels, whose two gradients cancel but for the small number that stabilises the division: exactly opposite numbers, which
    // the recorded ones, in float32, are to four or five digits only.
    private static readonly Dictionary<string, double> Cancelling = new() { ["fuzz/g000"] = 2e-5, ["fuzz/g012"] = 2e-4 };

    // Slopes of PRelu, and scales and shifts of a group normalisation, which the exporter brought into another shape and gave a number for a name.
    private static readonly Dictionary<string, string[]> Renamed = new()
    {
        ["fuzz/g019"] = ["trunk.2.weight", "trunk.2.bias"],
        ["fuzz/g026"] = ["trunk.2.weight", "trunk.2.bias", "trunk.6.1.weight"],
        ["fuzz/g028"] = ["trunk.0.1.weight"],
        ["fuzz/g031"] = ["trunk.3.1.weight"],
    };

    // The corpus records the gradients of Σᵢ Σ out_i ∘ r_i, and the r_i beside them.
    [Theory]
    [MemberData(nameof(Graphs))]
    public void The_gradients_are_those_of_PyTorch(string name)
    {
        using OnnxModel model = OnnxFile.Read(Corpus.File(name + ".onnx"));
        IReadOnlyDictionary<string, Tensor> recorded = NpzFile.Read(Corpus.File(name + ".npz"));
        Gradient gradient = Derivatives.Gradient(model.Graph, Weights(model), outputs => Objective(outputs, recorded), recorded["in_0"]);
        Near(recorded["grad_in_0"], gradient.Slopes[model.Graph.Inputs[0].Name], Cancelling.GetValueOrDefault(name, 1e-5), "input");
        List<string> absent = [];
        foreach ((string key, Tensor expected) in recorded.Where(entry => entry.Key.StartsWith("gp:", StringComparison.Ordinal)))
        {
            if (gradient.Slopes.TryGetValue(key[3..], out Tensor? slopes))
            {
                Near(expected, slopes, 1e-5, key);
            }
            else
            {
                absent.Add(key[3..]);
            }
        }
        // Where a batch normalisation is fused into the convolution before it, neither has the parameters any more that were recorded.
        if (!Corpus.Json(name + ".json").GetProperty("bn_fused").GetBoolean())
        {
            Assert.Equal(Renamed.GetValueOrDefault(name, []), absent);
        }
    }

    private static Taped Objective(RunTensor[] outputs, IReadOnlyDictionary<string, Tensor> recorded)
    {
        Taped sum = default;
        for (int i = 0; i < outputs.Length; i++)
        {
            Taped[] numbers = outputs[i].Items<Taped>();
            for (int k = 0; k < numbers.Length; k++)
            {
                sum += numbers[k] * Taped.Literal(recorded[$"r_{i}"].GetDouble(k));
            }
        }
        return sum;
    }

    private void Near(Tensor expected, Tensor actual, double tolerance, string what) => Closeness.Of(expected, actual).Require(tolerance, what, output);

    private static Func<string, Tensor?> Weights(OnnxModel model) => name => model.Weights.GetValueOrDefault(name);
}
