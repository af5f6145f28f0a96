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
        if (method is DirectConvolution direct && LowerWithDepthwise(plan, node, convolution, direct, epilogue))
        {
            return true;
        }
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

    // Together with a depthwise convolution that alone reads what comes out, where that leaves the cache otherwise.
    private static bool LowerWithDepthwise(PlanMaker plan, TypedNode node, Convolution convolution, DirectConvolution direct, Epilogue epilogue)
    {
        if (epilogue.Residual is not null
            || plan.OnlyReader(epilogue.Output) is not { Node.Operator: Conv } reader
            || Describe(plan, reader) is not { } second
            || ConvolutionChoice.Of(second, plan.Options) is not (DepthwiseConvolution depthwise, _))
        {
            return false;
        }
        convolution = convolution with { Activation = epilogue.Activation };
        if (new ConvolutionThenDepthwise(convolution, second) is not { Refusal: null, Pays: true })
        {
            return false;
        }
        var last = Epilogue.Of(plan, reader);
        Placement input = plan.Image(node.Node.Inputs[0], convolution.Input.Lanes, direct.InputHalo(convolution));
        Placement? residual = last.Residual is { } added ? plan[added].Blocked : null;
        Placement output = plan.MakeImage(last.Output);
        var both = new ConvolutionThenDepthwise(
            convolution with { Input = input.Layout },
            second with { Output = output.Layout, Activation = last.Activation, Residual = residual?.Layout });
        (Tensor weights, Tensor? biases) = Constants(plan, node.Node);
        (Tensor secondWeights, Tensor? secondBiases) = Constants(plan, reader.Node);
        Slot packed;
        unsafe
        {
            packed = plan.Weights.Prepare(
                $"{Key(node.Node, convolution, direct.Name)}, {Key(reader.Node, second, depthwise.Name)}",
                both.PackedFloats,
                to => Floats.Use(weights, floats => both.Pack(floats, Biases(biases), Floats.Of(secondWeights), Biases(secondBiases), to)));
        }
        plan.Add(
            new KernelStep(both.Prepare(), input, output, residual, packed, plan.Options.Threads, PlanMaker.Macs(node) + PlanMaker.Macs(reader)),
            node,
            ExecutionPath.Kernel,
            "direct, then depthwise, in bands of rows: what lies between stays in the cache",
            $"{Kind(convolution)}, {Kind(second)}");
        epilogue.Take(plan, node);
        plan.Fuse(reader, node);
        last.Take(plan, node);
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
        (Tensor weights, Tensor? biases) = Constants(plan, node);
        return plan.Weights.Prepare(
            Key(node, convolution, method.Name),
            method.PackedFloats(convolution),
            to => Floats.Use(weights, floats => method.Pack(convolution, floats, Biases(biases), to)));
    }

    private static string Key(Node node, in Convolution convolution, string method) =>
        $"{method} {convolution.Input.Lanes} {node.Inputs[1]} {(node.Inputs.Count > 2 ? node.Inputs[2] : "")}";

    private static (Tensor Weights, Tensor? Biases) Constants(PlanMaker plan, Node node)
    {
        plan.IsConstant(node.Inputs[1], out Tensor? weights);
        Tensor? biases = null;
        if (node.Inputs.Count > 2)
        {
            plan.IsConstant(node.Inputs[2], out biases);
        }
        return (weights!, biases);
    }

    private static ReadOnlySpan<float> Biases(Tensor? biases) => biases is null ? [] : Floats.Of(biases);
}
