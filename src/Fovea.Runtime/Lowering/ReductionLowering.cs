using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;

namespace Fovea.Runtime.Lowering;

/// <summary>Reductions along axes that stand side by side, and pooling of whole images where these lie plain.</summary>
internal static class ReductionLowering
{
    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        (string input, string output) = (node.Node.Inputs[0], node.Node.Outputs[0]);
        if (!plan[input].IsNumeric || !plan[output].IsNumeric || plan[input].Count == 0 || Kind(node.Node.Operator) is not { } kind || Reduced(plan, node) is not { } axes)
        {
            return false;
        }
        long[] sizes = plan[input].Sizes;
        (long outer, long length, long inner) = (1, 1, 1);
        bool within = false;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (axes[axis])
            {
                if (inner > 1)
                {
                    return false;
                }
                length *= sizes[axis];
                within = true;
            }
            else
            {
                (outer, inner) = within ? (outer, inner * sizes[axis]) : (outer * sizes[axis], inner);
            }
        }
        Slot from = plan.Plain(input);
        plan.Add(ReduceStep.Of(from, plan.MakePlain(output), outer, length, inner, kind), node, ExecutionPath.Vectorised, "by vectors");
        return true;
    }

    private static ReductionKind? Kind(Operator @operator) => @operator switch
    {
        ReduceSum => ReductionKind.Sum,
        ReduceMean or GlobalAveragePool => ReductionKind.Mean,
        ReduceSumSquare => ReductionKind.SumOfSquares,
        ReduceL1 => ReductionKind.SumOfMagnitudes,
        ReduceL2 => ReductionKind.Norm,
        ReduceMax or GlobalMaxPool => ReductionKind.Max,
        ReduceMin => ReductionKind.Min,
        _ => null,
    };

    // The axes that a result reads as a whole; null if only the run knows them.
    private static bool[]? Reduced(PlanMaker plan, TypedNode node)
    {
        try
        {
            return node.Node.Operator.Field(node.Inputs, node.Outputs, 0).Inputs[0] is { } axes ? [.. axes.Select(axis => axis is AxisRule.Whole)] : null;
        }
        catch (UnavailableException)
        {
            return null;
        }
    }
}
