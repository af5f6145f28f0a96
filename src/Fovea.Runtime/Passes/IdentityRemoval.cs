using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Runtime.Passes;

/// <summary>
/// Leaves out the nodes that pass their input on as it is: Identity, Dropout where it does not train, Pad by nothing. A node whose output the graph delivers stays, for the name is the user's.
/// </summary>
internal static class IdentityRemoval
{
    public static WeightedGraph Apply(WeightedGraph model)
    {
        Graph graph = model.Graph;
        HashSet<string> delivered = [.. graph.Outputs.Select(output => output.Name)];
        // Graphs inside nodes name values of the graph around them, too; those keep their names.
        delivered.UnionWith(graph.Nodes.SelectMany(node => node.Operator.Subgraphs).SelectMany(inner => inner.FreeNames));
        HashSet<string> read = Readers.Names(graph.Nodes, graph.Outputs);
        Tensor? Constant(string name) => graph.Parameters.FirstOrDefault(parameter => parameter.Name == name) is { } parameter ? model.Value(parameter) : null;
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        var kept = new List<Node>();
        foreach (Node node in graph.Nodes)
        {
            Node renamed = sources.Count == 0 ? node : node with { Inputs = node.Inputs.Map(name => sources.GetValueOrDefault(name, name)) };
            if (PassesOn(renamed, read.Contains, Constant) && !delivered.Contains(node.Outputs[0]))
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

    /// <summary>Whether a node does nothing but pass its first input on as its first output.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isRead">Whether anything reads a value.</param>
    /// <param name="constant">The values of a constant, or null.</param>
    public static bool PassesOn(Node node, Func<string, bool> isRead, Func<string, Tensor?> constant) => node.Operator switch
    {
        Identity => true,
        // With a third input that is true Dropout trains.
        Dropout => node.Outputs.Skip(1).All(output => output.Length == 0 || !isRead(output))
            && (node.Inputs.Count < 3 || node.Inputs[2].Length == 0 || constant(node.Inputs[2]) is { Count: 1, Element: ElementType.Bool } trains && trains.GetInt64(0) == 0),
        // Exporters put one before each average pooling.
        Pad pad => (pad.Pads is { } pads ? pads.All(size => size == 0)
            : node.Inputs.Count > 1 && constant(node.Inputs[1]) is { } amounts && Enumerable.Range(0, (int)amounts.Count).All(i => amounts.GetInt64(i) == 0)),
        _ => false,
    };
}
