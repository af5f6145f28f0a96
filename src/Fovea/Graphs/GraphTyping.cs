using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>Types a whole graph: its values are found by number.</summary>
internal sealed class GraphTyping : Typing
{
    private readonly Graph graph;
    private readonly ValueInfo?[] values;

    /// <summary>Begins with what is known of the inputs, the parameters and what the graph takes from around it.</summary>
    public GraphTyping(Graph graph, ReadOnlySpan<ValueInfo> inputs, Typing? outer) : base(outer)
    {
        this.graph = graph;
        values = new ValueInfo?[graph.Numbers.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            values[i] = inputs[i];
        }
        // Layers that are repeated have weights of one type: what is known of them is one object.
        var weights = new Dictionary<TensorType, ValueInfo>();
        for (int i = 0; i < graph.Parameters.Count; i++)
        {
            Parameter parameter = graph.Parameters[i];
            ref ValueInfo? value = ref values[graph.Inputs.Count + i];
            if (parameter.Contents is not null)
            {
                value = InfoOf(parameter);
            }
            else if (!weights.TryGetValue(parameter.Type, out value))
            {
                value = parameter.Type;
                weights.Add(parameter.Type, value);
            }
        }
        foreach (string name in graph.FreeNames)
        {
            values[graph.Numbers[name]] = outer is null ? throw new KeyNotFoundException($"the graph has no value '{name}'") : outer[name];
        }
    }

    /// <summary>What is known of a value.</summary>
    public ValueInfo this[int number] => values[number]!;

    /// <summary>Applies the shape rule of every node in order.</summary>
    /// <exception cref="GraphException">The graph is ill-formed; the message names the node.</exception>
    public Values<TypedNode> Run()
    {
        var nodes = new TypedNode[graph.Nodes.Count];
        var inputs = new ValueInfo?[2];
        for (int index = 0; index < nodes.Length; index++)
        {
            Node node = graph.Nodes[index];
            int count = node.Inputs.Count;
            inputs = count <= inputs.Length ? inputs : new ValueInfo?[count];
            ReadOnlySpan<int> reads = graph.Numbers.Reads(index);
            for (int i = 0; i < count; i++)
            {
                inputs[i] = reads[i] == ValueNumbers.None ? null : values[reads[i]];
            }
            TypedNode typed = Apply(node, inputs.AsSpan(0, count));
            ReadOnlySpan<int> outputs = graph.Numbers.Outputs(index);
            for (int i = 0; i < outputs.Length; i++)
            {
                if (outputs[i] != ValueNumbers.None)
                {
                    values[outputs[i]] = typed.Output(i);
                }
            }
            nodes[index] = typed;
        }
        return new Values<TypedNode>(nodes);
    }

    /// <inheritdoc/>
    protected override ValueInfo? Find(string name) => graph.Numbers.TryFind(name, out int number) ? values[number] : null;
}
