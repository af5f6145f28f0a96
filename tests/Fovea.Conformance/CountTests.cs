using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Operators;
using Fovea.Reference;
using Fovea.Tensors;
using Fovea.Zoo;
using Xunit;

namespace Fovea.Conformance;

/// <summary>
/// The operations that the cost rules predict are those that the reference computation executes: on every layer of the zoo, and on whole networks. Sizes are reduced so that it
/// takes seconds. At full size a network is counted by <c>fovea count NAME</c>, which fails if a layer differs: minutes for VGG-16, U-Net and Inception v3.
/// </summary>
public sealed class CountTests
{
    // Layers with more operations than this are cut out of their network and counted on a smaller map.
    private const long Feasible = 1 << 22;

    // With more weights than this a layer takes gigabytes.
    private const long MostWeights = 1 << 26;

    // The smallest square that each network takes; its own size where a dense layer or an unpadded convolution fixes it.
    private static readonly Dictionary<string, int> Sides = new(StringComparer.Ordinal)
    {
        ["googlenet"] = 17,
        ["inception_v3"] = 75,
        ["resnet18"] = 17,
        ["resnet50"] = 17,
        ["resnet101"] = 17,
        ["resnet152"] = 17,
        ["resnet50_slim"] = 17,
        ["resnet101_slim"] = 17,
        ["resnet152_slim"] = 17,
        ["densenet121"] = 32,
        ["squeezenet1_1"] = 17,
        ["mobilenet_v1"] = 17,
        ["mobilenet_v2"] = 17,
        ["shufflenet_v2_x1_0"] = 17,
        ["efficientnet_b0"] = 17,
        ["convnext_tiny"] = 32,
        ["unet"] = 188,
        ["deeplabv3_resnet50"] = 17,
    };

    // The values of the exercise sheet's open symbols.
    private static readonly Dictionary<string, Size> Symbols = new(StringComparer.Ordinal)
    {
        ["i"] = 20,
        ["k"] = 3,
        ["k1"] = 3,
        ["k2"] = 2,
        ["k3"] = 3,
        ["d1"] = 2,
        ["d2"] = 3,
        ["d3"] = 2,
        ["n"] = 2,
        ["h"] = 40,
        ["w"] = 40,
    };

    private static Graph Reduced(string name)
    {
        Graph graph = ZooCatalogue.Find(name)!.Build();
        string[] known = [.. graph.Symbols.Select(symbol => symbol.Name).Concat(graph.OpenDimensions())];
        graph = graph.Bind(Symbols.Where(symbol => known.Contains(symbol.Key)).ToDictionary(symbol => symbol.Key, symbol => symbol.Value)).BindDefaults();
        if (Sides.TryGetValue(name, out int side))
        {
            TensorType input = graph.Inputs[0].Type!.Value;
            graph = graph.WithInputs([graph.Inputs[0] with { Type = input with { Shape = [1, input.Shape[1], side, side] } }]);
        }
        return graph;
    }

    private static IReadOnlyList<LayerCount> Count(Graph graph) => OperationCount.Of(
        graph, SeededWeights.Of(graph).GetValueOrDefault, graph.Inputs.Select(input => SeededWeights.Input(input)).ToArray(), cancel: TestContext.Current.CancellationToken);

    private static void Equal(string name, IReadOnlyList<LayerCount> layers)
    {
        Assert.NotEmpty(layers);
        Assert.All(layers, layer => Assert.True(
            layer.Agrees, $"{name}: '{layer.Node.Node.Label}' ({layer.Node.Node.Operator.Name}): {layer.Predicted.Reason ?? $"counted − predicted = {layer.Difference}"}"));
    }

    [Theory]
    [InlineData("lenet5")]
    [InlineData("googlenet")]
    [InlineData("resnet18")]
    [InlineData("squeezenet1_1")]
    [InlineData("mobilenet_v1")]
    [InlineData("mobilenet_v2")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("efficientnet_b0")]
    [InlineData("fovea-sampler")]
    [InlineData("sheet-dilated")]
    [InlineData("sheet-stack")]
    [InlineData("sheet-backprop")]
    [InlineData("sheet-separable")]
    [InlineData("sheet-pooling")]
    [InlineData("sheet-pooling-average")]
    public void A_network_executes_what_is_predicted(string name)
    {
        Graph graph = Reduced(name);
        Equal(name, Count(graph));
    }

