using System.Globalization;
using System.Text.Json;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;
using Fovea.Zoo;
using Xunit;

namespace Fovea.Conformance;

/// <summary>The zoo's networks against what others published of, and measured on, the implementations that they copy.</summary>
public sealed class ZooTests
{
    /// <summary>What there is of a layer to compare.</summary>
    private sealed record Row(string Name, string Output, long Parameters, long Macs);

    private static readonly string[] ComparedModules = ["Conv2d", "BatchNorm2d", "Linear", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d"];

    // TF-Slim's end points that torchvision's Inception v3 calls something else.
    private static readonly Dictionary<string, string> EndPoints = new(StringComparer.Ordinal)
    {
        ["MaxPool_3a_3x3"] = "maxpool1",
        ["MaxPool_5a_3x3"] = "maxpool2",
    };

    // Where the strides stand, and whether a dense layer is written as a convolution, changes no weight.
    [Theory]
    [InlineData("alexnet", "AlexNet")]
    [InlineData("convnext_tiny", "ConvNeXt_Tiny")]
    [InlineData("efficientnet_b0", "EfficientNet_B0")]
    [InlineData("mobilenet_v2", "MobileNet_V2")]
    [InlineData("shufflenet_v2_x1_0", "ShuffleNet_V2_X1_0")]
    [InlineData("densenet121", "DenseNet121")]
    [InlineData("googlenet", "GoogLeNet")]
    [InlineData("inception_v3_auxiliary", "Inception_V3")]
    [InlineData("resnet18", "ResNet18")]
    [InlineData("resnet50", "ResNet50")]
    [InlineData("resnet50_slim", "ResNet50")]
    [InlineData("resnet101", "ResNet101")]
    [InlineData("resnet101_slim", "ResNet101")]
    [InlineData("resnet152", "ResNet152")]
    [InlineData("resnet152_slim", "ResNet152")]
    [InlineData("squeezenet1_1", "SqueezeNet1_1")]
    [InlineData("vgg16", "VGG16")]
    [InlineData("vgg16_slim", "VGG16")]
    public void It_has_the_published_number_of_parameters(string name, string published) =>
        Assert.Equal(Published(published).GetProperty("num_params").GetInt64(), Summarize(name).Parameters.Value);

    [Theory]
    [InlineData("alexnet", "AlexNet")]
    [InlineData("convnext_tiny", "ConvNeXt_Tiny")]
    [InlineData("efficientnet_b0", "EfficientNet_B0")]
    [InlineData("mobilenet_v2", "MobileNet_V2")]
    [InlineData("shufflenet_v2_x1_0", "ShuffleNet_V2_X1_0")]
    [InlineData("densenet121", "DenseNet121")]
    [InlineData("googlenet", "GoogLeNet")]
    [InlineData("inception_v3", "Inception_V3")]
    [InlineData("resnet18", "ResNet18")]
    [InlineData("resnet50", "ResNet50")]
    [InlineData("resnet101", "ResNet101")]
    [InlineData("resnet152", "ResNet152")]
    [InlineData("squeezenet1_1", "SqueezeNet1_1")]
    [InlineData("vgg16", "VGG16")]
    public void It_takes_the_published_multiply_accumulates(string name, string published)
    {
        JsonElement expected = Published(published);
        Summary summary = Summarize(name);
        Assert.Equal(expected.GetProperty("crop").GetInt64(), summary.Typed.Graph.Inputs[0].Type!.Value.Shape[2].Value);
        Assert.Equal(expected.GetProperty("gflops").GetDecimal(), Math.Round(summary.Macs.Value / 1e9m, 3));
    }

    // "MobileNets", table 8: 569 million multiply-adds, 4.2 million parameters.
    [Fact]
    public void MobileNet_has_the_size_of_its_paper()
    {
        Summary summary = Summarize("mobilenet_v1");
        Assert.Equal(569, Math.Round(summary.Macs.Value / 1e6));
        Assert.Equal(4.2, Math.Round(summary.Parameters.Value / 1e6, 1));
    }

    [Theory]
    [InlineData("alexnet")]
    [InlineData("densenet121")]
    [InlineData("efficientnet_b0")]
    [InlineData("mobilenet_v2")]
    [InlineData("deeplabv3_resnet50")]
    [InlineData("googlenet")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("squeezenet1_1")]
    [InlineData("vgg16")]
    public void Layer_by_layer_it_is_torchvisions(string name)
    {
        JsonElement model = Corpus.Json($"torchvision/{name}.json");
        Summary summary = Summarize(name);
        Row[] expected = [.. model.GetProperty("layers").EnumerateArray()
            .Where(layer => ComparedModules.Contains(layer.GetProperty("type").GetString()))
            .Select(layer => new Row(
                Module(layer.GetProperty("name").GetString()!),
                string.Join('×', layer.GetProperty("out").EnumerateArray()),
                layer.GetProperty("params").GetInt64(),
                layer.GetProperty("macs").GetInt64()))];
        HashSet<string> names = [.. expected.Select(row => row.Name)];
        Row[] actual = [.. summary.Layers
            .Where(layer => names.Contains(layer.Name) || layer.Parameters != 0)
            .Select(layer => new Row(
                layer.Name, string.Join('×', layer.Outputs[0].Type!.Value.Shape), layer.Parameters.Value, layer.Cost.Macs.Value))];
        Assert.Equal(expected, actual);
        Assert.Equal(model.GetProperty("params").GetInt64(), summary.Parameters.Value);
        Assert.Equal(model.GetProperty("macs").GetInt64(), summary.Macs.Value);
        // PyTorch keeps a counter with each normalisation, too.
        int normalisations = summary.Layers.Count(layer => layer.Operator == "BatchNormalization");
        Assert.Equal(model.GetProperty("buffers").GetInt64(), summary.Buffers.Value + normalisations);
    }

    [Theory]
    [InlineData("alexnet")]
    [InlineData("densenet121")]
    [InlineData("efficientnet_b0")]
    [InlineData("mobilenet_v2")]
    [InlineData("googlenet")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("squeezenet1_1")]
    [InlineData("vgg16")]
    public void It_has_the_operators_of_torchvisions_export(string name)
    {
        // The export writes constants as nodes, and a padding of nothing before an average pool.
        SortedDictionary<string, int> expected = new(
            Corpus.Json($"torchvision/{name}.json").GetProperty("onnx_ops").EnumerateObject()
                .Where(entry => entry.Name is not ("Constant" or "Pad"))
                .ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32()),
            StringComparer.Ordinal);
        SortedDictionary<string, int> actual = new(
            Summarize(name).Layers.CountBy(layer => layer.Operator).ToDictionary(), StringComparer.Ordinal);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("alexnet")]
    [InlineData("densenet121")]
    [InlineData("efficientnet_b0")]
    [InlineData("mobilenet_v2")]
    [InlineData("deeplabv3_resnet50")]
    [InlineData("googlenet")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("squeezenet1_1")]
    [InlineData("vgg16")]
    public void Its_receptive_fields_are_those_measured_on_torchvisions(string name)
    {
        Summary summary = Summarize(name);
        JsonProperty[] probes = [.. Corpus.Json($"torchvision/{name}.json").GetProperty("rf").EnumerateObject()];
        Assert.NotEmpty(probes);
        Assert.Equal(
            probes.Select(probe => $"{probe.Name}: {Text(probe.Value, "size")}"),
            probes.Select(probe => $"{probe.Name}: {Text(At(summary, Module(probe.Name)).Field)}"));
    }

