using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>A node with what its rules say about it.</summary>
public sealed class TypedNode
{
    private readonly RuleResults results;

    internal TypedNode(Operands inputs, RuleResults results)
    {
        Inputs = inputs;
        this.results = results;
    }

    /// <summary>The node.</summary>
    public Node Node => Inputs.Node;

    /// <summary>Its inputs, as its rules see them.</summary>
    public Operands Inputs { get; }

    /// <summary>What is known of its outputs.</summary>
    public Values<ValueInfo> Outputs => results.Outputs;

    /// <summary>Why nothing can be told of the outputs, or null.</summary>
    public string? Reason => Outputs.Count > 0 && Outputs[0].Type is null ? Outputs[0].Reason : null;

    /// <summary>What is known of one of its outputs, also of one that its operator has no rule for.</summary>
    internal ValueInfo Output(int index) => index < Outputs.Count
        ? Outputs[index]
        : ValueInfo.Unavailable($"{Node.Operator.Name} has no rule for its output {index}");

    /// <summary>The same node as if something else were known of its outputs.</summary>
    internal TypedNode With(Values<ValueInfo> outputs) => new(Inputs, new RuleResults(Node.Operator, results.Inputs) { Outputs = outputs });

    /// <summary>What the node costs.</summary>
    public Cost Cost()
    {
        if (results.Cost is { } known)
        {
            return known;
        }
        if (Reason is { } reason)
        {
            return Graphs.Cost.Unavailable(reason);
        }
        try
        {
            Cost cost = Node.Operator.Cost(Inputs, Outputs);
            // A reason may name the node's own values.
            results.Cost = cost.Reason is null ? cost : null;
            return cost;
        }
        catch (UnavailableException unavailable)
        {
            return Graphs.Cost.Unavailable(unavailable.Message);
        }
    }

    /// <summary>Which positions of the inputs a unit of one of the outputs reads.</summary>
    /// <exception cref="UnavailableException">It cannot be told.</exception>
    internal FieldRule Field(int output)
    {
        if (output > 0)
        {
            return Node.Operator.Field(Inputs, Outputs, output);
        }
        return results.Field ??= Node.Operator.Field(Inputs, Outputs, 0);
    }
}

/// <summary>A graph with the type of every value: its shape rules, applied in order.</summary>
public sealed class TypedGraph
{
    private readonly Typing typing;

    private TypedGraph(Graph graph, Typing typing, Values<TypedNode> nodes)
    {
        Graph = graph;
        this.typing = typing;
        Nodes = nodes;
    }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>Its nodes, in order.</summary>
    public Values<TypedNode> Nodes { get; }

    /// <summary>The conditions on open dimensions under which the shapes hold.</summary>
    public IReadOnlyList<Condition> Conditions => typing.Conditions;

    /// <summary>What is known of a value.</summary>
    public ValueInfo this[string name] => typing[name];

    /// <summary>Applies the shape rule of every node in order.</summary>
    /// <exception cref="GraphException">The graph is ill-formed; the message names the node.</exception>
    public static TypedGraph Infer(Graph graph)
    {
        var inputs = new ValueInfo[graph.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = graph.Inputs[i].Info;
        }
        return Infer(graph, inputs, null);
    }

    internal static TypedGraph Infer(Graph graph, ReadOnlySpan<ValueInfo> inputs, Typing? outer)
    {
        Operands.Require(
            inputs.Length == graph.Inputs.Count, $"graph '{graph.Name}' takes {graph.Inputs.Count} inputs and is given {inputs.Length}");
        var typing = new Typing(outer, graph.Inputs.Count + graph.Parameters.Count + graph.Nodes.Count);
        for (int i = 0; i < inputs.Length; i++)
        {
            typing.Define(graph.Inputs[i].Name, inputs[i]);
        }
        foreach (Parameter parameter in graph.Parameters)
        {
            typing.Define(parameter);
        }
        var nodes = new TypedNode[graph.Nodes.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = typing.Apply(graph.Nodes[i]);
        }
        return new TypedGraph(graph, typing, new Values<TypedNode>(nodes));
    }
}
