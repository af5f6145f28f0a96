using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Passes;
using Fovea.Runtime.Plans;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>Operators whose output has the elements of their input in the same order: the output lies where the input does.</summary>
internal static class AliasLowering
{
    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        (string input, string output) = (node.Node.Inputs[0], node.Node.Outputs[0]);
        if (!plan[input].IsNumeric || !plan[output].IsNumeric || (node.Node.Operator is Dropout && !IdentityRemoval.PassesOn(node.Node, plan.Readers.ContainsKey, name => plan.IsConstant(name, out Tensor? constant) ? constant : null)) || plan[input].Count != plan[output].Count)
        {
            return false;
        }
        plan[output].Plain = plan.Plain(input);
        plan.AddNothing(node, ExecutionPath.Free, "the same elements in the same order");
        return true;
    }
}
