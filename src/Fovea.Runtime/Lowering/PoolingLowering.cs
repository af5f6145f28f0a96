using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>Pooling over one or two axes, and of whole images: in blocks where the input lies so, otherwise in planes.</summary>
internal static class PoolingLowering
{
    public static bool MakesBlocks(PlanMaker plan, ImageLayouts layouts, TypedNode node) =>
        layouts.IsBlocked(node.Node.Inputs[0]) && plan[node.Node.Outputs[0]] is { Image: not null, Sizes.Length: 3 or 4 } && IsPlainOutput(node);

    // The places of the greatest elements are asked for rarely.
    private static bool IsPlainOutput(TypedNode node) => node.Node.Outputs.Skip(1).All(output => output.Length == 0) && node.Node.Operator is MaxPool or AveragePool or GlobalMaxPool or GlobalAveragePool;

    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        (string input, string output) = (node.Node.Inputs[0], node.Node.Outputs[0]);
        if (!IsPlainOutput(node) || plan[input].Image is not { } x || plan[output].Image is not { } y || plan[input].Sizes.Length is not (3 or 4))
        {
            return false;
        }
        bool blocked = plan.Layouts.IsBlocked(output);
        bool global = node.Node.Operator is GlobalPool;
        if (global && !blocked)
        {
            return ReductionLowering.Lower(plan, node);
        }
        Placement from = blocked ? plan.Image(input, VectorWidth.Floats, default) : plan.Flat(input);
        Placement to = blocked ? plan.MakeImage(output) : plan.MakeFlat(output);
        PoolingKind kind = node.Node.Operator is MaxPool or GlobalMaxPool ? PoolingKind.Max : PoolingKind.Average;
        Kernel kernel = global
            ? new GlobalPooling(kind, x.Samples, from.Layout, to.Layout).Prepare()
            : Describe(node, kind, x.Samples, from.Layout, to.Layout).Prepare();
        long work = global ? (long)x.Samples * x.Channels * x.Height * x.Width : (long)y.Samples * y.Channels * y.Height * y.Width * 4;
        plan.Add(
            new KernelStep(kernel, from, to, null, null, plan.Options.Threads, work * KernelStep.ProductsOfFloat), node, ExecutionPath.Kernel, blocked ? "in blocks" : "in planes");
        return true;
    }

    private static Pooling Describe(TypedNode node, PoolingKind kind, int samples, BlockedLayout from, BlockedLayout to)
    {
        Window window = node.Node.Operator is MaxPool max ? max.Window : ((AveragePool)node.Node.Operator).Window;
        WindowAxis[] axes = window.Axes(node.Inputs.Shape(0));
        (WindowAxis rows, WindowAxis columns) = (axes.Length == 2 ? axes[0] : new WindowAxis(1, 1, 1, 0, 0), axes[^1]);
        return new Pooling(kind, samples, from, to, (int)rows.Kernel.Value, (int)columns.Kernel.Value)
        {
            StrideHeight = (int)rows.Stride.Value,
            StrideWidth = (int)columns.Stride.Value,
            DilationHeight = (int)rows.Dilation.Value,
            DilationWidth = (int)columns.Dilation.Value,
            Padding = new Halo((int)rows.Before.Value, (int)columns.Before.Value, (int)rows.After.Value, (int)columns.After.Value),
            CountPadding = node.Node.Operator is AveragePool { CountPadding: true },
        };
    }
}
