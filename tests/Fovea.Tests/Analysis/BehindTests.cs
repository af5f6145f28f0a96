using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using static Fovea.Networks.Layers;

namespace Fovea.Tests.Analysis;

public sealed class BehindTests
{
    [Fact]
    public void An_output_answers_for_what_it_depends_on_and_nothing_else()
    {
        var builder = new GraphBuilder("two");
        GraphValue trunk = Conv(4, 1, bias: false).Apply(builder.Input("x", [1, 2, 5, 5]));
        builder.Output("a", Conv(3, 1, bias: false).Apply(trunk));
        builder.Output("b", Conv(6, 1, bias: false).Apply(trunk));
        Summary summary = Summary.Of(builder.Build());
        Assert.Equal((8 + 12, 25 * (8 + 12)), summary.Behind("a"));
        Assert.Equal((8 + 24, 25 * (8 + 24)), summary.Behind("b"));
        Assert.Equal(8 + 12 + 24, summary.Parameters);
    }

    [Fact]
    public void A_tensor_that_two_layers_share_counts_once()
    {
        var builder = new GraphBuilder("shared");
        GraphValue x = builder.Input("x", [1, 2, 5, 5]);
        GraphValue w = builder.Parameter("w", [2, 2, 1, 1]);
        GraphValue once = builder.Add("once", new Conv(new Window(), 1), x, w);
        builder.Output("y", builder.Add("twice", new Conv(new Window(), 1), once, w));
        Assert.Equal((4, 2 * 100), Summary.Of(builder.Build()).Behind("y"));
    }

    [Fact]
    public void The_weights_inside_a_branch_belong_to_what_the_branch_makes()
    {
        var type = new TensorType(ElementType.Float32, [3]);
        Graph Branch(string name) => Graph.Create(
            name, [], [new Parameter(name + ".w", type)], [new Node("", new Add(), ["x", name + ".w"], [name + ".y"])], [new GraphOutput(name + ".y")], inner: true);
        Graph graph = Graph.Create(
            "choice",
            [new GraphInput("x", type), new GraphInput("c", new TensorType(ElementType.Bool, []))],
            [new Parameter("v", type)],
            [new Node("", new If(Branch("then"), Branch("else")), ["c"], ["y"]), new Node("", new Mul(), ["x", "v"], ["z"])],
            [new GraphOutput("y"), new GraphOutput("z")]);
        Summary summary = Summary.Of(graph);
        Assert.Equal(6, summary.Behind("y").Parameters);
        Assert.Equal(3, summary.Behind("z").Parameters);
    }
}
