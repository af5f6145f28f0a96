using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Runtime.Elementwise;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Memory;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Lowering;

/// <summary>Functions of elements, with broadcasting: in blocks where what they read lies so, otherwise plain.</summary>
internal static class ElementwiseLowering
{
    public static bool Lower(PlanMaker plan, TypedNode node)
    {
        string output = node.Node.Outputs[0];
        if (!plan[output].IsNumeric || plan[output].Count == 0 || node.Node.Inputs.Any(input => input.Length > 0 && !plan[input].IsNumeric))
        {
            return false;
        }
        if (Activations.Of(plan, node) is { } activation)
        {
            Add(plan, node, new CopyRow(), [node.Node.Inputs[0]], activation, "by vectors");
            return true;
        }
        if (node.Node.Operator is BatchNormalization normalisation)
        {
            return Normalise(plan, node, normalisation);
        }
        var rule = (Operators.Elementwise)node.Node.Operator;
        string[] inputs = [.. node.Node.Inputs];
        if (rule is Pow && plan.IsConstant(inputs[1], out Tensor? exponent) && exponent.Count == 1 && exponent.GetDouble(0) is 2 or 0.5)
        {
            rule = exponent!.GetDouble(0) == 2 ? new Mul() : new Sqrt();
            inputs = exponent.GetDouble(0) == 2 ? [inputs[0], inputs[0]] : [inputs[0]];
        }
        if (RowFunctions.Of(rule, inputs.Length) is not var (function, byVectors))
        {
            return false;
        }
        Add(plan, node, function, inputs, default, byVectors ? "by vectors" : "one element after the other");
        return true;
    }

    public static bool MakesBlocks(PlanMaker plan, ImageLayouts layouts, TypedNode node)
    {
        PlanValue output = plan[node.Node.Outputs[0]];
        if (output.Image is not { } image || output.Sizes.Length < 3 || node.Node.Operator is Clip && Activations.Of(plan, node) is null || image.IsPixel && image.Samples > 1 || node.Node.Inputs.Any(input => input.Length > 0 && !plan[input].IsNumeric))
        {
            return false;
        }
        if (Activations.Of(plan, node) is not null || node.Node.Operator is BatchNormalization or (Unary and not Clip))
        {
            return layouts.IsBlocked(node.Node.Inputs[0]) && !(plan[node.Node.Inputs[0]].ChannelsLast && node.Node.Operator is BatchNormalization) && (node.Node.Operator is not BatchNormalization || Factors(plan, node) is not null);
        }
        Values<Shape> shapes = ((Operators.Elementwise)node.Node.Operator).AlignedShapes(node.Inputs);
        bool[] same = [.. shapes.Select(shape => shape.ToLongs().AsSpan().SequenceEqual(output.Sizes))];
        bool last = node.Node.Inputs.Where((input, i) => same[i] && layouts.IsBlocked(input)).Any(input => plan[input].ChannelsLast);
        for (int i = 0; i < shapes.Count; i++)
        {
            long[] sizes = shapes[i].ToLongs();
            string input = node.Node.Inputs[i];
            // Of an image [N, H, W, C] all operands have to be such images already.
            if (same[i] ? last && !(layouts.IsBlocked(input) && plan[input].ChannelsLast) : !IsScalar(sizes) && !IsOfChannel(plan, input, sizes, output.Sizes, last ? 3 : 1))
            {
                return false;
            }
        }
        return node.Node.Inputs.Where((input, i) => same[i] && layouts.IsBlocked(input)).Any();
    }

