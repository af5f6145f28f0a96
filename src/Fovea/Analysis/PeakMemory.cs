using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Analysis;

/// <summary>
/// The most bytes of values that are alive at once. A value lives from the node that makes it to its last reader, the graph's inputs and outputs
/// throughout; the parameters do not count. Every output is taken to have memory of its own.
/// </summary>
internal static class PeakMemory
{
    // With open dimensions the peak is a maximum of formulas; more of them than this tell nobody anything.
    private const int MaximumFormulas = 12;

    public static Size? Of(TypedGraph typed)
    {
        var last = new Dictionary<string, int>(typed.Nodes.Count, StringComparer.Ordinal);
        for (int index = 0; index < typed.Nodes.Count; index++)
        {
            foreach (string name in typed.Nodes[index].Node.Reads)
            {
                last[name] = index;
            }
        }
        Size live = 0;
        foreach (GraphInput input in typed.Graph.Inputs)
        {
            if (typed[input.Name].Type is not { } type)
            {
                return null;
            }
            live += type.Bytes;
            last[input.Name] = int.MaxValue;
        }
        foreach (GraphOutput output in typed.Graph.Outputs)
        {
            last[output.Name] = int.MaxValue;
        }

        // For each node the bytes of the values that it is the last to read.
        var ending = new Size[typed.Nodes.Count];
        var peaks = new HashSet<Size> { live };
        bool known = live.IsKnown;
        for (int index = 0; index < typed.Nodes.Count; index++)
        {
            TypedNode node = typed.Nodes[index];
            Size unused = 0;
            for (int output = 0; output < node.Node.Outputs.Count; output++)
            {
                string name = node.Node.Outputs[output];
                if (name.Length == 0 || node.Node.Operator is Operators.Constant)
                {
                    continue;
                }
                if (node.Output(output).Type is not { } type)
                {
                    return null;
                }
                live += type.Bytes;
                if (!last.TryGetValue(name, out int end))
                {
                    unused += type.Bytes;
                }
                else if (end != int.MaxValue)
                {
                    ending[end] += type.Bytes;
                }
            }
            known &= live.IsKnown;
            peaks.Add(live);
            live -= unused + ending[index];
        }
        return known ? peaks.Max(peak => peak.Value) : Most(peaks);
    }

    private static Size? Most(HashSet<Size> peaks)
    {
        var candidates = new List<Size>();
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
