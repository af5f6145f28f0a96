using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Runtime.Elementwise;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>Operators that move elements. Permutations, concatenations and pieces have loops of their own; for the rest the operator's rule, run on the numbers of the elements, says where each comes from.</summary>
internal static class MovementLowering
{
    // Of larger tensors the places would take too long to ask for.
    private const long MaximumAsked = 1 << 22;

    private static readonly long[] ToLast = [0, 2, 3, 1];
    private static readonly long[] ToFirst = [0, 3, 1, 2];

    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        Node own = node.Node;
        if (own.Outputs.Any(output => output.Length > 0 && (!plan[output].IsNumeric || plan[output].Count == 0)) || own.Inputs.Count == 0
            || !plan[own.Inputs[0]].IsNumeric || plan[own.Inputs[0]].Count == 0)
        {
            return false;
        }
        return own.Operator is not Transpose && plan.Layouts.IsBlocked(own.Outputs[0]) ? ChannelLowering.Lower(plan, node) : own.Operator switch
        {
            Concat concat => Concatenate(plan, node, concat),
            Split split => Cut(plan, node, split),
            Transpose transpose => Permute(plan, node, transpose),
            Expand => Repeat(plan, node),
            _ => Ask(plan, node),
        };
    }

    public static bool MakesBlocks(PlanMaker plan, ImageLayouts layouts, TypedNode node) => node.Node.Operator is Transpose transpose
        ? layouts.IsBlocked(node.Node.Inputs[0]) && plan[node.Node.Inputs[0]].Sizes.Length == 4
            && transpose.Permutation is { } order && order.SequenceEqual(plan[node.Node.Inputs[0]].ChannelsLast ? ToFirst : ToLast)
        : ChannelLowering.MakesBlocks(plan, layouts, node);

    private static bool Concatenate(PlanMaker plan, TypedNode node, Concat concat)
    {
        Node own = node.Node;
        if (own.Inputs.Any(input => !plan[input].IsNumeric))
        {
            return false;
        }
        long[] whole = plan[own.Outputs[0]].Sizes;
        int axis = Operands.Axis(concat.Axis, whole.Length);
        Slot[] from = [.. own.Inputs.Select(plan.Plain)];
        Slot to = plan.MakePlain(own.Outputs[0]);
        long start = 0;
        for (int i = 0; i < from.Length; i++)
        {
            long[] sizes = plan[own.Inputs[i]].Sizes;
            if (plan[own.Inputs[i]].Count > 0)
            {
                (RowTensor part, RowTensor piece, long[] outer, long length) = Piece(whole, sizes, axis, start, to, from[i]);
                plan.Add(new ElementwiseStep(new CopyRow(), default, new RowOrder(outer, length, [part, piece]).Joined()), node, ExecutionPath.Vectorised, "rows are copied");
            }
            start += sizes[axis];
        }
        return true;
    }

    private static bool Cut(PlanMaker plan, TypedNode node, Split split)
    {
        long[] whole = plan[node.Node.Inputs[0]].Sizes;
        int axis = Operands.Axis(split.Axis, whole.Length);
        Slot from = plan.Plain(node.Node.Inputs[0]);
        long start = 0;
        for (int i = 0; i < node.Node.Outputs.Count; i++)
        {
            string output = node.Node.Outputs[i];
            long[] sizes = node.Outputs[i].Shape.ToLongs();
            if (output.Length > 0)
            {
                (RowTensor part, RowTensor piece, long[] outer, long length) = Piece(whole, sizes, axis, start, from, plan.MakePlain(output));
                plan.Add(new ElementwiseStep(new CopyRow(), default, new RowOrder(outer, length, [piece, part]).Joined()), node, ExecutionPath.Vectorised, "rows are copied");
            }
            start += sizes[axis];
        }
        return true;
    }

    // A piece of a tensor along an axis, beside a tensor of the piece's sizes: both as rows from that axis on.
    private static (RowTensor Part, RowTensor Piece, long[] Outer, long Length) Piece(long[] whole, long[] sizes, int axis, long start, Slot wholeSlot, Slot pieceSlot)
    {
        long inner = whole.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        long outer = whole.Take(axis).Aggregate(1L, (product, size) => product * size);
        return (
            new RowTensor(wholeSlot, start * inner, [whole[axis] * inner], Along.Elements),
            new RowTensor(pieceSlot, 0, [sizes[axis] * inner], Along.Elements),
            [outer],
            sizes[axis] * inner);
    }

    private static bool Permute(PlanMaker plan, TypedNode node, Transpose transpose)
    {
        (string input, string output) = (node.Node.Inputs[0], node.Node.Outputs[0]);
        if (plan.Layouts.IsBlocked(output))
        {
            plan[output].Blocked = plan.Image(input, Kernels.VectorWidth.Floats, default);
            plan.AddNothing(node, ExecutionPath.Free, "the same image");
            return true;
        }
        long[] sizes = plan[input].Sizes;
        int[] order = transpose.Permutation is { } given
            ? [.. given.Select(axis => Operands.Axis(axis, sizes.Length))]
            : [.. Enumerable.Range(0, sizes.Length).Reverse()];
        // Where axes of more than one position keep their order, nothing moves.
        int[] moving = [.. order.Where(axis => sizes[axis] > 1)];
        Slot from = plan.Plain(input);
        if (moving.SequenceEqual(moving.Order()))
        {
            plan[output].Plain = from;
            plan.AddNothing(node, ExecutionPath.Free, "the same elements in the same order");
            return true;
        }
        plan.Add(new TransposeStep(from, plan.MakePlain(output), sizes, order), node, ExecutionPath.Vectorised, "in squares");
        return true;
    }

    private static bool Repeat(PlanMaker plan, TypedNode node)
    {
        (string input, string output) = (node.Node.Inputs[0], node.Node.Outputs[0]);
        Slot from = plan.Plain(input);
        plan.Add(
            new ElementwiseStep(new CopyRow(), default, RowOrder.Broadcast([plan.MakePlain(output), from], [plan[output].Sizes, plan[input].Sizes])),
            node,
            ExecutionPath.Vectorised,
            "rows are repeated");
        return true;
    }

    private static bool Ask(PlanMaker plan, TypedNode node)
    {
        PlanValue input = plan[node.Node.Inputs[0]];
        if (input.Count > MaximumAsked || node.Node.Outputs.Count != 1 || plan[node.Node.Outputs[0]].Count > MaximumAsked
            || node.Node.Inputs.Skip(1).Any(name => name.Length > 0 && !plan.IsConstant(name, out _)) || node.Node.Operator is Pad { Value: not (null or 0) })
        {
            return false;
        }
        float constant = 0;
        var reference = new NodeReference(node.Node, plan.Model.Graph.OperatorSets);
        var given = new RunTensor[reference.Names.Count];
        for (int i = 0; i < given.Length; i++)
        {
            PlanValue value = plan[reference.Names[i]];
            if (value == input)
            {
                // Each element is called by its place, from 1 on; 0 is what stands where there is none.
                given[i] = Numbered(value.Sizes, Enumerable.Range(1, (int)value.Count));
            }
            else if (value.IsNumeric)
            {
                if (value.Count != 1)
                {
                    return false;
                }
                constant = (float)value.Constant!.GetDouble(0);
                given[i] = Numbered(value.Sizes, [-1]);
            }
            else
            {
                given[i] = NodeReference.Take(value.Constant!);
            }
        }
        long[] places = [.. reference.Run(given)[0].Items<Whole>().Select(place => (long)place.Number - 1)];
        Slot from = plan.Plain(input.Name);
        plan.Add(new PickStep(from, plan.MakePlain(node.Node.Outputs[0]), PickRun.Of(places), constant), node, ExecutionPath.Vectorised, "runs are copied");
        return true;
    }

    private static RunTensor Numbered(long[] sizes, IEnumerable<int> places) =>
        new(ElementType.Int64, Values.Create<long>(sizes), new Elements<Whole>([.. places.Select(place => new Whole(place))]));
}
