using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>The shape rules of a graph being applied, node after node, and the conditions that come up on the way.</summary>
/// <param name="outer">The same of the graph around a branch or a body; null for a whole network.</param>
internal abstract class Typing(Typing? outer)
{
    // A body is typed until its sizes stand still, so that the rules inside nested loops are applied in multiples of multiples.
    private const int MaximumInnerApplications = 250_000;

    private readonly List<Condition> conditions = [];
    private readonly HashSet<string> noted = new(StringComparer.Ordinal);
    private readonly Typing? around = outer;
    private readonly HashSet<RuleResults> answers = new(new RuleResults.SameQuestion());
    private int innerApplications;

    /// <summary>The conditions on open dimensions, in the order in which they came up.</summary>
    public IReadOnlyList<Condition> Conditions => conditions;

    /// <summary>What is known of a value.</summary>
    public ValueInfo this[string name] => Find(name)
        ?? around?[name]
        ?? throw new KeyNotFoundException($"the graph has no value '{name}'");

    /// <summary>What is known of a value of this very graph, so far.</summary>
    protected abstract ValueInfo? Find(string name);

    /// <summary>What is known of a tensor of the network.</summary>
    protected static ValueInfo InfoOf(Parameter parameter) =>
        new(parameter.Type, parameter.Contents is { } tensor ? Contents.Of(tensor) : null);

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

    /// <summary>Applies the shape rule of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">What is known of its inputs; null for one that is left out.</param>
    /// <exception cref="GraphException">They do not fit; the message names the node.</exception>
    protected TypedNode Apply(Node node, ReadOnlySpan<ValueInfo?> inputs)
    {
        CountInnerApplication();
        bool shared = RuleResults.AreShared(node);
        // The conditions that came up the first time were noted then.
        if (shared && answers.GetAlternateLookup<RuleResults.Question>().TryGetValue(new(node.Operator, inputs), out RuleResults? known))
        {
            return new TypedNode(node, known, this);
        }
        var results = new RuleResults(node.Operator, inputs.ToArray());
        var operands = new Operands(node, results.Inputs, this);
        results.Outputs = Outputs(operands, results.Inputs);
        // Reasons why a type is not known, and sizes that the data decide, name the node's own values.
        if (shared && !operands.HasOpened && results.Outputs is [{ Type: not null }])
        {
            answers.Add(results);
        }
        return new TypedNode(node, results, this);
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
