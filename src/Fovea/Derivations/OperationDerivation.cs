using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Derivations;

/// <summary>Derives the multiply–accumulates of a layer, and the operations on data that its reference computation executes, from its cost rule.</summary>
public static class OperationDerivation
{
    private const string MultiplyAccumulates = "MACs";

    /// <summary>The derivation of one layer, or of all and their sums.</summary>
    /// <param name="summary">The network.</param>
    /// <param name="only">The layer; all if null.</param>
    public static Derivation Of(Summary summary, Layer? only = null)
    {
        TypedGraph typed = summary.Typed;
        HashSet<string> taken = GeneralLayer.NamesOf(typed.Graph);
        List<DerivationSection> sections = [];
        foreach (TypedNode node in typed.Nodes)
        {
            Layer? layer = summary.Layers.FirstOrDefault(layer => ReferenceEquals(layer.Node, node.Node));
            if (layer is not null && (only is null || ReferenceEquals(only, layer)))
            {
                sections.AddRange(Of(typed, node, layer, taken, alone: only is not null));
            }
        }
        if (only is null)
        {
            sections.AddRange(Totals(summary));
        }
        return new Derivation($"The operations of {typed.Graph.Name}", [.. sections]);
    }

    private static List<DerivationSection> Of(TypedGraph typed, TypedNode node, Layer layer, HashSet<string> taken, bool alone)
    {
        string title = $"{layer.Name} ({layer.Operator})";
        string rule = $"the cost rule of {layer.Operator}" + (layer.Cost.Padding.Total == 0 ? "" : ", padding counted");
        List<DerivationSection> sections = [];
        var steps = new Dictionary<Values<DerivationStep>, List<string>>();
        if (layer.Cost.Macs != 0)
        {
            var macs = GeneralLayer.Of(typed, node, taken, Asking.Dense, asked => [asked.Cost().Macs]);
            steps[Steps.Of(macs.General[0], rule, macs.Names)] = [MultiplyAccumulates];
        }
        OperationKind[] kinds = layer.Cost.Reason is null ? [.. layer.Cost.Work.Select(entry => entry.Key)] : [];
        Values<Size> padding = kinds.Length == 0 ? [] : Work(node, kinds, cost => cost.Padding);
        if (kinds.Length > 0)
        {
            var work = GeneralLayer.Of(typed, node, taken, Asking.Dense, asked => Work(asked, kinds, cost => cost.Work + cost.Padding));
            for (int kind = 0; kind < kinds.Length; kind++)
            {
                string word = padding[kind] == 0 ? Word(kinds[kind]) : $"dense {Word(kinds[kind])}";
                Values<DerivationStep> own = Steps.Of(work.General[kind], rule, work.Names);
                (steps.TryGetValue(own, out List<string>? words) ? words : steps[own] = []).Add(word);
            }
        }
        sections.AddRange(steps.Select(entry => new DerivationSection(title, new Words(string.Join(" = ", entry.Value)), entry.Key)));
        foreach (IGrouping<(Size All, Size Padding), int> alike in Enumerable.Range(0, kinds.Length).GroupBy(kind => (layer.Cost.Work[kinds[kind]] + padding[kind], padding[kind])))
        {
            if (alike.Key.Padding != 0)
            {
                sections.Add(OnData(title, string.Join(" = ", alike.Select(kind => Word(kinds[kind]))), alike.Key.All, alike.Key.Padding, taken));
            }
        }
        if (layer.Cost.Reason is { } reason)
        {
            sections.Add(new DerivationSection(title, null, [], $"operations are unavailable: {reason}"));
        }
        else if (sections.Count == 0 && alone)
        {
            sections.Add(new DerivationSection(title, null, [], $"{layer.Operator} moves data, which is free"));
        }
        return sections;
    }

    // Padding is skipped: what it would take is counted window by window, and taken off.
    private static DerivationSection OnData(string title, string words, Size all, Size padding, HashSet<string> taken)
    {
        Assignment[] names =
        [
            new(GeneralLayer.Free("dense", taken), all, "found above, padding counted"),
            new(GeneralLayer.Free("padding", taken), padding, "taps that lie on padding, counted by the rule window by window"),
        ];
        return new DerivationSection(title, new Words(words), Steps.Of((Size)names[0].Name - names[1].Name, "on data: taps on padding are skipped", names));
    }

    private static Values<Size> Work(TypedNode asked, OperationKind[] kinds, Func<Cost, Operations> part)
    {
        Cost cost = asked.Cost();
        return cost.Reason is { } reason ? throw new UnavailableException(reason) : [.. kinds.Select(kind => part(cost)[kind])];
    }

    private static IEnumerable<DerivationSection> Totals(Summary summary)
    {
        string reason = summary.Layers.Any(layer => layer.Cost.Reason is not null) ? "layer by layer, of those where they can be told" : "layer by layer";
        if (summary.Macs != 0)
        {
            yield return Steps.Total(MultiplyAccumulates, summary.Layers.Select(layer => layer.Cost.Macs), "layer by layer");
        }
        foreach ((OperationKind kind, _) in summary.Work)
        {
            yield return Steps.Total(Word(kind), summary.Layers.Where(layer => layer.Cost.Reason is null).Select(layer => layer.Cost.Work[kind]), reason);
        }
    }

    private static string Word(OperationKind kind) => kind.ToString().ToLowerInvariant();
}
