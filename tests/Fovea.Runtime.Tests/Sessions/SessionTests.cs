using System.Diagnostics;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;
using Fovea.Zoo;
using Xunit;
using static Fovea.Networks.Layers;

namespace Fovea.Runtime.Tests.Sessions;

/// <summary>Compiled networks: they compute what the reference computes, whatever the shapes and the threads, and say how.</summary>
public sealed class SessionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Graph Small(params Size[] input) => Block.Graph(new Shape(Values.Create<Size>(input)), "small");

    private static Network Block =>
    [
        Conv(24, 3, padding: 1), BatchNorm, Relu, MaxPool(2, stride: 2),
        Residual([DepthwiseConv(3, padding: 1), BatchNorm, Relu6, Conv(24, 1), BatchNorm]), Relu,
        Parallel([Conv(16, 1), Relu], [Conv(20, 3, padding: 1), Silu]), GlobalAveragePool, Dense(10), Softmax,
    ];

    private static Session Compile(Graph graph, SessionOptions? options = null) => graph.Compile(SeededWeights.Of(graph), options);

    private static Tensor Input(params long[] sizes) => SeededWeights.Uniform("image", Shape.Of(sizes));

    private static void Agrees(Graph graph, Session session, Tensor input)
    {
        Tensor[] expected = ReferenceModel.Run(graph, SeededWeights.Of(graph).GetValueOrDefault, input);
        Tensor[] actual = session.Run([input], Cancel);
        for (int i = 0; i < expected.Length; i++)
        {
            Comparison comparison = Comparison.Of(actual[i], expected[i], 1e-4, 1e-5);
            Assert.True(comparison.Agrees, comparison.ToString());
        }
    }

    [Theory]
    [InlineData(1, 9, 7)]
    [InlineData(3, 16, 16)]
    [InlineData(2, 33, 20)]
    public void A_network_computes_what_the_reference_computes(int samples, int height, int width)
    {
        Graph graph = Small(samples, 3, height, width);
        using Session session = Compile(graph);
        Agrees(graph, session, Input(samples, 3, height, width));
        Assert.DoesNotContain(session.Layers, layer => layer.Path == ExecutionPath.Reference);
    }

    [Theory]
    [InlineData("fovea-sampler")]
    [InlineData("lenet5")]
    [InlineData("sheet-separable")]
    public void A_network_of_the_zoo_computes_what_the_reference_computes(string name)
    {
        Graph graph = ZooCatalogue.Find(name)!.Build().BindDefaults();
        using Session session = Compile(graph);
        Agrees(graph, session, Input(graph.Inputs[0].Type!.Value.Shape.ToLongs()));
    }

    [Fact]
    public void Each_combination_of_shapes_gets_a_plan_of_its_own()
    {
        Graph graph = Small("N", 3, "H", "W");
        using Session session = Compile(graph, new SessionOptions { Plans = 2 });
        Assert.Empty(session.Layers);
        foreach ((int samples, int height, int width) in new[] { (1, 12, 12), (2, 8, 20), (1, 12, 12), (4, 6, 6), (2, 8, 20) })
        {
            Agrees(graph, session, Input(samples, 3, height, width));
        }
    }

    [Fact]
    public void The_bits_are_the_same_for_any_number_of_threads()
    {
        Graph graph = Small(2, 3, 40, 28);
        Tensor input = Input(2, 3, 40, 28);
        Tensor? first = null;
        for (int threads = 1; threads <= 5; threads++)
        {
            using Session session = Compile(graph, new SessionOptions { Threads = threads });
            Tensor output = session.Run(input, Cancel);
            first ??= output;
            Assert.Equal(first, output);
            Assert.Equal(first, session.Run(input, Cancel));
        }
    }

    [Fact]
    public void A_run_allocates_nothing_after_the_first()
    {
        Graph graph = Small(1, 3, 24, 24);
        using Session session = Compile(graph, new SessionOptions { Threads = 2 });
        Tensor[] inputs = [Tensor.Of([1, 3, 24, 24], new float[3 * 24 * 24])];
        Memory<byte>[] outputs = [new byte[10 * sizeof(float)]];
        CancellationToken cancel = Cancel;
        session.Run(inputs, outputs, cancel);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 10; run++)
        {
            session.Run(inputs, outputs, cancel);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Threads_that_share_a_session_wait_for_each_other()
    {
        Graph graph = Small("N", 3, 16, 16);
        using Session session = Compile(graph, new SessionOptions { Threads = 2 });
        Tensor[] inputs = [.. Enumerable.Range(1, 4).Select(samples => Input(samples, 3, 16, 16))];
        CancellationToken cancel = Cancel;
        Tensor[] expected = [.. inputs.Select(input => session.Run(input, cancel))];
        System.Threading.Tasks.Parallel.For(0, 40, i => Assert.Equal(expected[i % 4], session.Run(inputs[i % 4], cancel)));
    }

    [Fact]
    public void A_run_can_be_cancelled_and_the_session_goes_on()
    {
        Graph graph = Small(1, 3, 16, 16);
        using Session session = Compile(graph);
        Assert.Throws<OperationCanceledException>(() => session.Run(Input(1, 3, 16, 16), new CancellationToken(canceled: true)));
        Agrees(graph, session, Input(1, 3, 16, 16));
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_its_name()
    {
        Graph graph = Small("N", 3, 16, 16);
        using Session session = Compile(graph);
        Assert.Contains("axis 1 of input", Assert.Throws<GraphException>(() => session.Run(Input(1, 4, 16, 16), Cancel)).Message, StringComparison.Ordinal);
        Assert.Contains("other axes", Assert.Throws<GraphException>(() => session.Run(Input(3, 16, 16), Cancel)).Message, StringComparison.Ordinal);
        Assert.Contains("int64", Assert.Throws<GraphException>(() => session.Run(Tensor.Of([1], 7L), Cancel)).Message, StringComparison.Ordinal);
        Assert.Contains("is given 2", Assert.Throws<GraphException>(() => session.Run([Input(1, 3, 16, 16), Input(1)], Cancel)).Message, StringComparison.Ordinal);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(Input(1, 3, 16, 16), Cancel));
    }

    [Fact]
    public void Missing_weights_are_named() =>
        Assert.Contains("'conv1.weight'", Assert.Throws<GraphException>(() => Small(1, 3, 16, 16).Compile(_ => null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1L << 12)]
    [InlineData(1L << 20)]
    [InlineData(1L << 31)]
    public void Hostile_sizes_are_refused_before_memory_is_taken(long size)
    {
        Graph graph = Graph.Create(
            "hostile",
            [new GraphInput("x", new TensorType(ElementType.Float32, [1, 1]))],
            [new Parameter("shape", new TensorType(ElementType.Int64, [2]), Tensor.Vector(size, size))],
            [new Node("", new Operators.Expand(), ["x", "shape"], ["big"]), new Node("", new Operators.Relu(), ["big"], ["y"])],
            [new GraphOutput("y")]);
        long before = Process.GetCurrentProcess().PrivateMemorySize64;
        Assert.Throws<GraphException>(() => graph.Compile(_ => null, new SessionOptions { MaximumBytes = 1 << 24 }));
        Assert.InRange(Process.GetCurrentProcess().PrivateMemorySize64 - before, long.MinValue, 1 << 28);
    }

    [Fact]
    public void An_operator_without_a_fast_path_says_so()
    {
        Graph graph = Graph.Create(
            "slow",
            [new GraphInput("x", new TensorType(ElementType.Float32, [2, 5]))],
            [],
            [new Node("cumulative", new Operators.Hardmax(), ["x"], ["y"])],
            [new GraphOutput("y")]);
        using Session session = Compile(graph);
        session.Run(Input(2, 5), Cancel);
        LayerReport layer = Assert.Single(session.Layers);
        Assert.Equal((ExecutionPath.Reference, "no kernel for this operator"), (layer.Path, layer.Choice));
    }

    // Exporters put a padding before each average pooling, and compute how much.
    [Fact]
    public void A_padding_by_nothing_is_left_out_where_its_amounts_are_computed()
    {
        Graph graph = Graph.Create(
            "padded",
            [new GraphInput("x", new TensorType(ElementType.Float32, [1, 3, 4, 4]))],
            [new Parameter("eight", new TensorType(ElementType.Int64, [1]), Tensor.Vector(8))],
            [
                new Node("amounts", new Operators.ConstantOfShape(Tensor.Vector(0)), ["eight"], ["pads"]),
                new Node("padding", new Operators.Pad(), ["x", "pads"], ["padded"]),
                new Node("relu", new Operators.Relu(), ["padded"], ["y"]),
            ],
            [new GraphOutput("y")]);
        using Session session = Compile(graph);
        Agrees(graph, session, Input(1, 3, 4, 4));
        Assert.Equal("relu", Assert.Single(session.Layers, layer => layer.Path != ExecutionPath.Conversion).Name);
    }

    [Fact]
    public void What_follows_a_convolution_is_taken_into_its_kernel()
    {
        using Session session = Compile(Small(1, 3, 16, 16));
        Assert.Equal(
            ["BatchNormalization", "Relu"],
            Small(1, 3, 16, 16).Nodes.Skip(1).Take(2).Select(node => node.Operator.Name));
        Assert.DoesNotContain(session.Layers, layer => layer.Operator == "BatchNormalization");
        Assert.Contains(session.Layers, layer => layer is { Operator: "Relu", Path: ExecutionPath.Fused });
        Assert.Contains(session.Layers, layer => layer is { Operator: "Add", Path: ExecutionPath.Fused });
        Assert.Contains(session.Layers, layer => layer is { Operator: "Concat", Path: ExecutionPath.Free or ExecutionPath.Vectorised });
    }
}
