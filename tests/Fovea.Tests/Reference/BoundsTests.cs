using Fovea.Graphs;
using Fovea.Reference;
using Xunit;

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
}