    // What a layer executes depends on its operator and its shapes alone: each pair of them is counted once, however many networks have it.
    [Fact]
    public void Every_layer_of_the_zoo_executes_what_is_predicted()
    {
        var seen = new HashSet<(Operator, Values<TensorType>)>();
        List<string> untold = [];
        List<string> heavy = [];
        foreach (ZooEntry entry in ZooCatalogue.All)
        {
            Graph graph = Reduced(entry.Name);
            TypedGraph typed = TypedGraph.Infer(graph);
            var parameters = graph.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
            foreach (TypedNode layer in typed.Nodes.Where(node => node.Node.Operator is not Constant))
            {
                string place = $"{entry.Name} {layer.Node.Label}";
                if (layer.Cost().Reason is not null)
                {
                    untold.Add(place);
                }
                else if (layer.Node.Inputs.Any(input => parameters.TryGetValue(input, out Parameter? weight) && weight.Type.Shape.Elements.Value > MostWeights))
                {
                    heavy.Add(place);
                }
                else if (seen.Add((layer.Node.Operator, [.. layer.Node.Inputs.Where(input => input.Length > 0).Select(input => typed[input].Type!.Value)])))
                {
                    Equal(place, Count(Alone(typed, layer, parameters)));
                }
            }
        }
        Assert.True(seen.Count > 500);
        Assert.Empty(untold);
        // The first dense layer of VGG-16 has 102 760 448 weights: 'fovea count vgg16' and 'fovea count vgg16_slim' count it.
        Assert.Equal(["vgg16 classifier.0", "vgg16_slim fc6"], heavy);
    }

    // The layer as a network of its own, on a map that just holds two windows if its own is too large.
    private static Graph Alone(TypedGraph typed, TypedNode layer, Dictionary<string, Parameter> parameters)
    {
        string[] names = [.. layer.Node.Inputs.Where(input => input.Length > 0).Distinct()];
        bool large = layer.Cost().Work.Total.Value > Feasible;
        string[] given = [.. names.Where(name => !parameters.ContainsKey(name) && typed[name].Contents is null)];
        return Graph.Create(
            layer.Node.Label,
            [.. given.Select(name => new GraphInput(name, typed[name].Type is { } type && large ? type with { Shape = Cut(layer, type.Shape) } : typed[name].Type))],
            [.. names.Except(given).Select(name => parameters.GetValueOrDefault(name) ?? Following(name, typed[name]))],
            [layer.Node],
            [.. layer.Node.Outputs.Where(output => output.Length > 0).Select(output => new GraphOutput(output))],
            typed.Graph.OperatorSets);
    }

    // A value that follows from shapes, as the sizes of a Resize, is that value.
    private static Parameter Following(string name, ValueInfo value)
    {
        TensorType type = value.Type!.Value;
        byte[] bytes = [.. value.Contents!.Elements.SelectMany(element => element.TryGetDouble(out double number) && type.Element == ElementType.Float32
            ? BitConverter.GetBytes((float)number)
            : BitConverter.GetBytes((long)number))];
        return new Parameter(name, type, new Tensor(type.Element, [.. type.Shape.ToLongs()], new MemoryData(bytes)));
    }

    private static Shape Cut(TypedNode layer, Shape map)
    {
        if (layer.Node.Operator is ConvTranspose)
        {
            return [map[0], map[1], Size.Min(map[2], 2), Size.Min(map[3], 2)];
        }
        if (layer.Node.Operator is not Conv conv)
        {
            return map;
        }
        WindowAxis[] axes = conv.Window.Axes(map, layer.Inputs.Shape(1).Sizes[2..]);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            Size two = Size.Max(1, axes[axis].Reach + axes[axis].Stride - axes[axis].Before - axes[axis].After);
            map = map.With(axis + 2, Size.Min(map[axis + 2], two));
        }
        return map;
    }

    public static TheoryData<string> Fuzz => FuzzTests.Graphs;

    [Theory]
    [MemberData(nameof(Fuzz))]
    public void Every_layer_of_a_random_network_executes_what_is_predicted(string name)
    {
        using OnnxModel file = OnnxFile.Read(Corpus.File(name + ".onnx"));
        Graph graph = file.Graph.Bind(file.Graph.OpenDimensions().ToDictionary(symbol => symbol, _ => (Size)2));
        Equal(name, OperationCount.Of(
            graph,
            file.Weights.GetValueOrDefault,
            graph.Inputs.Select(input => SeededWeights.Input(input)).ToArray(),
            cancel: TestContext.Current.CancellationToken));
    }
}