    [Theory]
    [InlineData("alexnet")]
    [InlineData("mobilenet_v2")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    public void At_every_convolution_and_pool_its_receptive_field_is_that_measured(string name)
    {
        Summary summary = Summarize(name);
        JsonElement[] probes = [.. Corpus.Json($"torchvision/{name}.rf_layers.json").GetProperty("layers").EnumerateArray()];
        Assert.NotEmpty(probes);
        Assert.All(probes, probe =>
        {
            FieldAxis vertical = At(summary, probe.GetProperty("name").GetString()!).Field.Axes[0]!;
            Assert.Equal(probe.GetProperty("size").GetInt64(), vertical.Size);
            Assert.Equal(probe.GetProperty("start").GetInt64(), (vertical.Stride * probe.GetProperty("unit").GetInt64()) - vertical.Padding);
        });
    }

    // The table gives each end point at 224 and at 321, and for inputs of any size: there a padding that depends on the size is left out.
    [Theory]
    [InlineData("vgg16_slim", "vgg_16", 39)]
    [InlineData("resnet50_slim", "resnet_v1_50", 12)]
    [InlineData("resnet101_slim", "resnet_v1_101", 12)]
    [InlineData("resnet152_slim", "resnet_v1_152", 12)]
    [InlineData("mobilenet_v1", "mobilenet_v1", 42)]
    [InlineData("inception_v3", "inception_v3", 54)]
    public void Its_receptive_fields_are_those_of_Araujo_Norris_and_Sim(string name, string published, int rows)
    {
        var expected = new List<string>();
        var actual = new List<string>();
        foreach (var resolution in Corpus.Json("distill_rf_table.json").GetProperty("rows").EnumerateArray()
            .Where(row => row.GetProperty("cnn").GetString() == published)
            .GroupBy(row => Whole(row.GetProperty("resolution"))))
        {
            Summary summary = Summary.Of(Resized(ZooCatalogue.Find(name)!.Build(), resolution.Key));
            foreach (JsonElement row in resolution)
            {
                string endPoint = row.GetProperty("endpoint").GetString()!;
                string node = EndPoints.GetValueOrDefault(endPoint, endPoint);
                node = node.StartsWith(published + "/", StringComparison.Ordinal) ? node[(published.Length + 1)..] : node;
                string place = $"{endPoint} of {resolution.Key?.ToString(CultureInfo.InvariantCulture) ?? "any size"}: ";
                expected.Add(place + Text(row, "rf"));
                actual.Add(place + Text(At(summary, node.Replace('/', '.')).Field));
            }
        }
        Assert.Equal(rows, expected.Count);
        Assert.Equal(expected, actual);
    }

    private static Summary Summarize(string name) => Summary.Of(ZooCatalogue.Find(name)!.Build());

    private static JsonElement Published(string name) => Corpus.Json("torchvision_published.json").GetProperty($"{name}.IMAGENET1K_V1");

    private static Graph Resized(Graph graph, long? resolution)
    {
        Shape shape = resolution is { } size ? [1, 3, size, size] : [1, 3, "H", "W"];
        return graph.WithInputs([graph.Inputs[0] with { Type = graph.Inputs[0].Type!.Value with { Shape = shape } }]);
    }

    // DeepLab was measured inside a module m.
    private static string Module(string name) => name.StartsWith("m.", StringComparison.Ordinal) ? name[2..] : name;

    // The last layer of a scope makes what the scope delivers.
    private static Layer At(Summary summary, string name) => summary.Layers.Last(
        layer => layer.Name == name || layer.Name.StartsWith(name + ".", StringComparison.Ordinal));

    private static string Text(JsonElement row, string size) =>
        Text(row.GetProperty(size).GetInt64(), row.GetProperty("stride").GetInt64(), Whole(row.GetProperty("padding")));

    private static string Text(ReceptiveField field) => field.Status == FieldStatus.Complete
        ? string.Join(" × ", field.Axes.Select(axis => Text(axis!.Size, axis.Stride, Whole(axis.Padding))).Distinct())
        : field.Reason!;

    private static string Text(Size size, Fraction stride, long? padding) =>
        $"size {size}, stride {stride}, padding {padding?.ToString(CultureInfo.InvariantCulture) ?? "open"}";

    private static long? Whole(JsonElement number) => number.ValueKind == JsonValueKind.Null ? null : number.GetInt64();

    private static long? Whole(Fraction number) => number.TryGetWhole(out Size whole) && whole.TryGetValue(out long value) ? value : null;
}
