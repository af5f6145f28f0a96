using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;

namespace Fovea.Runtime.Lowering;

/// <summary>Softmax and its logarithm along an axis.</summary>
internal static class SoftmaxLowering
{
    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        (string input, string output) = (node.Node.Inputs[0], node.Node.Outputs[0]);
        long[] sizes = plan[input].Sizes;
        if (!plan[input].IsNumeric || plan[input].Count == 0 || sizes.Length == 0)
        {
            return false;
        }
        var family = (SoftmaxFamily)node.Node.Operator;
        int axis = (int)(family.Axis < 0 ? family.Axis + sizes.Length : family.Axis);
        // In old files everything from the axis on is one row.
        long length = family.Flattened ? Product(sizes.AsSpan(axis)) : sizes[axis];
        long inner = family.Flattened ? 1 : Product(sizes.AsSpan(axis + 1));
        Slot from = plan.Plain(input);
        plan.Add(
            SoftmaxStep.Of(from, plan.MakePlain(output), Product(sizes.AsSpan(0, axis)), length, inner, logarithm: family is LogSoftmax),
            node,
            ExecutionPath.Vectorised,
            "by vectors");
        return true;
    }

    private static long Product(ReadOnlySpan<long> sizes)
    {
        long product = 1;
        foreach (long size in sizes)
        {
            product *= size;
        }
        return product;
    }
}
