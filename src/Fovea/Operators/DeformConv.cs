using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, m, o…] = b[m] + Σ over c, t…: w[m, c, t…] · mask[n, t, o…] · x[n, c, stride·o − before + dilation·t + offset[n, t, o…] …], with x interpolated linearly, and 0 outside.
/// <para>X [N, C, H, W]; W [M, C/groups, kernel…]; offset [N, offset_group·kernel·2, out…]; B [M]; mask [N, offset_group·kernel, out…]; Y [N, M, out…].</para>
/// <para>ONNX DeformConv-19, 22: https://onnx.ai/onnx/operators/onnx__DeformConv.html</para>
/// </summary>
/// <param name="Window">Kernel, stride, dilation and padding of each spatial axis.</param>
/// <param name="Groups">The number of groups that channels are divided into.</param>
/// <param name="OffsetGroups">The number of groups of channels with offsets of their own.</param>
public sealed record DeformConv(Window Window, Size Groups, Size OffsetGroups) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "DeformConv", "X W offset B? mask?", "Y", a => new DeformConv(Window.Read(a), a.Size("group", 1), a.Size("offset_group", 1)), since: 19);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
        to.Integer("group", Groups, unless: 1);
        to.Integer("offset_group", OffsetGroups, unless: 1);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape y = Conv.Output(inputs, Window, Groups, bias: 3);
        Shape offset = inputs.Shape(2);
        Operands.Require(offset.Rank == y.Rank, $"offset {offset} must have as many axes as X");
        for (int axis = 2; axis < y.Rank; axis++)
        {
            inputs.Agree(offset[axis], y[axis], "offset must have the sizes of the output");
        }
        return [new ValueInfo(inputs.Element(0), y)];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("which taps lie inside depends on the offsets", Conv.Products(inputs, outputs[0].Shape, Window).Macs);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("offsets move the taps"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Values<long> x = run[0].Dimensions;
        long[] spatial = x.AsSpan()[2..].ToArray();
        long[] output = run.Sizes(0)[2..];
        WindowAxis[] axes = Conv.Axes(run.Operands, Window);
        long[] kernel = [.. axes.Select(axis => axis.Kernel.Value)];
        int channels = (int)x[1];
        int taps = Positions.Count(kernel);
        int inputs = Positions.Count(spatial);
        int outputs = Positions.Count(output);
        int offsetGroups = (int)OffsetGroups.Value;
        Operands.Require(offsetGroups >= 1 && channels % offsetGroups == 0, $"offset_group {offsetGroups} does not divide the {channels} channels");
        Operands.Require(
            run[2].Elements.Count == x[0] * offsetGroups * taps * axes.Length * outputs, $"offset must have {offsetGroups * taps * axes.Length} channels of the sizes of the output");
        Operands.Require(
            !run.Has(4) || run[4].Elements.Count == x[0] * offsetGroups * taps * outputs, $"mask must have {offsetGroups * taps} channels of the sizes of the output");
        T[] data = run.Numbers(0);
        T[] offset = run.Numbers(2);
        T[]? mask = run.Has(4) ? run.Numbers(4) : null;

        // What each tap of each window reads, channel by channel; then a convolution whose windows do not overlap.
        var sampled = new T[checked((int)x[0] * channels * taps * outputs)];
        var point = new List<(long, T)>[axes.Length];
        for (int n = 0; n < x[0]; n++)
        {
            for (int group = 0; group < offsetGroups; group++)
            {
                var tap = new long[axes.Length];
                for (int k = 0; k < taps; k++)
                {
                    int moved = (((n * offsetGroups) + group) * taps) + k;
                    var position = new long[axes.Length];
                    for (int o = 0; o < outputs; o++)
                    {
                        for (int axis = 0; axis < axes.Length; axis++)
                        {
                            long place = (axes[axis].Stride.Value * position[axis]) - axes[axis].Before.Value + (axes[axis].Dilation.Value * tap[axis]);
                            point[axis] = Interpolation.Around(
                                InterpolationMode.Linear, T.Literal(place) + offset[(((moved * axes.Length) + axis) * outputs) + o]);
                        }
                        List<(int Place, T Weight)> around = Interpolation.Combine<T>(spatial, point);
                        for (int c = group * channels / offsetGroups; c < (group + 1) * channels / offsetGroups; c++)
                        {
                            int map = (n * channels) + c;
                            T sample = Interpolation.Sum(data.AsSpan(map * inputs, inputs), around);
                            sampled[(((map * outputs) + o) * taps) + k] = mask is null ? sample : mask[(moved * outputs) + o] * sample;
                        }
                        Positions.Advance(position, output);
                    }
                    Positions.Advance(tap, kernel);
                }
            }
        }
        var windows = WindowTaps.Of([new WindowAxis(taps, taps, 1, 0, 0)], [1, 1, outputs * taps], [1, 1, outputs]);
        Conv.Convolve(sampled, run.Numbers(1), run.Has(3) ? run.Numbers(3) : null, run.Make<T>(0), windows, Conv.Sizes(run, Groups));
    }
}
