using Fovea.Graphs;

namespace Fovea.Runtime.Passes;

/// <summary>Leaves out the nodes whose outputs nobody reads.</summary>
internal static class DeadNodes
{
    public static WeightedGraph Apply(WeightedGraph model)
    {
        HashSet<string> read = Readers.Names([], model.Graph.Outputs);
        var kept = new List<Node>();
        for (int index = model.Graph.Nodes.Count - 1; index >= 0; index--)
        {
            Node node = model.Graph.Nodes[index];
            if (node.Outputs.Any(read.Contains))
            {
                kept.Add(node);
                read.UnionWith(Readers.Of(node));
            }
        }
        kept.Reverse();
        return kept.Count == model.Graph.Nodes.Count ? model : model.With(kept);
    }
}
