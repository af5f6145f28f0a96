using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Lowering;

/// <summary>The contents page of what runs fast: for each kind of operator who turns a node into steps.</summary>
internal static class NodeLowering
{
    /// <summary>Adds the steps of a node to a plan; false if there is nothing but the reference for it.</summary>
    public static bool Lower(PlanMaker plan, TypedNode node) => node.Node.Operator switch
    {
        Identity or Reshape or Flatten or Squeeze or Unsqueeze or Dropout => AliasLowering.Lower(plan, node),
        _ => false,
    };
}
