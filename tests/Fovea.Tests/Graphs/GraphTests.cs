using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Graphs;

public sealed class GraphTests
{
    private static readonly TensorType Row = new(ElementType.Float32, [1, 4]);

    private static Node Relu(string from, string to) => new("", new Relu(), [from], [to]);

    private static Graph Make(Values<Node> nodes, Values<Parameter>? parameters = null, Values<GraphInput>? inputs = null, string output = "y", bool inner = false) =>
        Graph.Create("g", inputs ?? [new GraphInput("x", Row)], parameters ?? [], nodes, [new GraphOutput(output)], inner: inner);

    public static TheoryData<string, string> Broken => new()
    {
        { "input twice", "input 'x' is defined twice" },
        { "parameter twice", "tensor 'w' is defined twice" },
        { "parameter like an input", "tensor 'x' is defined twice" },
        { "output twice", "its output 'y' is defined already" },
        { "output like an input", "its output 'x' is defined already" },
        { "missing input", "its input 'nowhere' is made by no node" },
        { "missing output", "output 'z' is made by no node" },
        { "own output", "it depends on its own output" },
        { "cycle of two", "it depends on its own output" },
        { "too few inputs", "input B is missing" },
        { "too many inputs", "it has 3 inputs, at most 2 are allowed" },
        { "left-out input", "input A is missing" },
        { "too many outputs", "it has 2 outputs, at most 1 are allowed" },
        { "no output", "output Y is missing" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void An_ill_formed_graph_is_refused_with_place_and_reason(string what, string message)
    {
        var add = new Add();
        Func<Graph> make = what switch
        {
            "input twice" => () => Make([Relu("x", "y")], inputs: [new GraphInput("x", Row), new GraphInput("x", Row)]),
            "parameter twice" => () => Make([Relu("x", "y")], [new Parameter("w", Row), new Parameter("w", Row)]),
            "parameter like an input" => () => Make([Relu("x", "y")], [new Parameter("x", Row)]),
            "output twice" => () => Make([Relu("x", "y"), Relu("x", "y")]),
            "output like an input" => () => Make([Relu("x", "x")], output: "x"),
            "missing input" => () => Make([Relu("nowhere", "y")]),
            "missing output" => () => Make([Relu("x", "y")], output: "z"),
            "own output" => () => Make([Relu("y", "y")]),
            "cycle of two" => () => Make([Relu("b", "a"), Relu("a", "b"), Relu("x", "y")]),
            "too few inputs" => () => Make([new Node("", add, ["x"], ["y"])]),
            "too many inputs" => () => Make([new Node("", add, ["x", "x", "x"], ["y"])]),
            "left-out input" => () => Make([new Node("", add, ["", "x"], ["y"])]),
            "too many outputs" => () => Make([new Node("", new Relu(), ["x"], ["y", "z"])]),
            "no output" => () => Make([new Node("", new Relu(), ["x"], []), Relu("x", "y")]),
            _ => throw new ArgumentException("no such graph", nameof(what)),
        };
        Assert.Contains(message, Assert.Throws<GraphException>(make).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_that_can_run_is_kept_and_any_other_is_sorted()
    {
        Node[] nodes = [.. Enumerable.Range(0, 50).Select(index => Relu(index == 0 ? "x" : $"v{index - 1}", $"v{index}"))];
        Assert.Equal(nodes, Make(Values.Create<Node>(nodes), output: "v49").Nodes);
        var random = new Random(5);
        for (int trial = 0; trial < 20; trial++)
        {
            Node[] mixed = [.. nodes];
            random.Shuffle(mixed);
            Assert.Equal(nodes, Make(Values.Create<Node>(mixed), output: "v49").Nodes);
        }
    }

    [Fact]
    public void Names_that_a_subgraph_does_not_define_are_those_around_it()
    {
        Graph inner = Make([new Node("", new Add(), ["outside", "x"], ["y"])], inputs: [], inner: true);
        Assert.Equal(["outside", "x"], inner.FreeNames);
        Assert.Throws<GraphException>(() => Make([new Node("", new Add(), ["outside", "x"], ["y"])]));

        // A branch is read after what it reads from around has been made.
        var choice = new Node("", new If(inner, inner), ["c"], ["z"]);
        Values<GraphInput> inputs = [new GraphInput("x", Row), new GraphInput("c", new TensorType(ElementType.Bool, Shape.Scalar))];
        Graph outer = Make([choice, Relu("x", "outside")], inputs: inputs, output: "z");
        Assert.Equal(["outside", "z"], outer.Nodes.Select(node => node.Outputs[0]));
        Assert.Throws<GraphException>(() => Make([choice], inputs: inputs, output: "z"));
    }

    [Fact]
    public void A_subgraph_may_pass_a_value_from_around_it_on()
    {
        Graph inner = Make([], inputs: [], output: "x", inner: true);
        Assert.Equal(["x"], inner.FreeNames);
    }

    [Fact]
    public void Graphs_of_the_same_content_are_equal_and_others_are_not()
    {
        static Graph Draw(long kernel = 3, string name = "x", long channels = 4)
        {
            var sketch = new Sketch();
            string x = sketch.Input(name, "N", channels, "H", "W");
            string y = sketch.Apply("Conv", [x, sketch.Weight(8, channels, kernel, 3)], ("pads", new long[] { 1, 1, 1, 1 }));
            return sketch.Build(sketch.Apply("Reshape", [y, sketch.Vector(0, -1)]));
        }

        Assert.Equal(Draw(), Draw());
        Assert.Equal(Draw().GetHashCode(), Draw().GetHashCode());
        Assert.NotEqual(Draw(), Draw(kernel: 5));
        Assert.NotEqual(Draw(), Draw(name: "z"));
        Assert.NotEqual(Draw(), Draw(channels: 8));
        Assert.Equal(Summary.Of(Draw()).Layers.Map(layer => layer.Cost), Summary.Of(Draw()).Layers.Map(layer => layer.Cost));
    }

    private static Graph Parameterised() => Graph.Create(
        "stack",
        [new GraphInput("x", new TensorType(ElementType.Float32, ["N", 4, "H", "H"]))],
        [new Parameter("w", new TensorType(ElementType.Float32, [8, 4, "k", "k"]))],
        [new Node("", new Conv(new Window(["k", "k"], Dilations: ["d", "d"]), 1), ["x", "w"], ["y"])],
        [new GraphOutput("y")],
        symbols: [new GraphSymbol("k", 2), new GraphSymbol("d")]);

    [Fact]
    public void Open_dimensions_are_listed_in_the_order_of_their_appearance() => Assert.Equal(["N", "H", "k"], Parameterised().OpenDimensions());

    [Fact]
    public void Symbols_are_bound_in_types_and_in_attributes()
    {
        Graph bound = Parameterised().Bind(new Dictionary<string, Size> { ["k"] = 3, ["d"] = 2, ["H"] = 20 });
        Assert.Equal(["N"], bound.OpenDimensions());
        Assert.Empty(bound.Symbols);
        Assert.Equal(Shape.Create(["N", 8, 16, 16]), TypedGraph.Infer(bound)["y"].Shape);
        Assert.Equal(new Window([3, 3], Dilations: [2, 2]), Assert.IsType<Conv>(bound.Nodes[0].Operator).Window);
        // A formula is as good as a number, and nothing bound is the graph itself.
        Graph doubled = Parameterised().Bind(new Dictionary<string, Size> { ["H"] = 2 * (Size)"h" });
        Assert.Equal(["N", "h", "k"], doubled.OpenDimensions());
        Graph open = Parameterised();
        Assert.Same(open, open.Bind(new Dictionary<string, Size>()));
    }

    [Theory]
    [InlineData("q", 3, "has no symbol q; its symbols are k, d, N, H")]
    [InlineData("k", 1, "k = 1: it must be at least 2")]
    [InlineData("d", 0, "d = 0: it must be at least 1")]
    [InlineData("H", 0, "H = 0: H must be at least 1")]
    [InlineData("N", -3, "N = -3: N must be at least 1")]
    public void A_value_that_does_not_fit_is_refused(string name, long value, string message) => Assert.Contains(
        message,
        Assert.Throws<GraphException>(() => Parameterised().Bind(new Dictionary<string, Size> { [name] = value })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Symbols_inside_of_branches_are_bound_too()
    {
        Graph inner = Graph.Create(
            "branch",
            [],
            [new Parameter("w", new TensorType(ElementType.Float32, [8, 4, "k"]))],
            [new Node("", new Conv(new Window(["k"]), 1), ["x", "w"], ["y"])],
            [new GraphOutput("y")],
            inner: true);
        Graph outer = Graph.Create(
            "outer",
            [new GraphInput("x", new TensorType(ElementType.Float32, [1, 4, 10])), new GraphInput("c", new TensorType(ElementType.Bool, Shape.Scalar))],
            [],
            [new Node("", new If(inner, inner), ["c"], ["z"])],
            [new GraphOutput("z")],
            symbols: [new GraphSymbol("k")]);
        Assert.Equal(Shape.Create([1, 8, 11 - (Size)"k"]), TypedGraph.Infer(outer)["z"].Shape);
        Assert.Equal(Shape.Of([1, 8, 8]), TypedGraph.Infer(outer.Bind(new Dictionary<string, Size> { ["k"] = 3 }))["z"].Shape);
    }

    [Fact]
    public void A_tensor_that_several_nodes_read_counts_once()
    {
        var sketch = new Sketch();
        string x = sketch.Input("x", 1, 8, 16, 16);
        string w = sketch.Weight(8, 8, 3, 3);
        string b = sketch.Weight(8);
        for (int layer = 0; layer < 3; layer++)
        {
            x = sketch.Apply("Conv", [x, w, b], ("pads", new long[] { 1, 1, 1, 1 }));
        }
        string mean = sketch.Weight(8);
        x = sketch.Apply("BatchNormalization", [x, b, sketch.Weight(8), mean, mean]);
        Summary summary = Summary.Of(sketch.Build(x));
        Assert.Equal((8 * 8 * 9) + 8 + 8, summary.Parameters);
        Assert.Equal(8, summary.Buffers);
        Assert.All(summary.Layers.Take(3), layer => Assert.Equal((8 * 8 * 9) + 8, layer.Parameters));
    }

    [Fact]
    public void Targets_of_shapes_and_bounds_are_no_parameters()
    {
        var sketch = new Sketch();
        string x = sketch.Apply("Reshape", [sketch.Input("x", 1, 8, 4, 4), sketch.Vector(1, -1)]);
        x = sketch.Apply("Clip", [x, sketch.Constant(Tensor.Of([], 0f)), sketch.Constant(Tensor.Of([], 6f))]);
        Assert.Equal(0, Summary.Of(sketch.Build(x)).Parameters);
    }
}
