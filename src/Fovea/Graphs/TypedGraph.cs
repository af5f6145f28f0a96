using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>A node with what its rules say about it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Inputs">Its inputs, as its rules see them.</param>
/// <param name="Outputs">What is known of its outputs.</param>
public sealed record TypedNode(Node Node, Operands Inputs, Values<ValueInfo> Outputs)
{
    /// <summary>Why nothing can be told of the outputs, or null.</summary>
    public string? Reason => Outputs.Count > 0 && Outputs[0].Type is null ? Outputs[0].Reason : null;

    /// <summary>What the node costs.</summary>
    public Cost Cost()
    {
        if (Reason is { } reason)
        {
            return Graphs.Cost.Unavailable(reason);
        }
        try
        {
            return Node.Operator.Cost(Inputs, Outputs);
        }
        catch (UnavailableException unavailable)
        {
            return Graphs.Cost.Unavailable(unavailable.Message);
        }
    }
}

/// <summary>A graph with the type of every value: its shape rules, applied in order.</summary>
public sealed class TypedGraph
{
    // A body is typed until its sizes stand still, so that the rules inside nested loops are applied in multiples of multiples.
    private const int MaximumInnerApplications = 250_000;

    private readonly Dictionary<string, ValueInfo> values = new(StringComparer.Ordinal);
    private readonly List<Condition> conditions = [];
    private readonly HashSet<string> noted = new(StringComparer.Ordinal);
    private readonly TypedGraph? outer;
    private int innerApplications;

    private TypedGraph(Graph graph, TypedGraph? outer)
    {
        Graph = graph;
        this.outer = outer;
    }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>Its nodes, in order.</summary>
    public Values<TypedNode> Nodes { get; private set; }

    /// <summary>The conditions on open dimensions under which the shapes hold.</summary>
    public IReadOnlyList<Condition> Conditions => conditions;

    /// <summary>What is known of a value.</summary>
    public ValueInfo this[string name] =>
        values.TryGetValue(name, out ValueInfo? value) ? value
        : outer is not null ? outer[name]
        : throw new KeyNotFoundException($"the graph has no value '{name}'");

    /// <summary>Applies the shape rule of every node in order.</summary>
    /// <exception cref="GraphException">The graph is ill-formed; the message names the node.</exception>
    public static TypedGraph Infer(Graph graph)
    {
        var inputs = new ValueInfo[graph.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = graph.Inputs[i].Type is { } type
                ? type
                : ValueInfo.Unavailable($"the shape of input '{graph.Inputs[i].Name}' is not given");
        }
        return Infer(graph, inputs, null);
    }

    internal static TypedGraph Infer(Graph graph, ReadOnlySpan<ValueInfo> inputs, TypedGraph? outer)
    {
        Operands.Require(
            inputs.Length == graph.Inputs.Count, $"graph '{graph.Name}' takes {graph.Inputs.Count} inputs and is given {inputs.Length}");
        var typed = new TypedGraph(graph, outer);
        for (int i = 0; i < inputs.Length; i++)
        {
            typed.values[graph.Inputs[i].Name] = inputs[i];
        }
        foreach (Parameter parameter in graph.Parameters)
        {
            Contents? contents = parameter.Contents is { } tensor ? Graphs.Contents.Of(tensor) : null;
            typed.values[parameter.Name] = new ValueInfo(parameter.Type, contents);
        }
        var nodes = new TypedNode[graph.Nodes.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = typed.Apply(graph.Nodes[i]);
        }
        typed.Nodes = Values.Create<TypedNode>(nodes);
        return typed;
    }

    /// <summary>Notes a condition, once. Inside a branch or a body it belongs to the whole network.</summary>
    internal void Note(Condition condition)
    {
        if (outer is not null)
        {
            outer.Note(condition);
        }
        else if (noted.Add(condition.Text))
        {
            conditions.Add(condition);
        }
    }

    private void CountInnerApplication()
    {
        TypedGraph whole = this;
        while (whole.outer is not null)
        {
            whole = whole.outer;
        }
        if (whole != this)
        {
            Operands.Require(
                ++whole.innerApplications <= MaximumInnerApplications,
                $"the shapes in it take more than {MaximumInnerApplications} steps; loops are nested too deeply");
        }
    }

    private TypedNode Apply(Node node)
    {
        CountInnerApplication();
        var inputs = new ValueInfo?[node.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = node.Inputs[i].Length == 0 ? null : this[node.Inputs[i]];
        }
        var operands = new Operands(node, inputs, this);
        Values<ValueInfo> outputs;
        try
        {
            outputs = node.Operator.Outputs(operands);
        }
        catch (UnavailableException unavailable)
        {
            var missing = new ValueInfo[node.Outputs.Count];
            Array.Fill(missing, ValueInfo.Unavailable(unavailable.Message));
            outputs = Values.Create<ValueInfo>(missing);
        }
        catch (Exception error) when (error is GraphException or OverflowException)
        {
            throw new GraphException($"node '{node.Label}' ({node.Operator.Name}): {error.Message}", error);
        }
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length > 0)
            {
                values[node.Outputs[i]] = i < outputs.Count
                    ? outputs[i]
                    : ValueInfo.Unavailable($"{node.Operator.Name} has no rule for its output {i}");
            }
        }
        return new TypedNode(node, operands, outputs);
    }
}
