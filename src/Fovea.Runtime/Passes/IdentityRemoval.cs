using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;

namespace Fovea.Runtime.Passes;

/// <summary>
/// Leaves out the nodes that pass their input on as it is: Identity, and Dropout where it does not train. A node whose output the graph delivers stays, for the name is the user's.
/// </summary>
internal static class IdentityRemoval
{
    public static WeightedGraph Apply(WeightedGraph model)
    {
        Graph graph = model.Graph;
        HashSet<string> delivered = [.. graph.Outputs.Select(output => output.Name)];
        // Graphs inside nodes name values of the graph around them, too; those keep their names.
        delivered.UnionWith(graph.Nodes.SelectMany(node => node.Operator.Subgraphs).SelectMany(inner => inner.FreeNames));
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        var kept = new List<Node>();
        foreach (Node node in graph.Nodes)
        {
            Node renamed = sources.Count == 0 ? node : node with { Inputs = node.Inputs.Map(name => sources.GetValueOrDefault(name, name)) };
            if (PassesOn(renamed) && !delivered.Contains(node.Outputs[0]))
            {
                sources[node.Outputs[0]] = renamed.Inputs[0];
            }
            else
            {
                kept.Add(renamed);
            }
        }
        return sources.Count == 0 ? model : model.With(kept);
    }

    /// <summary>Whether the first output of a node is its first input, and nothing else is asked for.</summary>
    public static bool PassesOn(Node node) => node.Operator switch
    {
        Identity => true,
        // With a third input Dropout may train.
        Dropout => node.Outputs.Count(name => name.Length > 0) == 1 && (node.Inputs.Count < 3 || node.Inputs[2].Length == 0),
        _ => false,
    };
}
