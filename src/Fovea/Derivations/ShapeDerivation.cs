using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Derivations;

/// <summary>Derives the sizes of a layer's output from its shape rule.</summary>
public static class ShapeDerivation
{
    /// <summary>The derivation of one layer, or of all in the order of execution.</summary>
    /// <param name="typed">The network.</param>
    /// <param name="only">The layer; all if null.</param>
    public static Derivation Of(TypedGraph typed, Node? only = null)
    {
        HashSet<string> taken = GeneralLayer.NamesOf(typed.Graph);
        List<DerivationSection> sections = [];
        foreach (TypedNode node in typed.Nodes)
        {
            if (only is null ? node.Node.Operator is not Constant : ReferenceEquals(node.Node, only))
            {
                sections.AddRange(Of(typed, node, taken));
            }
        }
        return new Derivation($"The shapes of {typed.Graph.Name}", [.. sections]);
    }

    private static IEnumerable<DerivationSection> Of(TypedGraph typed, TypedNode node, HashSet<string> taken)
    {
        string title = $"{node.Node.Label} ({node.Node.Operator.Name})";
        if (node.Reason is { } reason)
        {
            return [new DerivationSection(title, null, [], $"unavailable: {reason}")];
        }
        Shape shape = node.Outputs[0].Shape;
        if (shape.Rank == 0)
        {
            return [new DerivationSection(title, null, [], "a single number: it has no axes")];
        }
        var general = GeneralLayer.Of(typed, node, taken, Asking.Sizes, asked => [.. asked.Outputs[0].Shape]);
        if (Enumerable.Range(0, shape.Rank).All(axis => general.IsInputSize(axis, axis)))
        {
            return [new DerivationSection(title, null, [], $"{node.Node.Operator.Name} keeps the shape of '{node.Node.Inputs[0]}': {shape}")];
        }
        List<DerivationSection> sections = [];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            string word = GeneralLayer.AxisWord(axis, shape.Rank);
            if (sections.Count > 0 && axis > 2 && general.Alike(axis - 1, axis))
            {
                sections[^1] = sections[^1] with { Quantity = new Words($"{sections[^1].Quantity} and {word}") };
                continue;
            }
            sections.Add(new DerivationSection(
                title, new Words(word), Steps.Of(general.General[axis], $"the shape rule of {node.Node.Operator.Name}", general.Names)));
        }
        return sections;
    }
}
