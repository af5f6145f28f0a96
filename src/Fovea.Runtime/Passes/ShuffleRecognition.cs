using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Runtime.Passes;

/// <summary>
/// Writes a shuffle of channels that files spell out, [N, C, H, W] as [N, G, C/G, H, W], both axes exchanged, and back, as what it is: the channels in another order. Shapes are known.
/// </summary>
internal static class ShuffleRecognition
{
    private static readonly long[] Exchange = [0, 2, 1, 3, 4];

    public static WeightedGraph Apply(WeightedGraph model)
    {
        Graph graph = model.Graph;
        if (!graph.Nodes.Any(node => node.Operator is Transpose { Permutation: { } order } && order.SequenceEqual(Exchange)))
        {
            return model;
        }
        TypedGraph typed = TypedGraph.Infer(graph);
        Dictionary<string, List<int>> readers = Readers.Places(graph);
        Dictionary<string, Node> makers = graph.Nodes.SelectMany(node => node.Outputs.Select(output => (output, node))).Where(pair => pair.output.Length > 0)
            .ToDictionary(pair => pair.output, pair => pair.node, StringComparer.Ordinal);
        Node[] nodes = [.. graph.Nodes];
        var made = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var removed = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (Node exchange in graph.Nodes)
        {
            if (exchange.Operator is Transpose { Permutation: { } order } && order.SequenceEqual(Exchange)
                && makers.GetValueOrDefault(exchange.Inputs[0]) is { Operator: Reshape } apart && readers[exchange.Inputs[0]].Count == 1
                && readers.GetValueOrDefault(exchange.Outputs[0]) is [var place] && place < nodes.Length && nodes[place] is { Operator: Reshape } together
                && Sizes(typed, apart.Inputs[0]) is [var samples, var channels, var height, var width] whole
                && Sizes(typed, apart.Outputs[0]) is [var n, var groups, var each, var h, var w] && (n, h, w) == (samples, height, width) && groups * each == channels
                && Sizes(typed, together.Outputs[0]) is { } back && back.AsSpan().SequenceEqual(whole))
            {
                string name = $"{together.Outputs[0]}.order";
                made[name] = Tensor.Vector([.. Enumerable.Range(0, (int)channels).Select(channel => (channel % groups * each) + (channel / groups))]);
                removed.Add(apart);
                removed.Add(exchange);
                nodes[place] = together with { Operator = new Gather(1), Inputs = [apart.Inputs[0], name] };
            }
        }
        return made.Count == 0 ? model : model.With([.. nodes.Where(node => !removed.Contains(node))], made);
    }

    private static long[]? Sizes(TypedGraph typed, string value) => typed[value].Type is { Shape: { IsKnown: true } shape } ? shape.ToLongs() : null;
}