    // [1 or N, C, 1 …], with leading ones left out or not.
    private static bool IsOfChannel(PlanMaker plan, string name, long[] sizes, long[] whole, int channelAxis)
    {
        if (channelAxis != 1)
        {
            return plan[name].Constant is { } last && last.Count == whole[channelAxis] && sizes[^1] == whole[channelAxis];
        }
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            int at = axis + whole.Length - sizes.Length;
            bool fits = at == 1 ? sizes[axis] == whole[1] : sizes[axis] == 1 || (at == 0 && sizes[0] == whole[0] && sizes.Length == whole.Length);
            if (!fits)
            {
                return false;
            }
        }
        // What is no constant has to be an image of one pixel itself.
        return sizes.Length > whole.Length - 2 && (plan[name].Constant is not null ? sizes.Length < whole.Length || sizes[0] == 1 : plan[name].Sizes.Length == whole.Length);
    }

    private static bool IsScalar(long[] sizes) => sizes.All(size => size == 1);

    private static bool Normalise(PlanMaker plan, TypedNode node, BatchNormalization normalisation)
    {
        if (Factors(plan, node) is not { } factors || plan[node.Node.Inputs[0]].Sizes.Length < 2)
        {
            return false;
        }
        string key = string.Join(' ', node.Node.Inputs.Skip(1).Prepend($"batch norm {normalisation.Epsilon:R}"));
        Slot factor = OfChannel(plan, key + " factor", factors.Factor);
        Slot shift = OfChannel(plan, key + " shift", factors.Shift);
        Add(plan, node, RowFunctions.Affine, [node.Node.Inputs[0]], default, "by vectors", [factor, shift]);
        return true;
    }

    private static (float[] Factor, float[] Shift)? Factors(PlanMaker plan, TypedNode node) => Passes.AffineFolding.Read(
        node.Node, name => plan.IsConstant(name, out Tensor? constant) ? constant : null) is var (factor, shift)
        ? (Array.ConvertAll(factor, number => (float)number), Array.ConvertAll(shift, number => (float)number))
        : null;

    private static unsafe Slot OfChannel(PlanMaker plan, string key, float[] values)
    {
        int room = (values.Length + VectorWidth.Floats - 1) / VectorWidth.Floats * VectorWidth.Floats;
        return plan.Weights.Prepare(key, room, to => values.CopyTo(new Span<float>(to, values.Length)));
    }

    private static void Add(PlanMaker plan, TypedNode node, RowFunction function, string[] inputs, Activation activation, string choice, Slot[]? ofChannel = null)
    {
        string output = node.Node.Outputs[0];
        bool blocked = plan.Layouts.IsBlocked(output);
        var epilogue = activation.Kind == ActivationKind.None ? Epilogue.Of(plan, node, adds: false) : new Epilogue(output, null, activation, []);
        RowOrder order = blocked
            ? Blocks(plan, node, inputs, ofChannel ?? [], epilogue.Output)
            : Plain(plan, node, inputs, ofChannel ?? [], epilogue.Output);
        plan.Add(
            new ElementwiseStep(function, epilogue.Activation, order, blocked ? plan[epilogue.Output].Blocked : null),
            node,
            ExecutionPath.Vectorised,
            choice + (blocked ? ", in blocks" : ""));
        epilogue.Take(plan, node);
    }

    private static Shape[] Shapes(PlanMaker plan, TypedNode node, string[] inputs) =>
        node.Node.Operator is Operators.Elementwise rule && inputs.SequenceEqual(node.Node.Inputs)
            ? [.. rule.AlignedShapes(node.Inputs)]
            : Array.ConvertAll(inputs, input => Shape.Of(plan[input].Sizes));

    private static RowOrder Plain(PlanMaker plan, TypedNode node, string[] inputs, Slot[] ofChannel, string output)
    {
        long[] whole = plan[output].Sizes;
        Shape[] shapes = Shapes(plan, node, inputs);
        Slot[] read = Array.ConvertAll(inputs, plan.Plain);
        long[] channels = [.. whole.Skip(1).Select((size, axis) => axis == 0 ? size : 1)];
        return RowOrder.Broadcast(
            [plan.MakePlain(output), .. read, .. ofChannel],
            [whole, .. shapes.Select(shape => shape.ToLongs()), .. ofChannel.Select(_ => channels)]);
    }

    private static RowOrder Blocks(PlanMaker plan, TypedNode node, string[] inputs, Slot[] ofChannel, string output)
    {
        long[] whole = plan[output].Sizes;
        Shape[] shapes = Shapes(plan, node, inputs);
        var read = new List<RowTensor>();
        for (int i = 0; i < inputs.Length; i++)
        {
            PlanValue value = plan[inputs[i]];
            long[] sizes = shapes[i].ToLongs();
            if (sizes.AsSpan().SequenceEqual(whole))
            {
                read.Add(Rows(plan.Image(inputs[i], VectorWidth.Floats, default), Along.Elements));
            }
            else if (IsScalar(sizes))
            {
                read.Add(new RowTensor(plan.Plain(inputs[i]), 0, [0, 0, 0], Along.Once));
            }
            else if (value.Constant is { } constant)
            {
                Slot slot = OfChannel(plan, inputs[i] + " of channels", Floats.Of(constant).ToArray());
                read.Add(Lanes(slot));
            }
            else
            {
                read.Add(Rows(plan.Image(inputs[i], VectorWidth.Floats, default), Along.Lanes));
            }
        }
        read.AddRange(ofChannel.Select(Lanes));
        Placement made = plan.MakeImage(output);
        long[] outer = [made.Samples, made.Layout.Blocks, made.Layout.Height];
        return new RowOrder(outer, (long)made.Layout.Width * made.Layout.Lanes, [Rows(made, Along.Elements), .. read]).Joined();
    }

    private static RowTensor Rows(Placement image, Along along) => new(
        image.Slot,
        image.Pixel,
        [image.Samples == 1 ? 0 : image.Layout.BatchStride, image.Layout.BlockStride, along == Along.Lanes ? 0 : image.Layout.RowStride],
        along);

    private static RowTensor Lanes(Slot slot) => new(slot, 0, [0, VectorWidth.Floats, 0], Along.Lanes);
}
