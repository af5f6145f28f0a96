using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>
/// Operators that move whole channels of images in blocks: concatenation, pieces, and a new order. Where blocks stay whole nothing is moved, or blocks are copied; otherwise channels
/// are brought together when a kernel wants them, however often they were moved before.
/// </summary>
internal static class ChannelLowering
{
    public static bool MakesBlocks(PlanMaker plan, ImageLayouts layouts, TypedNode node)
    {
        Node own = node.Node;
        if (own.Outputs.Any(output => output.Length > 0 && plan[output] is not { Image: not null, Sizes.Length: 3 or 4 }))
        {
            return false;
        }
        bool Lies(string input) => layouts.IsBlocked(input) && !plan[input].ChannelsLast;
        int rank = plan[own.Outputs.First(output => output.Length > 0)].Sizes.Length;
        return own.Operator switch
        {
            // Plain parts beside blocks are brought into blocks.
            Concat concat => Operands.Axis(concat.Axis, rank) == 1 && own.Inputs.Any(Lies) && own.Inputs.All(input => plan[input].Image is not null && !plan[input].ChannelsLast),
            Split split => Operands.Axis(split.Axis, rank) == 1 && Lies(own.Inputs[0]),
            Gather gather => Lies(own.Inputs[0]) && plan[own.Inputs[0]].Sizes.Length == rank && Operands.Axis(gather.Axis, rank) == 1
                && plan.IsConstant(own.Inputs[1], out Tensor? order) && order.Dimensions.Count == 1,
            _ => false,
        };
    }

    /// <summary>Whether all parts of a concatenation but the last fill their blocks, so that each can be made where the whole will lie.</summary>
    public static bool FillsBlocks(PlanMaker plan, Node concat) => concat.Inputs.SkipLast(1).All(input => plan[input].Sizes[1] % VectorWidth.Floats == 0);

    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        Node own = node.Node;
        if (own.Operator is Concat && FillsBlocks(plan, own))
        {
            Concatenate(plan, node);
            return true;
        }
        ChannelSource[] channels = [.. own.Inputs.Take(own.Operator is Concat ? own.Inputs.Count : 1).SelectMany(plan.Channels)];
        if (own.Operator is Gather)
        {
            plan.IsConstant(own.Inputs[1], out Tensor? order);
            channels = [.. Enumerable.Range(0, (int)order!.Count).Select(i => channels[Operands.Axis(order.GetInt64(i), channels.Length)])];
        }
        int first = 0;
        for (int i = 0; i < own.Outputs.Count; i++)
        {
            int count = (int)node.Outputs[i].Shape[1].Value;
            if (own.Outputs[i].Length > 0)
            {
                plan.PutChannels(own.Outputs[i], channels[first..(first + count)]);
            }
            first += count;
        }
        plan.AddNothing(node, ExecutionPath.Free, "channels are brought together where they are read");
        return true;
    }

    private static void Concatenate(PlanMaker plan, TypedNode node)
    {
        Placement to = plan.MakeImage(node.Node.Outputs[0]);
        int block = 0;
        int copied = 0;
        foreach (string input in node.Node.Inputs)
        {
            Placement from = plan.Image(input, to.Layout.Lanes, default);
            Placement part = to.Channels(block, from.Layout.Channels);
            // What was made where it belongs stays there.
            if (from.Slot.Root != part.Slot.Root || from.Pixel != part.Pixel)
            {
                copied++;
                plan.Add(new BlockStep(from, part), node, ExecutionPath.Vectorised, $"'{input}' is copied");
            }
            block += from.Layout.Blocks;
        }
        if (copied == 0)
        {
            plan.AddNothing(node, ExecutionPath.Free, "its parts are made where they belong");
        }
    }
}
