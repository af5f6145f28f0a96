using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;

namespace Fovea.Runtime.Lowering;

/// <summary>Normalisations by the mean and the variance of adjacent elements: over the last axes, over each image, or over groups of images.</summary>
internal static class NormalisationLowering
{
    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        Node own = node.Node;
        PlanValue x = plan[own.Inputs[0]];
        if (!x.IsNumeric || x.Count == 0 || own.Inputs.Skip(1).Any(name => name.Length > 0 && !plan[name].IsNumeric)
            || own.Outputs.Skip(1).Any(name => name.Length > 0) || Shape(plan, own, x.Sizes) is not var (shape, epsilon))
        {
            return false;
        }
        if (plan.Layouts.IsBlocked(own.Outputs[0]))
        {
            Placement image = plan.Image(x.Name, Kernels.VectorWidth.Floats, default);
            plan.Add(
                ChannelNormStep.Of(image, plan.MakeImage(own.Outputs[0]), plan.Plain(own.Inputs[1]), own.Inputs.Count > 2 && own.Inputs[2].Length > 0 ? plan.Plain(own.Inputs[2]) : null, epsilon),
                node,
                ExecutionPath.Vectorised,
                "over the channels of each pixel, in blocks");
            return true;
        }
        Slot from = plan.Plain(x.Name);
        Slot scale = plan.Plain(own.Inputs[1]);
        Slot? shift = own.Inputs.Count > 2 && own.Inputs[2].Length > 0 ? plan.Plain(own.Inputs[2]) : null;
        plan.Add(NormaliseStep.Of(from, plan.MakePlain(own.Outputs[0]), scale, shift, shape, epsilon), node, ExecutionPath.Vectorised, "by vectors");
        return true;
    }

    /// <summary>Over the channels of an image [N, H, W, C] that lies in full blocks.</summary>
    public static bool MakesBlocks(PlanMaker plan, ImageLayouts layouts, TypedNode node)
    {
        PlanValue x = plan[node.Node.Inputs[0]];
        return layouts.IsBlocked(x.Name) && x.ChannelsLast && x.Sizes[3] % Kernels.VectorWidth.Floats == 0
            && Operands.Axis(((LayerNormalization)node.Node.Operator).Axis, x.Sizes.Length) == 3
            && node.Node.Outputs.Skip(1).All(output => output.Length == 0)
            && node.Node.Inputs.Skip(1).All(input => input.Length == 0 || (plan[input].IsNumeric && plan[input].Count == x.Sizes[3]));
    }

    private static (NormaliseShape Shape, float Epsilon)? Shape(PlanMaker plan, Node node, long[] sizes)
    {
        long Product(int from, int to) => sizes[from..to].Aggregate(1L, (product, size) => product * size);
        switch (node.Operator)
        {
            case LayerNormalization layer:
                int axis = Operands.Axis(layer.Axis, sizes.Length);
                long length = Product(axis, sizes.Length);
                bool whole = node.Inputs.Skip(1).All(name => name.Length == 0 || plan[name].Count == length);
                return whole && length <= int.MaxValue ? (new NormaliseShape(Product(0, axis), 1, (int)length, true, 1), layer.Epsilon) : null;
            case InstanceNormalization instance when sizes.Length >= 2:
                long pixels = Product(2, sizes.Length);
                return pixels <= int.MaxValue ? (new NormaliseShape(sizes[0] * sizes[1], 1, (int)pixels, false, (int)sizes[1]), instance.Epsilon) : null;
            case GroupNormalization { PerGroup: false } group when sizes.Length >= 2:
                long image = Product(2, sizes.Length);
                return image <= int.MaxValue && sizes[1] % group.Groups == 0
                    ? (new NormaliseShape(sizes[0] * group.Groups, (int)(sizes[1] / group.Groups), (int)image, false, (int)sizes[1]), group.Epsilon)
                    : null;
            default:
                return null;
        }
    }
}
