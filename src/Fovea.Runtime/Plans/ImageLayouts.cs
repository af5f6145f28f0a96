using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Lowering;

namespace Fovea.Runtime.Plans;

/// <summary>
/// Which values lie in blocks of channels, with which halo, and which of them lie inside another one. Blocks begin where a convolution or a pooling makes them; functions of elements and
/// concatenations of channels keep them, everything else wants plain values. A value that is concatenated is made where the whole will lie, so that nothing is copied.
/// </summary>
internal sealed class ImageLayouts
{
    private readonly PlanMaker plan;
    private readonly HashSet<string> blocked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Halo> halos = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Whole, int Block)> inside = new(StringComparer.Ordinal);

    public ImageLayouts(PlanMaker plan)
    {
        this.plan = plan;
        foreach (TypedNode node in plan.Typed.Nodes)
        {
            if (NodeLowering.MakesBlocks(plan, this, node))
            {
                blocked.UnionWith(node.Node.Outputs.Where(output => output.Length > 0));
                plan[node.Node.Outputs[0]].ChannelsLast = IsChannelsLast(node.Node);
            }
            foreach ((string value, Halo halo) in NodeLowering.Halos(plan, node))
            {
                halos[value] = Halo(value).With(halo);
            }
        }
        // A permutation of axes is the same image.
        foreach (TypedNode node in plan.Typed.Nodes.Reverse().Where(node => node.Node.Operator is Transpose && IsBlocked(node.Node.Outputs[0])))
        {
            halos[node.Node.Inputs[0]] = Halo(node.Node.Inputs[0]).With(Halo(node.Node.Outputs[0]));
        }
        // The largest concatenation first: smaller ones may be parts of it.
        foreach (TypedNode node in plan.Typed.Nodes.Where(node => node.Node.Operator is Concat && IsBlocked(node.Node.Outputs[0]) && ChannelLowering.FillsBlocks(plan, node.Node)).OrderByDescending(node => plan[node.Node.Outputs[0]].Count))
        {
            Gather(node.Node);
        }
    }

    /// <summary>Whether a value lies in blocks.</summary>
    public bool IsBlocked(string value) => blocked.Contains(value);

    /// <summary>The halo that the readers of a value want, or those of the whole that it lies in.</summary>
    public Halo Halo(string value) => halos.GetValueOrDefault(inside.TryGetValue(value, out var place) ? place.Whole : value);

    /// <summary>The value that a value lies in, and the block of channels where it begins.</summary>
    public bool IsInside(string value, out (string Whole, int Block) place) => inside.TryGetValue(value, out place);

    // An image keeps the order of its axes until they are permuted.
    private bool IsChannelsLast(Node node)
    {
        bool last = node.Inputs.Any(input => input.Length > 0 && IsBlocked(input) && plan[input].ChannelsLast);
        return node.Operator is Transpose ? !last : last;
    }

    private void Gather(Node concat)
    {
        string whole = concat.Outputs[0];
        int block = 0;
        if (!inside.ContainsKey(whole) && IsInPlace(concat, out var place))
        {
            halos[place.Whole] = Halo(place.Whole).With(halos.GetValueOrDefault(whole));
            inside.Add(whole, place);
        }
        if (inside.TryGetValue(whole, out var outer))
        {
            (whole, block) = outer;
        }
        foreach (string part in concat.Inputs)
        {
            if (!inside.ContainsKey(part) && part != whole && concat.Inputs.Count(name => name == part) == 1)
            {
                halos[whole] = Halo(whole).With(halos.GetValueOrDefault(part));
                inside.Add(part, (whole, block));
            }
            block += Blocks(part);
        }
    }

    // Whether all parts of a concatenation lie side by side in a larger one.
    private bool IsInPlace(Node concat, out (string Whole, int Block) place)
    {
        if (!inside.TryGetValue(concat.Inputs[0], out place))
        {
            return false;
        }
        int block = place.Block;
        foreach (string part in concat.Inputs)
        {
            if (!inside.TryGetValue(part, out var own) || own != (place.Whole, block))
            {
                return false;
            }
            block += Blocks(part);
        }
        return true;
    }

    private int Blocks(string value) => (plan[value].Image!.Value.Channels + VectorWidth.Floats - 1) / VectorWidth.Floats;
}
