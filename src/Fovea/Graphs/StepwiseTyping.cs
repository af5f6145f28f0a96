namespace Fovea.Graphs;

/// <summary>Types nodes one at a time, as they come: their values are found by name.</summary>
internal sealed class StepwiseTyping() : Typing(null)
{
    private readonly Dictionary<string, ValueInfo> values = new(StringComparer.Ordinal);

    /// <summary>Says what is known of a value.</summary>
    public void Define(string name, ValueInfo value) => values[name] = value;

    /// <summary>Says what is known of a tensor of the network.</summary>
    public void Define(Parameter parameter) => values[parameter.Name] = InfoOf(parameter);

    /// <summary>Applies the shape rule of a node whose inputs are known.</summary>
    /// <exception cref="GraphException">They do not fit; the message names the node.</exception>
    public TypedNode Apply(Node node)
    {
        var inputs = new ValueInfo?[node.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = node.Inputs[i].Length == 0 ? null : this[node.Inputs[i]];
        }
        TypedNode typed = Apply(node, inputs);
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length > 0)
            {
                values[node.Outputs[i]] = typed.Output(i);
            }
        }
        return typed;
    }

    /// <inheritdoc/>
    protected override ValueInfo? Find(string name) => values.GetValueOrDefault(name);
}
