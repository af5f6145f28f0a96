using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Reference;

/// <summary>The operations of one layer: what its cost rule predicts at the shapes of a run, and what that run executed.</summary>
/// <param name="Node">The layer with its shapes as they were in the run.</param>
/// <param name="Predicted">What the cost rule says of them; the work on padding is predicted only.</param>
/// <param name="Counted">What was executed.</param>
/// <param name="Scratch">How many intermediate values were kept at once; null where it was not asked for.</param>
public sealed record LayerCount(TypedNode Node, Cost Predicted, Operations Counted, Scratch? Scratch = null)
{
    /// <summary>Whether both are the same, kind by kind; null where the rule predicts nothing, because the work depends on the data.</summary>
    public bool? Agrees => Predicted.Reason is null ? Predicted.Work.Equals(Counted) : null;

    /// <summary>The kinds in which they differ, by how much more was executed than predicted; none where the rule predicts nothing.</summary>
    public Operations Difference => Predicted.Reason is null ? Counted - Predicted.Work : Operations.None;
}

/// <summary>
/// Theory beside practice: runs a network on numbers that count and holds what each layer executed against what its cost rule predicts. What is inside a node (a branch, a body)
/// belongs to the node; constants are no layers.
/// </summary>
public static class OperationCount
{
    /// <summary>Runs a network and counts.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">The values of the parameters that do not carry them, by name.</param>
    /// <param name="inputs">Its inputs, in their order.</param>
    /// <param name="begin">Is told each node before it runs.</param>
    /// <param name="scratch">Whether to tell of each layer, too, how many intermediate values it keeps at once: it is computed once more for that.</param>
    /// <param name="cancel">Stops before the next node.</param>
    /// <returns>Its layers, in the order of execution.</returns>
    /// <exception cref="GraphException">The inputs do not fit, or a node fails; the message names the node.</exception>
    /// <exception cref="UnavailableException">The reference does not compute an operator or an element type.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<LayerCount> Of(
        Graph graph, Func<string, Tensor?> weights, ReadOnlySpan<Tensor> inputs, Action<Node>? begin = null, bool scratch = false, CancellationToken cancel = default)
    {
        var layers = new List<LayerCount>(graph.Nodes.Count);
        Ledger? open = null;
        var run = new ReferenceRun<Count>(weights)
        {
            Observe = node =>
            {
                cancel.ThrowIfCancellationRequested();
                begin?.Invoke(node);
                Ledger ledger = open = Ledger.Open();
                return done =>
                {
                    ledger.Dispose();
                    open = null;
                    if (node.Operator is not Constant)
                    {
                        Operations executed = Executed(ledger);
                        layers.Add(new LayerCount(done.Node, done.Node.Cost(), executed, scratch ? Scratch.Of(done, executed) : null));
                    }
                };
            },
        };
        var taken = new RunTensor[inputs.Length];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = ReferenceRun<Count>.Taken(inputs[i]);
        }
        try
        {
            run.Run(graph, taken);
        }
        finally
        {
            open?.Dispose();
        }
        return layers;
    }

    /// <summary>What a ledger holds.</summary>
    internal static Operations Executed(Ledger ledger)
    {
        Operations sum = Operations.None;
        foreach (OperationKind kind in Enum.GetValues<OperationKind>())
        {
            sum += Operations.Of(kind, ledger[kind]);
        }
        return sum;
    }
}
