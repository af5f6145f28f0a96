using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Tests.Reference;

/// <summary>Networks small enough to look at every element, and seeded values for them.</summary>
internal static class SmallNetworks
{
    private static Window Square(Size kernel, Size stride, Size padding) =>
        new([kernel, kernel], [stride, stride], Pads: [padding, padding, padding, padding]);

    /// <summary>A padded, strided convolution with a bias.</summary>
    public static Graph Convolution => Build("convolution", [1, 2, 5, 5], (graph, x) =>
        graph.Add("y", new Conv(Square(3, 2, 1), 1), x, graph.Parameter("w", [3, 2, 3, 3]), graph.Parameter("b", [3])));

    /// <summary>One filter on one channel, without a bias.</summary>
    public static Graph Filter => Build("filter", [1, 1, 3, 3], (graph, x) =>
        graph.Add("y", new Conv(Square(2, 1, 0), 1), x, graph.Parameter("w", [1, 1, 2, 2])));

    public static Graph MaxPooling => Build("max", [1, 2, 4, 5], (graph, x) => graph.Add("y", new MaxPool(Square(3, 1, 1)), x));

    public static Graph AveragePooling => Build("average", [1, 2, 4, 4], (graph, x) => graph.Add("y", new AveragePool(Square(2, 2, 0)), x));

    public static Graph Rectifier => Build("relu", [3, 4], (graph, x) => graph.Add("y", new Relu(), x));

    /// <summary>All of them in a row.</summary>
    public static Graph Chain => Build("chain", [1, 2, 7, 6], (graph, x) =>
    {
        x = graph.Add("conv", new Conv(Square(3, 1, 1), 1), x, graph.Parameter("w", [4, 2, 3, 3]), graph.Parameter("b", [4]));
        x = graph.Add("relu", new Relu(), x);
        x = graph.Add("max", new MaxPool(Square(2, 2, 0)), x);
        return graph.Add("average", new AveragePool(Square(3, 1, 1), CountPadding: true), x);
    });

    public static Graph[] All => [Convolution, Filter, MaxPooling, AveragePooling, Rectifier, Chain];

    /// <summary>Seeded values between −1 and 1, all different.</summary>
    public static Tensor Values(string name, TensorType type, int seed = 0)
    {
        var random = new Random(seed + name.Sum(letter => letter));
        var values = new float[type.Shape.Elements.Value];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (2 * random.NextSingle()) - 1;
        }
        return Tensor.Of(Fovea.Numbers.Values.Create<long>(type.Shape.ToLongs()), values);
    }

    public static Func<string, Tensor?> Weights(Graph graph) => name =>
        graph.Parameters.FirstOrDefault(parameter => parameter.Name == name) is { } parameter ? Values(name, parameter.Type) : null;

    public static Tensor Input(Graph graph) => Values("x", graph.Inputs[0].Type!.Value);

    private static Graph Build(string name, Shape input, Func<GraphBuilder, GraphValue, GraphValue> make)
    {
        var graph = new GraphBuilder(name);
        graph.Output("out", make(graph, graph.Input("x", input)));
        return graph.Build();
    }
}
