using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;
using Xunit;
using static Fovea.Networks.Layers;
using Gather = Fovea.Operators.Gather;
using TopK = Fovea.Operators.TopK;

namespace Fovea.Tests.Reference;

/// <summary>Predicted beside counted operations, on networks small enough to be counted by hand.</summary>
public sealed class OperationCountTests
{
    private static IReadOnlyList<LayerCount> Counted(Graph graph, Action<Node>? begin = null, bool scratch = false) =>
        Count(graph, begin, scratch, TestContext.Current.CancellationToken);

    private static IReadOnlyList<LayerCount> Count(Graph graph, Action<Node>? begin, bool scratch, CancellationToken cancel) => OperationCount.Of(
        graph,
        SeededWeights.Of(graph).GetValueOrDefault,
        graph.Inputs.Select(input => SeededWeights.Input(input)).ToArray(),
        begin,
        scratch,
        cancel);

    private static Graph Small(Shape input, Network net) => net.Graph(input);

    [Fact]
    public void A_convolution_executes_a_product_and_a_sum_for_each_tap_on_data()
    {
        // 3 taps along an axis of 4 with padding 1: 10 on data, 2 on padding.
        LayerCount layer = Assert.Single(Counted(Small([2, 3, 4, 4], [Conv(5, 3, padding: 1)])));
        Assert.Equal(2 * 3 * 5 * 10 * 10, layer.Counted[OperationKind.Multiply]);
        Assert.Equal(2 * 3 * 5 * 10 * 10, layer.Counted[OperationKind.Add]);
        Assert.Equal(2 * 3 * 5 * (144 - 100), layer.Predicted.Padding[OperationKind.Multiply]);
        Assert.True(layer.Agrees);
        Assert.Equal(Operations.None, layer.Difference);
    }

    [Fact]
    public void Each_layer_counts_for_itself_and_in_the_order_of_execution()
    {
        List<string> begun = [];
        IReadOnlyList<LayerCount> layers = Counted(
            Small([1, 2, 6, 6], [Conv(4, 3), BatchNorm, Relu, MaxPool(2), GlobalAveragePool, Dense(3), Softmax]), node => begun.Add(node.Operator.Name));
        Assert.Equal(begun, layers.Select(layer => layer.Node.Node.Operator.Name));
        Assert.All(layers, layer => Assert.True(layer.Agrees));
        Assert.Equal(64, layers[2].Counted[OperationKind.Compare]);
        Assert.Equal(64, layers[3].Counted.Total);
    }

    [Fact]
    public void Where_the_work_depends_on_the_data_the_rule_gives_a_reason_and_the_run_a_number()
    {
        Graph graph = Graph.Create(
            "top",
            [new GraphInput("x", new TensorType(ElementType.Float32, [1, 9]))],
            [new Parameter("k", new TensorType(ElementType.Int64, [1]), Whole(2))],
            [new Node("top", new TopK(), ["x", "k"], ["values", "places"])],
            [new GraphOutput("values"), new GraphOutput("places")]);
        LayerCount layer = Assert.Single(Counted(graph));
        Assert.NotNull(layer.Predicted.Reason);
        Assert.Null(layer.Agrees);
        Assert.True(layer.Counted.Total.Value > 0);
    }

    [Fact]
    public void Whole_inputs_are_zeros_that_fit_as_indices()
    {
        Graph graph = Graph.Create(
            "gather",
            [new GraphInput("x", new TensorType(ElementType.Float32, [4, 3])), new GraphInput("i", new TensorType(ElementType.Int64, [2]))],
            [],
            [new Node("g", new Gather(0), ["x", "i"], ["y"])],
            [new GraphOutput("y")]);
        Assert.True(Assert.Single(Counted(graph)).Agrees);
    }

    [Fact]
    public void No_ledger_stays_open_when_a_layer_fails()
    {
        Graph graph = Graph.Create(
            "unknown",
            [new GraphInput("x", new TensorType(ElementType.Float32, [1, 1, 4, 4]))],
            [],
            [new Node("relu", new Fovea.Operators.Relu(), ["x"], ["a"]), new Node("stop", new UnknownOperator("Nothing", "nowhere", []), ["a"], ["y"])],
            [new GraphOutput("y")]);
        Assert.Throws<UnavailableException>(() => Counted(graph));
        using Ledger ledger = Ledger.Open();
        Assert.True(Assert.Single(Counted(Small([1, 1, 2, 2], [Relu]))).Agrees);
        Assert.Equal(0, ledger[OperationKind.Compare]);
    }

    [Fact]
    public void It_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        int begun = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Count(
            Small([1, 1, 4, 4], [Relu, Relu, Relu]),
            _ =>
            {
                begun++;
                stop.Cancel();
            },
            scratch: false,
            stop.Token));
        Assert.Equal(1, begun);
    }

    public static TheoryData<string, int> Scratches => new()
    {
        // The sum, the largest so far.
        { "averagepool(x, 2)", 1 },
        { "globalaveragepool(x)", 1 },
        { "maxpool(x, 3)", 1 },
        // The sum and a product.
        { "conv(x, 5, 3, padding: 1)", 2 },
        { "x -> flatten -> dense(7)", 2 },
        // What is put out at once, or only moved, is kept nowhere.
        { "relu(x)", 0 },
        { "maxpool(x, 1)", 0 },
        { "flatten(x)", 0 },
        // A factor for each of 3 channels, and the difference from the mean.
        { "batchnorm(x)", 4 },
        // The exponentials of a row of 6, and their sum.
        { "softmax(x)", 7 },
    };

    [Theory]
    [MemberData(nameof(Scratches))]
    public void A_layer_keeps_few_values_at_once(string layer, int expected)
    {
        Graph graph = GraphText.Parse(
            $$"""
            net one {
              input x: float32[2, 3, 6, 6]
              y = {{layer}}
              output y
            }
            """,
            LayerVocabulary.Text).Graph();
        Assert.Equal((expected, null), Told(Counted(graph, scratch: true)[^1]));
    }

    [Fact]
    public void What_a_layer_keeps_is_not_told_unless_it_is_asked_for() => Assert.Null(Assert.Single(Counted(Small([1, 1, 4, 4], [MaxPool(2)]))).Scratch);

    [Fact]
    public void What_a_layer_keeps_is_unavailable_for_whole_numbers_inner_graphs_and_long_work()
    {
        var inner = new Sketch();
        Graph branch = inner.Build([inner.Apply("Exp", ["x"])], inner: true);
        var sketch = new Sketch();
        sketch.Input("x", Scratch.MostOperations + 1);
        string whole = sketch.Apply("Add", [sketch.Input("i", ElementType.Int64, 2), "i"]);
        string chosen = sketch.Apply("If", [sketch.Input("c", ElementType.Bool)], ("then_branch", branch), ("else_branch", branch));
        IReadOnlyList<LayerCount> layers = Counted(sketch.Build(whole, chosen, sketch.Apply("Relu", ["x"])), scratch: true);
        Assert.Equal(
            [
                (null, "it computes with whole numbers or truth values, or converts between types, which is not followed"),
                (null, "the operations are those of a graph inside the layer"),
                (null, "more than 2000000 operations: give smaller sizes"),
            ],
            layers.Select(Told));
    }

    private static (int? Peak, string? Reason) Told(LayerCount layer) => (layer.Scratch?.Peak, layer.Scratch?.Reason);

    private static Tensor Whole(long value) => new(ElementType.Int64, [1], new MemoryData(BitConverter.GetBytes(value)));
}
