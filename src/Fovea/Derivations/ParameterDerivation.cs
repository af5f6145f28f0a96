using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Derivations;

/// <summary>Derives how many trained numbers a layer reads, and a network has.</summary>
public static class ParameterDerivation
{
    /// <summary>The derivation of one layer, or of all and their sum.</summary>
    /// <param name="summary">The network.</param>
    /// <param name="only">The layer; all if null.</param>
    public static Derivation Of(Summary summary, Layer? only = null)
    {
        Graph graph = summary.Typed.Graph;
        var roles = new ParameterRoles(graph);
        HashSet<string> taken = GeneralLayer.NamesOf(graph);
        List<DerivationSection> sections = [];
        foreach (Layer layer in only is null ? summary.Layers : [only])
        {
            if (Of(graph, layer, roles, taken) is { } section)
            {
                sections.Add(section);
            }
        }
        if (only is null)
        {
            sections.Add(Total(summary, roles));
        }
        else if (sections.Count == 0)
        {
            sections.Add(new DerivationSection($"{only.Name} ({only.Operator})", null, [], $"{only.Operator} has no trained numbers"));
        }
        return new Derivation($"The parameters of {graph.Name}", [.. sections]);
    }

    private static DerivationSection? Of(Graph graph, Layer layer, ParameterRoles roles, HashSet<string> taken)
    {
        List<Assignment> names = [];
        Size count = 0;
        List<string> tensors = [];
        foreach (int input in roles.Inputs(layer.Node, ParameterRole.Weight))
        {
            string tensor = layer.Node.Inputs[input];
            tensors.Add($"'{tensor}'");
            Shape shape = graph.Parameters.First(parameter => parameter.Name == tensor).Type.Shape;
            var general = new Size[shape.Rank];
            for (int axis = 0; axis < general.Length; axis++)
            {
                string name = GeneralLayer.Free($"{layer.Node.Operator.Type.InputName(input)}_{axis}", taken);
                names.Add(new Assignment(name, shape[axis], $"size of axis {axis} of '{tensor}'"));
                general[axis] = name;
            }
            count += Shape.Create(general).Elements;
        }
        return tensors.Count == 0
            ? null
            : new DerivationSection($"{layer.Name} ({layer.Operator})", new Words("parameters"), Steps.Of(count, $"every element of {string.Join(", ", tensors)}", names));
    }

    private static DerivationSection Total(Summary summary, ParameterRoles roles)
    {
        var counted = new HashSet<string>(StringComparer.Ordinal);
        bool shared = false;
        List<Size> terms = [];
        foreach (Layer layer in summary.Layers)
        {
            Size own = 0;
            foreach (int input in roles.Inputs(layer.Node, ParameterRole.Weight))
            {
                string tensor = layer.Node.Inputs[input];
                bool first = counted.Add(tensor);
                shared |= !first;
                own += first ? summary.Typed[tensor].Shape.Elements : 0;
            }
            if (own != 0)
            {
                terms.Add(own);
            }
        }
        return Steps.Total("parameters", terms, shared ? "layer by layer; a tensor that several layers share counts once" : "layer by layer");
    }
}
