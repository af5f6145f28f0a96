using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Analysis;

/// <summary>
/// The most bytes of values that are alive at once. A value lives from the node that makes it to its last reader, the graph's inputs and outputs
/// throughout; the parameters do not count. Every output is taken to have memory of its own.
/// </summary>
internal sealed class PeakMemory
{
    // With open dimensions the peak is a maximum of formulas; more of them than this tell nobody anything.
    private const int MaximumFormulas = 12;

    // In the place of the last reader.
    private const int Nobody = -1;
    private const int Throughout = int.MaxValue;

    private readonly HashSet<Size> formulas = [];
    private long? largest;

    private PeakMemory()
    {
    }

    public static Size? Of(TypedGraph typed)
    {
        Graph graph = typed.Graph;
        ValueNumbers numbers = graph.Numbers;
        int[] last = LastReaders(graph);
        var peak = new PeakMemory();
        Size live = 0;
        for (int input = 0; input < graph.Inputs.Count; input++)
        {
            if (typed[input].Type is not { } type)
            {
                return null;
            }
            live += type.Bytes;
        }
        peak.Note(live);
        for (int index = 0; index < typed.Nodes.Count; index++)
        {
            Size ending = 0;
            foreach (int value in numbers.Outputs(index))
            {
                if (value == ValueNumbers.None)
                {
                    continue;
                }
                if (typed.Nodes[index].Operator is Operators.Constant)
                {
                    last[value] = Throughout;
                    continue;
                }
                if (typed[value].Type is not { } type)
                {
                    return null;
                }
                live += type.Bytes;
                ending += last[value] == Nobody ? type.Bytes : 0;
            }
            peak.Note(live);
            foreach (int value in numbers.Reads(index))
            {
                if (value != ValueNumbers.None && last[value] == index)
                {
                    ending += typed[value].Type!.Value.Bytes;
                    // A node may read it twice.
                    last[value] = Throughout;
                }
            }
            live -= ending;
        }
        return peak.Most();
    }

    // For each value the last node that reads it.
    private static int[] LastReaders(Graph graph)
    {
        ValueNumbers numbers = graph.Numbers;
        var last = new int[numbers.Count];
        Array.Fill(last, Nobody);
        for (int index = 0; index < graph.Nodes.Count; index++)
        {
            foreach (int value in numbers.Reads(index))
            {
                if (value != ValueNumbers.None)
                {
                    last[value] = index;
                }
            }
        }
        last.AsSpan(0, graph.Inputs.Count + graph.Parameters.Count).Fill(Throughout);
        foreach (GraphOutput output in graph.Outputs)
        {
            last[numbers[output.Name]] = Throughout;
        }
        return last;
    }

    private void Note(Size live)
    {
        if (live.TryGetValue(out long bytes))
        {
            largest = Math.Max(largest ?? bytes, bytes);
        }
        else
        {
            formulas.Add(live);
        }
    }

    private Size? Most()
    {
        var candidates = new List<Size>();
        IEnumerable<Size> peaks = largest is { } known ? formulas.Prepend(known) : formulas;
        foreach (Size peak in peaks)
        {
            if (candidates.Exists(other => (other - peak).LowerBound >= 0))
            {
                continue;
            }
            candidates.RemoveAll(other => (peak - other).LowerBound >= 0);
            candidates.Add(peak);
            if (candidates.Count > MaximumFormulas)
            {
                return null;
            }
        }
        return Size.Max(candidates.ToArray());
    }
}
