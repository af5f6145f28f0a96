using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;

namespace Fovea.Runtime.Lowering;

/// <summary>Resizing of images: the taps of each axis are asked of the operator's rule once, when the plan is made.</summary>
internal static class ResizeLowering
{
    public static bool MakesBlocks(PlanMaker plan, TypedNode node) => Taps(plan, node) is not null;

    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        if (Taps(plan, node) is not var (rows, columns))
        {
            return false;
        }
        Placement from = plan.Image(node.Node.Inputs[0], VectorWidth.Floats, default);
        Placement to = plan.MakeImage(node.Node.Outputs[0]);
        plan.Add(ResizeStep.Of(from, to, rows, columns, plan.Options.Threads), node, ExecutionPath.Vectorised, "rows, then columns, in blocks");
        return true;
    }

    // The taps of rows and columns; null if it is no resizing of images in height and width alone, or only the run knows the sizes.
    private static ((int Position, float Weight)[][] Rows, (int Position, float Weight)[][] Columns)? Taps(PlanMaker plan, TypedNode node)
    {
        if (plan[node.Node.Inputs[0]] is not { Image: { } x, Sizes.Length: 4 } || plan[node.Node.Outputs[0]] is not { Image: { } y, Sizes.Length: 4 })
        {
            return null;
        }
        try
        {
            var axes = node.Node.Operator is Resize resize ? resize.Taps(node.Inputs) : ((Upsample)node.Node.Operator).Taps(node.Inputs, plan[node.Node.Outputs[0]].Sizes);
            return axes[0] is null && axes[1] is null && Narrowed(axes[2], y.Height) is { } rows && Narrowed(axes[3], y.Width) is { } columns && x.Channels == y.Channels
                ? (rows, columns)
                : null;
        }
        catch (UnavailableException)
        {
            return null;
        }
    }

    private static (int Position, float Weight)[][]? Narrowed((long Position, double Weight)[]?[]? axis, int size)
    {
        if (axis is null)
        {
            return [.. Enumerable.Range(0, size).Select(position => new[] { (position, 1f) })];
        }
        return axis.Any(taps => taps is null)
            ? null
            : [.. axis.Select(taps => taps!.Where(tap => tap.Weight != 0).Select(tap => ((int)tap.Position, (float)tap.Weight)).ToArray())];
    }
}
