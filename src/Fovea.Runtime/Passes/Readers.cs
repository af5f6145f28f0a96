using Fovea.Graphs;

namespace Fovea.Runtime.Passes;

/// <summary>Who reads which values of a graph.</summary>
internal static class Readers
{
    /// <summary>The names that a node reads, those of the graphs inside it included.</summary>
    public static IEnumerable<string> Of(Node node) =>
        node.Inputs.Where(name => name.Length > 0).Concat(node.Operator.Subgraphs.SelectMany(inner => inner.FreeNames));

    /// <summary>The names that some nodes or the outputs of a graph read.</summary>
    public static HashSet<string> Names(IEnumerable<Node> nodes, IEnumerable<GraphOutput> outputs) =>
        [.. nodes.SelectMany(Of), .. outputs.Select(output => output.Name)];

    /// <summary>The places of the nodes that read each value; an output of the graph counts as the place behind the last node.</summary>
    public static Dictionary<string, List<int>> Places(Graph graph)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        void Add(string name, int place)
        {
            if (!places.TryGetValue(name, out List<int>? list))
            {
                places.Add(name, list = []);
            }
            list.Add(place);
        }
        for (int index = 0; index < graph.Nodes.Count; index++)
        {
            foreach (string name in Of(graph.Nodes[index]))
            {
                Add(name, index);
            }
        }
        foreach (GraphOutput output in graph.Outputs)
        {
            Add(output.Name, graph.Nodes.Count);
        }
        return places;
    }
}
