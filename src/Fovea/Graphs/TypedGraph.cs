using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>A node with what its rules say about it.</summary>
public sealed class TypedNode
{
    private readonly RuleResults results;
    private readonly Typing typing;

    internal TypedNode(Node node, RuleResults results, Typing typing)
    {
        Node = node;
        this.results = results;
        this.typing = typing;
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>What it computes. Layers that are alike share it, and so it is closer at hand than the node.</summary>
    internal Operator Operator => results.Operator;

    /// <summary>Its inputs, as its rules see them: made anew each time, because rules that were applied already are not asked again.</summary>
    public Operands Inputs => new(Node, results.Inputs, typing);

    /// <summary>What is known of its inputs; null for one that is left out.</summary>
    internal ReadOnlySpan<ValueInfo?> InputInfos => results.Inputs;

    /// <summary>What is known of its outputs.</summary>
    public Values<ValueInfo> Outputs => results.Outputs;

    /// <summary>Why nothing can be told of the outputs, or null.</summary>
    public string? Reason => Outputs.Count > 0 && Outputs[0].Type is null ? Outputs[0].Reason : null;

    /// <summary>What is known of one of its outputs, also of one that its operator has no rule for.</summary>
    internal ValueInfo Output(int index) => index < Outputs.Count
        ? Outputs[index]
        : ValueInfo.Unavailable($"{Operator.Name} has no rule for its output {index}");

    /// <summary>The same node as if something else were known of its outputs.</summary>
    internal TypedNode With(Values<ValueInfo> outputs) => new(Node, new RuleResults(Operator, results.Inputs) { Outputs = outputs }, typing);

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
            Cost cost = Operator.Cost(Inputs, Outputs);
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
            return Operator.Field(Inputs, Outputs, output);
        }
        return results.Field ??= Operator.Field(Inputs, Outputs, 0);
    }
}

/// <summary>A graph with the type of every value: its shape rules, applied in order.</summary>
public sealed class TypedGraph
{
    private readonly GraphTyping typing;

    private TypedGraph(Graph graph, GraphTyping typing)
    {
        Graph = graph;
        this.typing = typing;
        Nodes = typing.Run();
    }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>Its nodes, in order.</summary>
    public Values<TypedNode> Nodes { get; }

    /// <summary>The conditions on open dimensions under which the shapes hold.</summary>
    public IReadOnlyList<Condition> Conditions => typing.Conditions;

    /// <summary>What is known of a value.</summary>
    public ValueInfo this[string name] => typing[name];

    /// <summary>What is known of a value of the graph, by its number.</summary>
    internal ValueInfo this[int number] => typing[number];

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
        return new TypedGraph(graph, new GraphTyping(graph, inputs, outer));
    }
}
