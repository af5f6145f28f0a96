using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Reference;
using Fovea.Tensors;
using Xunit;
using Real64 = Fovea.Numbers.Double;

namespace Fovea.Tests.Reference;

public sealed class BoundsTests
{
    public static TheoryData<string> Networks => [.. SmallNetworks.All.Select(graph => graph.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void What_a_node_computes_lies_inside_its_intervals(string name)
    {
        Graph graph = Assert.Single(SmallNetworks.All, graph => graph.Name == name);
        IReadOnlyList<NodeBound> bounds = Bounds.Run(graph, SmallNetworks.Weights(graph), SmallNetworks.Input(graph));
        Assert.Equal(graph.Nodes.Select(node => node.Label), bounds.Select(bound => bound.Node.Node.Label));
        foreach (NodeBound bound in bounds)
        {
            Assert.Equal((0, null), (bound.Outside, bound.Reason));
            // Choosing is exact, summing is not, and both stay near.
            bool chooses = bound.Node.Node.Operator.Name is "Relu" or "MaxPool";
            Assert.Equal(chooses, bound.Width == 0);
            Assert.InRange(bound.Width, 0, 2e-5 * bound.Largest);
        }
    }

    [Fact]
    public void A_network_of_float64_is_bounded_in_float64()
    {
        var builder = new GraphBuilder("average");
        GraphValue x = builder.Input("x", [1, 1, 2, 3], ElementType.Float64);
        builder.Output("out", builder.Add("y", new AveragePool(new Window([2, 2])), x));
        double[] values = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
        Tensor input = new RunTensor(
            ElementType.Float64, [1, 1, 2, 3], new Elements<Real64>([.. values.Select(value => new Real64(value))])).ToTensor<Real64>();
        NodeBound bound = Assert.Single(Bounds.Run(builder.Build(), _ => null, input));
        Assert.Equal(0, bound.Outside);
        Assert.InRange(bound.Width, 1e-17, 1e-15);
    }

    [Fact]
    public void NaN_is_bounded_by_NaN()
    {
        NodeBound bound = Assert.Single(Bounds.Run(SmallNetworks.Rectifier, _ => null, Tensor.Of([3, 4], [.. Enumerable.Repeat(float.NaN, 12)])));
        Assert.Equal((0, 0.0, null), (bound.Outside, bound.Width, bound.Reason));
    }
}
