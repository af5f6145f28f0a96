using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;

namespace Fovea.Conformance;

/// <summary>The operations that the nodes of a network execute beside those that their cost rules predict.</summary>
internal sealed class ExecutedOperations
{
    /// <summary>How many nodes were found to execute exactly what is predicted.</summary>
    public int Predicted { get; private set; }

    /// <summary>Where something else is executed, kind by kind.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>The operators whose work cannot be predicted.</summary>
    public SortedSet<string> Unpredicted { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs a network on counting numbers.</summary>
    public void Run(string name, Graph graph, Func<string, Tensor?> weights, params ReadOnlySpan<Tensor> inputs)
    {
        new ReferenceRun<Count>(weights)
        {
            Observe = _ =>
            {
                Ledger ledger = Ledger.Open();
                return run =>
                {
                    ledger.Dispose();
                    Compare(name, run.Node, ledger);
                };
            },
        }.Run(graph, inputs);
    }

    private void Compare(string name, TypedNode node, Ledger ledger)
    {
        Cost cost = node.Cost();
        if (cost.Reason is not null)
        {
            Unpredicted.Add(node.Node.Operator.Name);
            return;
        }
        string[] differences =
        [
            .. Enum.GetValues<OperationKind>()
                .Where(kind => cost.Work[kind] != ledger[kind])
                .Select(kind => $"{name}, node '{node.Node.Label}' ({node.Node.Operator.Name}): {kind}: predicted {cost.Work[kind]}, executed {ledger[kind]}"),
        ];
        Differences.AddRange(differences);
        Predicted += differences.Length == 0 ? 1 : 0;
    }
}
