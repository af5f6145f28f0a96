using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>What is known of values while a graph is typed, node after node, and the conditions that came up on the way.</summary>
/// <param name="outer">The same of the graph around a branch or a body; null for a whole network.</param>
/// <param name="count">How many values are to be expected.</param>
internal sealed class Typing(Typing? outer = null, int count = 0)
{
    // A body is typed until its sizes stand still, so that the rules inside nested loops are applied in multiples of multiples.
    private const int MaximumInnerApplications = 250_000;

    private readonly Dictionary<string, ValueInfo> values = new(count, StringComparer.Ordinal);
    private readonly List<Condition> conditions = [];
    private readonly HashSet<string> noted = new(StringComparer.Ordinal);
    private readonly Typing? around = outer;
    private int innerApplications;

    /// <summary>The conditions on open dimensions, in the order in which they came up.</summary>
    public IReadOnlyList<Condition> Conditions => conditions;

    /// <summary>What is known of a value.</summary>
    public ValueInfo this[string name] =>
        values.TryGetValue(name, out ValueInfo? value) ? value
        : around is not null ? around[name]
        : throw new KeyNotFoundException($"the graph has no value '{name}'");

    /// <summary>Says what is known of a value.</summary>
    public void Define(string name, ValueInfo value) => values[name] = value;

    /// <summary>Says what is known of a tensor of the network.</summary>
    public void Define(Parameter parameter)
    {
        Contents? contents = parameter.Contents is { } tensor ? Contents.Of(tensor) : null;
        values[parameter.Name] = new ValueInfo(parameter.Type, contents);
    }

    /// <summary>Notes a condition, once; of several least values of one symbol only the largest. Inside a branch or a body it belongs to the whole network.</summary>
    public void Note(Condition condition)
    {
        if (around is not null)
        {
            around.Note(condition);
        }
        else if (noted.Add(condition.Text))
        {
            if (condition.Threshold is { } own)
            {
                if (conditions.Exists(other => other.Threshold is { } theirs && theirs.Symbol == own.Symbol && theirs.From >= own.From))
                {
                    return;
                }
                conditions.RemoveAll(other => other.Threshold is { } theirs && theirs.Symbol == own.Symbol);
            }
            conditions.Add(condition);
        }
    }

    /// <summary>Applies the shape rule of a node whose inputs are known.</summary>
    /// <exception cref="GraphException">They do not fit; the message names the node.</exception>
    public TypedNode Apply(Node node)
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
            outputs = Shared(node.Operator.Outputs(operands), inputs);
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
        var typed = new TypedNode(node, operands, outputs);
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length > 0)
            {
                values[node.Outputs[i]] = typed.Output(i);
            }
        }
        return typed;
    }

    // What is known of a value that has the type of the layer's first input is kept once: long networks have little to keep for each layer.
    private static Values<ValueInfo> Shared(Values<ValueInfo> outputs, ValueInfo?[] inputs) =>
        outputs.Count == 1 && inputs is [{ Contents: null } first, ..] && first == outputs[0] ? [first] : outputs;

    private void CountInnerApplication()
    {
        Typing whole = this;
        while (whole.around is not null)
        {
            whole = whole.around;
        }
        if (whole != this)
        {
            Operands.Require(
                ++whole.innerApplications <= MaximumInnerApplications,
                $"the shapes in it take more than {MaximumInnerApplications} steps; loops are nested too deeply");
        }
    }
}
