using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Tests.Analysis;

public sealed class LongNetworkTests
{
    private const int Length = 100_000;

    // Deep recursion over the nodes would end the process; what grows with the square of their number would not end at all.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_of_a_hundred_thousand_layers_is_summarised(bool backwards)
    {
        var nodes = new Node[Length];
        for (int i = 0; i < Length; i++)
        {
            string input = i == 0 ? "x" : $"v{i - 1}";
            nodes[i] = i % 2 == 0
                ? new Node($"conv{i}", new Conv(new Window(Pads: [1, 1, 1, 1]), 1), [input, "w"], [$"v{i}"])
                : new Node($"relu{i}", new Relu(), [input], [$"v{i}"]);
        }
        if (backwards)
        {
            Array.Reverse(nodes);
        }
        Graph graph = Graph.Create(
            "chain",
            [new GraphInput("x", new TensorType(ElementType.Float32, [1, 4, 8, 8]))],
            [new Parameter("w", new TensorType(ElementType.Float32, [4, 4, 3, 3]))],
            Values.Create<Node>(nodes),
            [new GraphOutput($"v{Length - 1}")]);

        Summary summary = Summary.Of(graph);

        Assert.Equal(Length, summary.Layers.Count);
        Assert.Equal(4 * 4 * 3 * 3, summary.Parameters);
        Assert.Equal(Length / 2 * (4L * 4 * 3 * 3 * 8 * 8), summary.Macs);
        Assert.Equal(Length + 1, summary.Layers[^1].Field.Axes[0]!.Size);
        Assert.Equal(3 * (4 * 8 * 8 * 4), summary.PeakActivationBytes);
    }
}
