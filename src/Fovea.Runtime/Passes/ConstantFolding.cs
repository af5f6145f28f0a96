using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Reference;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Passes;

/// <summary>
/// Computes the nodes that read constants only, by the reference; with the shapes of the inputs known, also those that read a shape. What is large, or takes long, is left to the run.
/// </summary>
internal static class ConstantFolding
{
    private const long MaximumElements = 1 << 22;
    private const long MaximumWork = 1 << 24;

    public static WeightedGraph Apply(WeightedGraph model)
    {
        TypedGraph typed = TypedGraph.Infer(model.Graph);
        Dictionary<string, Parameter> parameters = model.Graph.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var folded = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var kept = new List<Node>();
        foreach (TypedNode node in typed.Nodes)
        {
            if (Fold(node, name => folded.GetValueOrDefault(name) ?? (parameters.TryGetValue(name, out Parameter? parameter) ? model.Value(parameter) : null)) is { } values)
            {
                for (int i = 0; i < values.Length; i++)
                {
                    if (values[i] is { } value)
                    {
                        folded.Add(node.Node.Outputs[i], value);
                    }
                }
            }
            else
            {
                kept.Add(node.Node);
            }
        }
        return folded.Count == 0 ? model : model.With(kept, folded);
    }

    // The outputs of a node, or null if it has to run.
    private static Tensor?[]? Fold(TypedNode node, Func<string, Tensor?> constant)
    {
        if (node.Reason is not null || node.Node.Operator is RandomDraw || node.Node.Operator.Subgraphs.Count > 0 || !IsSmall(node))
        {
            return null;
        }
        if (node.Node.Operator is ShapeOf or SizeOf)
        {
            return node.Outputs[0].Contents is { } contents && contents.Elements.All(element => element.TryGetWhole(out Size size) && size.IsKnown)
                ? [Tensor.Of(contents.Dimensions, [.. contents.ToSizes().Select(size => size.Value)])]
                : null;
        }
        var inputs = new Tensor?[node.Node.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (node.Node.Inputs[i].Length > 0 && (inputs[i] = constant(node.Node.Inputs[i])) is null)
            {
                return null;
            }
        }
        try
        {
            return NodeReference.Run(node.Node, inputs);
        }
        catch (Exception error) when (error is UnavailableException or GraphException)
        {
            // What is wrong with it is said when it runs, if it does.
            return null;
        }
    }

    private static bool IsSmall(TypedNode node)
    {
        foreach (ValueInfo output in node.Outputs)
        {
            if (output.Type is not { } type || !type.Shape.IsKnown || !(type.Shape.Elements.Value <= MaximumElements))
            {
                return false;
            }
        }
        Cost cost = node.Cost();
        Size work = cost.Macs;
        return cost.Reason is null ? work.TryGetValue(out long known) && known <= MaximumWork : node.Node.Operator is not (Einsum or Conv);
    }
}
