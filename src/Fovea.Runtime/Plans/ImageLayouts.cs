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
                blocked.Add(node.Node.Outputs[0]);
            }
            foreach ((string value, Halo halo) in NodeLowering.Halos(plan, node))
            {
                halos[value] = Halo(value).With(halo);
            }
        }
        // The largest concatenation first: smaller ones may be parts of it.
        foreach (TypedNode node in plan.Typed.Nodes.Where(node => node.Node.Operator is Concat && IsBlocked(node.Node.Outputs[0])).OrderByDescending(node => plan[node.Node.Outputs[0]].Count))
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

    private void Gather(Node concat)
    {
        string whole = concat.Outputs[0];
        int block = 0;
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
            block += (plan[part].Image!.Value.Channels + VectorWidth.Floats - 1) / VectorWidth.Floats;
        }
    }
}
