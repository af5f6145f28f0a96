using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>The operators that kernels apply as a function of each element.</summary>
internal static class Activations
{
    /// <summary>The function of a node, or null if it is none that kernels know.</summary>
    public static Activation? Of(PlanMaker plan, TypedNode node) => node.Node.Operator switch
    {
        Relu => Activation.Relu,
        Clip clip => Bound(plan, node.Node, 1, clip.Minimum, float.NegativeInfinity) is { } low && Bound(plan, node.Node, 2, clip.Maximum, float.PositiveInfinity) is { } high
            ? new Activation(ActivationKind.Clip, low, high)
            : null,
        LeakyRelu leaky => new Activation(ActivationKind.LeakyRelu, leaky.Alpha),
        Sigmoid => new Activation(ActivationKind.Sigmoid),
        Swish swish => new Activation(ActivationKind.Swish, swish.Alpha),
        HardSigmoid hard => new Activation(ActivationKind.HardSigmoid, hard.Alpha, hard.Beta),
        HardSwish => new Activation(ActivationKind.HardSwish, 1f / 6, 0.5f),
        Tanh => new Activation(ActivationKind.Tanh),
        Gelu { Approximate: false } => new Activation(ActivationKind.Gelu),
        _ => null,
    };

    // A bound that is an attribute, a constant, or absent; null if only the run knows it.
    private static float? Bound(PlanMaker plan, Node node, int input, float? attribute, float absent) =>
        input >= node.Inputs.Count || node.Inputs[input].Length == 0 ? attribute ?? absent
        : plan.IsConstant(node.Inputs[input], out Tensor? bound) && bound.Count == 1 ? (float)bound.GetDouble(0)
        : null;
}
