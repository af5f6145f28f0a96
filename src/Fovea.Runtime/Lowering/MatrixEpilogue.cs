using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>
/// What the kernel of a matrix product takes over: biases and an activation; on an image [N, H, W, C] also the permutation back to [N, C, H, W], which moves nothing there, a factor for each
/// channel, which goes into the weights, and the sum with another image.
/// </summary>
/// <param name="Output">The value that comes out.</param>
/// <param name="Bias">What is added to each row, or null.</param>
/// <param name="Factor">What each column is multiplied by afterwards, or null.</param>
/// <param name="Residual">The image that is added, or null.</param>
/// <param name="Activation">The function.</param>
/// <param name="Fused">The nodes.</param>
internal sealed record MatrixEpilogue(string Output, string? Bias, string? Factor, string? Residual, Activation Activation, IReadOnlyList<TypedNode> Fused)
{
    /// <summary>The nodes behind a product that its kernel can take over.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="node">The product.</param>
    /// <param name="columns">How many biases may be added; null if there are some already.</param>
    /// <param name="image">Whether it works on an image in blocks.</param>
    public static MatrixEpilogue Of(PlanMaker plan, TypedNode node, int? columns, bool image)
    {
        var epilogue = new MatrixEpilogue(node.Node.Outputs[0], null, null, null, default, []);
        while (plan.OnlyReader(epilogue.Output) is { } reader && epilogue.Activation.Kind == ActivationKind.None && epilogue.And(plan, reader, columns, image) is { } longer)
        {
            epilogue = longer;
        }
        return epilogue;
    }

    private bool IsPermuted(PlanMaker plan) => !plan[Output].ChannelsLast;

    private MatrixEpilogue? And(PlanMaker plan, TypedNode reader, int? columns, bool image)
    {
        MatrixEpilogue next = this with { Output = reader.Node.Outputs[0], Fused = [.. Fused, reader] };
        string Other() => reader.Node.Inputs[reader.Node.Inputs[0] == Output ? 1 : 0];
        bool same = plan[Output].Sizes.AsSpan().SequenceEqual(plan[next.Output].Sizes);
        switch (reader.Node.Operator)
        {
            case Add { Legacy: null } when Fused.Count == 0 && columns is { } count && same && MatrixLowering.IsBias(plan, Other(), count):
                return next with { Bias = Other() };
            case Transpose when image && plan.Layouts.IsBlocked(next.Output) && !plan[next.Output].ChannelsLast:
                return next;
            case Mul { Legacy: null } when image && same && IsPermuted(plan) && Factor is null && Residual is null && plan.IsConstant(Other(), out Tensor? factor)
                && factor.Count == plan[Output].Sizes[1] && plan[Other()].Sizes is [.., var channels, 1, 1] && channels == factor.Count:
                return next with { Factor = Other() };
            case Add { Legacy: null } when image && same && IsPermuted(plan) && Residual is null && plan.IsMade(Other()) && plan[Other()].Blocked is not null
                && plan[Other()].Sizes.AsSpan().SequenceEqual(plan[Output].Sizes):
                return next with { Residual = Other() };
            default:
                return Activations.Of(plan, reader) is { } activation ? next with { Activation = activation } : null;
        }
    }
}
