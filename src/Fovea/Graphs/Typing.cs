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
    private readonly Dictionary<RuleResults, RuleResults> answers = [];
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
        var results = new RuleResults(node.Operator, inputs);
        bool shared = RuleResults.AreShared(node);
        Operands operands;
        if (shared && answers.TryGetValue(results, out RuleResults? known))
        {
            // The conditions that came up then were noted then.
            results = known;
            operands = new Operands(node, results.Inputs, this);
        }
        else
        {
            operands = new Operands(node, inputs, this);
            results.Outputs = Outputs(operands, inputs);
            // Reasons why a type is not known, and sizes that the data decide, name the node's own values.
            if (shared && !operands.HasOpened && results.Outputs is [{ Type: not null }])
            {
                answers.Add(results, results);
            }
        }
        var typed = new TypedNode(operands, results);
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length > 0)
            {
                values[node.Outputs[i]] = typed.Output(i);
            }
        }
        return typed;
    }

    private static Values<ValueInfo> Outputs(Operands operands, ValueInfo?[] inputs)
    {
        Node node = operands.Node;
        try
        {
            Values<ValueInfo> outputs = node.Operator.Outputs(operands);
            // Where the type stays what it was it is the same object, so that the next layer may be known, too.
            return outputs is [{ Contents: null } single] && inputs is [{ } first, ..] && first == single ? [first] : outputs;
        }
        catch (UnavailableException unavailable)
        {
            var missing = new ValueInfo[node.Outputs.Count];
            Array.Fill(missing, ValueInfo.Unavailable(unavailable.Message));
            return Values.Create<ValueInfo>(missing);
        }
        catch (Exception error) when (error is GraphException or OverflowException)
        {
            throw new GraphException($"node '{node.Label}' ({node.Operator.Name}): {error.Message}", error);
        }
    }

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
