using System.Text.Json;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>
/// Ten networks of torchvision: what is said of each layer equals what PyTorch's modules recorded (<see cref="ModuleRecords"/> says which layers a module became),
/// and its receptive field equals the extent of the gradient that was measured.
/// </summary>
public sealed class TorchvisionTests
{
    public static TheoryData<string> Models =>
    [
        "alexnet", "deeplabv3_resnet50", "densenet121", "efficientnet_b0", "googlenet",
        "mobilenet_v2", "resnet18", "resnet50", "squeezenet1_1", "vgg16",
    ];

    public static TheoryData<string> ModelsMeasuredAtEveryLayer => ["alexnet", "mobilenet_v2", "resnet18", "resnet50"];

    // What the exporter leaves out, since it does nothing when the network is not trained.
    private static readonly string[] Idle = ["Dropout", "StochasticDepth"];

    // The exporter could not tell these when it wrote the file, and wrote zeros: a resized output whose size is computed, and what follows.
    private static readonly string[] Untold =
        ["/m/classifier/classifier.0/convs.4/Resize_output_0", "/m/classifier/classifier.0/Concat_output_0"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_module_has_the_recorded_output_parameters_and_macs(string model)
    {
        using OnnxModel file = OnnxFile.Read(Corpus.Skeleton(model));
        Summary summary = Summary.Of(TypedGraph.Infer(file.Graph));
        var modules = new ModuleRecords(summary);
        var covered = new HashSet<Layer>(ReferenceEqualityComparer.Instance);
        foreach (ModuleRecord module in modules.Of(Expected(model).GetProperty("layers")))
        {
            if (module.Layers.Count == 0)
            {
                Assert.Contains(module.Type, Idle);
                continue;
            }
            covered.UnionWith(module.Layers);
            Assert.Equal(
                (module.Name, ModuleRecords.Shape(module.Record.GetProperty("out")), module.Record.GetProperty("params").GetInt64(), module.Record.GetProperty("macs").GetInt64()),
                (module.Name, module.Layers[^1].Outputs[0].Type!.Value.Shape, ModuleRecords.Parameters(module.Layers).Value, ModuleRecords.Macs(module.Layers).Value));
        }
        // What is computed outside a module that was recorded (additions, concatenations, functions) has neither parameters nor products.
        Assert.All(summary.Layers.Where(layer => !covered.Contains(layer)), layer => Assert.Equal((layer.Name, 0, 0), (layer.Name, layer.Parameters, layer.Cost.Macs)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_value_has_the_shape_that_the_exporter_noted(string model)
    {
        using OnnxModel file = OnnxFile.Read(Corpus.Skeleton(model));
        TypedGraph typed = TypedGraph.Infer(file.Graph);
        JsonElement noted = Expected(model).GetProperty("onnx_value_shapes");
        foreach (JsonProperty value in noted.EnumerateObject())
        {
            if (!Untold.Contains(value.Name))
            {
                Assert.Equal((value.Name, ModuleRecords.Shape(value.Value)), (value.Name, typed[value.Name].Shape));
            }
        }
        string[] outputs = [.. file.Graph.Outputs.Select(output => output.Name)];
        string[] unnoted = [.. typed.Nodes.SelectMany(node => node.Node.Outputs).Where(name => !noted.TryGetProperty(name, out _))];
        Assert.Equal(outputs, unnoted);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_totals_are_those_of_PyTorch(string model)
    {
        using OnnxModel file = OnnxFile.Read(Corpus.Skeleton(model));
        Summary summary = Summary.Of(TypedGraph.Infer(file.Graph));
        JsonElement expected = Expected(model);
        Assert.Equal(expected.GetProperty("params").GetInt64(), summary.Parameters);
        Assert.Equal(expected.GetProperty("macs").GetInt64(), summary.Macs);
        Assert.Equal(
            expected.GetProperty("conv_macs").GetInt64(),
            ModuleRecords.Macs(summary.Layers.Where(layer => layer.Node.Operator is Conv)));
        // PyTorch also counts the number of batches that each normalisation has seen; it is not exported.
        int normalisations = summary.Layers.Count(layer => layer.Node.Operator is BatchNormalization);
        Assert.Equal(expected.GetProperty("buffers").GetInt64(), summary.Buffers + normalisations);
        Assert.Equal(
            expected.GetProperty("outputs").EnumerateArray().Select(ModuleRecords.Shape),
            file.Graph.Outputs.Select(output => summary.Typed[output.Name].Shape));
        Assert.Empty(summary.Incomplete);
        foreach (JsonProperty kind in expected.GetProperty("onnx_ops").EnumerateObject())
        {
            Assert.Equal((kind.Name, kind.Value.GetInt32()), (kind.Name, file.Graph.Nodes.Count(node => node.Operator.Name == kind.Name)));
        }
    }

    // Taken with squeeze-excite and the pooling of DeepLab's pyramid removed: they correspond to the local paths.
    [Theory]
    [MemberData(nameof(Models))]
    public void The_local_field_is_the_measured_one_at_every_probe(string model)
    {
        using OnnxModel file = OnnxFile.Read(Corpus.Skeleton(model));
        var modules = new ModuleRecords(Summary.Of(TypedGraph.Infer(file.Graph)));
        JsonElement probes = Expected(model).GetProperty("rf");
        Assert.NotEmpty(probes.EnumerateObject());
        foreach (JsonProperty probe in probes.EnumerateObject())
        {
            Layer layer = modules.Of(probe.Name)[^1];
            Fraction size = probe.Value.GetProperty("size").GetInt64();
            Fraction stride = probe.Value.GetProperty("stride").GetInt64();
            Fraction padding = probe.Value.GetProperty("padding").GetInt64();
            Assert.Equal(2, layer.Field.Axes.Count);
            Assert.All(layer.Field.Axes, axis => Assert.Equal((probe.Name, size, stride, padding), (probe.Name, axis!.Size, axis.Stride, axis.Padding)));
            Extent(layer, probe.Value);
            // The head of DeepLab was written for one size of the image.
            if (!probe.Name.StartsWith("m.classifier", StringComparison.Ordinal))
            {
                long input = probe.Value.GetProperty("input").GetInt64();
                Assert.Equal(probe.Value.GetProperty("n_units").GetInt64(), Units(file.Graph, layer, [input, input]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(ModelsMeasuredAtEveryLayer))]
    public void The_field_is_the_measured_one_at_every_convolution_and_pool(string model)
    {
        using OnnxModel file = OnnxFile.Read(Corpus.Skeleton(model));
        var modules = new ModuleRecords(Summary.Of(TypedGraph.Infer(file.Graph)));
        JsonElement measured = Corpus.Json($"torchvision/{model}.rf_layers.json");
        Assert.Equal("vertical", measured.GetProperty("axis").GetString());
        long[] input = ModuleRecords.Longs(measured.GetProperty("input"));
        foreach (ModuleRecord record in modules.Of(measured.GetProperty("layers")))
        {
            Layer layer = Assert.Single(record.Layers);
            Assert.Equal(FieldStatus.Complete, layer.Field.Status);
            Extent(layer, record.Record);
            Assert.Equal(record.Record.GetProperty("n").GetInt64(), Units(file.Graph, layer, input));
        }
    }

    // Where the field of a unit begins and ends along the height.
    private static void Extent(Layer layer, JsonElement measured)
    {
        FieldAxis height = layer.Field.Axes[0]!;
        Fraction start = (height.Stride * measured.GetProperty("unit").GetInt64()) - height.Padding;
        Fraction measuredStart = measured.GetProperty("start").GetInt64();
        Fraction measuredEnd = measured.GetProperty("end").GetInt64();
        Assert.Equal((layer.Name, measuredStart, measuredEnd), (layer.Name, start, start + height.Size - 1));
        Assert.Equal(measured.GetProperty("size").GetInt64(), height.Size);
    }

    // The number of units along the height for an image of another size; what follows the layer may fit only the first one.
    private static Size Units(Graph graph, Layer last, long[] image)
    {
        int end = graph.Nodes.AsSpan().IndexOf(last.Node);
        TypedGraph cut = TypedGraph.Infer(Graph.Create(
            graph.Name,
            [graph.Inputs[0] with { Type = new TensorType(ElementType.Float32, Shape.Of([1, 3, .. image])) }],
            graph.Parameters,
            Values.Create(graph.Nodes.AsSpan()[..(end + 1)]),
            [new GraphOutput(last.Outputs[0].Name)],
            graph.OperatorSets));
        return cut[last.Outputs[0].Name].Shape[2];
    }

    private static JsonElement Expected(string model) => Corpus.Json($"torchvision/{model}.json");
}
