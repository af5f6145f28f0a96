using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>What a kernel does to each sum before it stores it: a tensor is added, a function applied. The nodes that stood for it take no steps of their own.</summary>
/// <param name="Output">The value that comes out.</param>
/// <param name="Residual">The value that is added, or null.</param>
/// <param name="Activation">The function.</param>
/// <param name="Fused">The nodes.</param>
internal sealed record Epilogue(string Output, string? Residual, Activation Activation, IReadOnlyList<TypedNode> Fused)
{
    /// <summary>The nodes behind one that its kernel can take over.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="node">The node.</param>
    /// <param name="adds">Whether the kernel can add a tensor.</param>
    public static Epilogue Of(PlanMaker plan, TypedNode node, bool adds = true)
    {
        var epilogue = new Epilogue(node.Node.Outputs[0], null, default, []);
        while (plan.OnlyReader(epilogue.Output) is { } reader && epilogue.Activation.Kind == ActivationKind.None && epilogue.And(plan, reader, adds) is { } longer)
        {
            epilogue = longer;
        }
        return epilogue;
    }

    private Epilogue? And(PlanMaker plan, TypedNode reader, bool adds)
    {
        string output = reader.Node.Outputs[0];
        if (Activations.Of(plan, reader) is { } activation)
        {
            return this with { Output = output, Activation = activation, Fused = [.. Fused, reader] };
        }
        if (adds && Residual is null && reader.Node.Operator is Add or Sum && reader.Node.Inputs.Count == 2)
        {
            string other = reader.Node.Inputs[reader.Node.Inputs[0] == Output ? 1 : 0];
            // What is added has to be there already, and as it is.
            if (plan.IsMade(other) && plan[other].Blocked is not null && plan[other].ChannelsLast == plan[Output].ChannelsLast && plan[other].Sizes.AsSpan().SequenceEqual(plan[Output].Sizes))
            {
                return this with { Output = output, Residual = other, Fused = [.. Fused, reader] };
            }
        }
        return null;
    }

    /// <summary>Notes that the kernel of a node does all of it.</summary>
    public void Take(PlanMaker plan, TypedNode node)
    {
        foreach (TypedNode fused in Fused)
        {
            plan.Fuse(fused, node);
        }
    }
}
