using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Memory;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>Convolutions over one or two axes: the algorithm is chosen, the weights are packed, and what follows is taken into the kernel.</summary>
internal static class ConvolutionLowering
{
    /// <summary>The convolution that a node is, its tensors by themselves and without what follows it; null if kernels do not take it.</summary>
    public static Convolution? Describe(PlanMaker plan, TypedNode node)
    {
        var conv = (Conv)node.Node.Operator;
        if (plan[node.Node.Inputs[0]] is not { Image: { } x, Sizes: var sizes } || plan[node.Node.Outputs[0]] is not { Image: { } y }
            || !plan.IsConstant(node.Node.Inputs[1], out Tensor? weights) || !weights.Element.IsComputedFloat()
            || (node.Node.Inputs.Count > 2 && node.Node.Inputs[2].Length > 0 && !plan.IsConstant(node.Node.Inputs[2], out _)))
        {
            return null;
        }
        WindowAxis[] axes = conv.Window.Axes(Shape.Of(sizes), Shape.Of(weights.Dimensions.AsSpan()[2..]).Sizes);
        // A sequence is an image of one row.
        WindowAxis rows = axes.Length == 2 ? axes[0] : new WindowAxis(1, 1, 1, 0, 0);
        WindowAxis columns = axes[^1];
        return new Convolution(
            x.Samples,
            InputLayout(x),
            BlockedLayout.Blocked(y.Channels, y.Height, y.Width),
            (int)rows.Kernel.Value,
            (int)columns.Kernel.Value)
        {
            StrideHeight = (int)rows.Stride.Value,
            StrideWidth = (int)columns.Stride.Value,
            DilationHeight = (int)rows.Dilation.Value,
            DilationWidth = (int)columns.Dilation.Value,
            PadTop = (int)rows.Before.Value,
            PadLeft = (int)columns.Before.Value,
            Groups = (int)conv.Groups.Value,
        };
    }

    // Of few channels blocks would be mostly empty.
    private static BlockedLayout InputLayout(ImageShape x) => IsThin(x)
        ? BlockedLayout.Planes(x.Channels, x.Height, x.Width)
        : BlockedLayout.Blocked(x.Channels, x.Height, x.Width);

    private static bool IsThin(ImageShape x) => x.Channels <= VectorWidth.Floats / 4;

    public static bool MakesBlocks(PlanMaker plan, TypedNode node) => Describe(plan, node) is { } convolution && ConvolutionChoice.Of(convolution, plan.Options) is not null;

    /// <summary>The halo that the node wants around its input.</summary>
    public static IEnumerable<(string Value, Halo Halo)> Halos(PlanMaker plan, TypedNode node) =>
        Describe(plan, node) is { } convolution && ConvolutionChoice.Of(convolution, plan.Options) is var (method, _)
            ? [(node.Node.Inputs[0], method.InputHalo(convolution))]
            : [];

    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        if (Describe(plan, node) is not { } convolution || ConvolutionChoice.Of(convolution, plan.Options) is not var (method, reason))
        {
            return false;
        }
        var epilogue = Epilogue.Of(plan, node);
        Placement input = plan.Image(node.Node.Inputs[0], convolution.Input.Lanes, method.InputHalo(convolution));
        Placement? residual = epilogue.Residual is { } added ? plan[added].Blocked : null;
        Placement output = plan.MakeImage(epilogue.Output);
        convolution = convolution with { Input = input.Layout, Output = output.Layout, Activation = epilogue.Activation, Residual = residual?.Layout };
        Slot weights = Pack(plan, node.Node, convolution, method);
        plan.Add(
            new KernelStep(method.Prepare(convolution), input, output, residual, weights, plan.Options.Threads, PlanMaker.Macs(node)),
            node,
            ExecutionPath.Kernel,
            reason,
            Kind(convolution));
        epilogue.Take(plan, node);
        return true;
    }

    private static string Kind(in Convolution c)
    {
        string text = $"{c.KernelHeight}×{c.KernelWidth}";
        text += c.StrideHeight > 1 || c.StrideWidth > 1 ? $" /{c.StrideHeight}" : "";
        text += c.DilationHeight > 1 || c.DilationWidth > 1 ? $" dilated {c.DilationHeight}" : "";
        return text + (c.Groups == 1 ? c.Input.Lanes == 1 ? " first" : "" : c.Groups == c.Input.Channels ? " depthwise" : " grouped");
    }

    private static unsafe Slot Pack(PlanMaker plan, Node node, Convolution convolution, ConvolutionMethod method)
    {
        plan.IsConstant(node.Inputs[1], out Tensor? weights);
        Tensor? biases = null;
        if (node.Inputs.Count > 2)
        {
            plan.IsConstant(node.Inputs[2], out biases);
        }
        string key = $"{method.Name} {convolution.Input.Lanes} {node.Inputs[1]} {(node.Inputs.Count > 2 ? node.Inputs[2] : "")}";
        return plan.Weights.Prepare(
            key,
            method.PackedFloats(convolution),
            to => Floats.Use(weights!, floats => method.Pack(convolution, floats, biases is null ? [] : Floats.Of(biases), to)));
    }
}
