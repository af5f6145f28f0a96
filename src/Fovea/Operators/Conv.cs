using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, m, i…] = b[m] + Σ over c, t…: w[m, c, t…] · x[n, g·C/G + c, stride·i − before + dilation·t …], where g = ⌊m·G / M⌋ is the group of m.
/// <para>X [N, C, …] float; W [M, C/groups, kernel…]; B [M]; Y [N, M, out…]. C1: C = groups · W.shape[1]. C2: groups divides M.</para>
/// <para>ONNX Conv-1, 11, 22: https://onnx.ai/onnx/operators/onnx__Conv.html</para>
/// </summary>
/// <param name="Window">Kernel, stride, dilation and padding of each spatial axis.</param>
/// <param name="Groups">The number of groups that channels are divided into; C for a depthwise convolution.</param>
public sealed record Conv(Window Window, Size Groups) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Conv", "X W B?", "Y", a => new Conv(Window.Read(a), a.Size("group", 1)));

    private static readonly Operations Pair = Operations.Of(OperationKind.Multiply, 1) + Operations.Of(OperationKind.Add, 1);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
        to.Integer("group", Groups, unless: 1);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        ElementType element = inputs.AgreeElement(0, 1);
        return [new ValueInfo(element, Output(inputs, Window, Groups))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Products(inputs, outputs[0].Shape, Window);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        new([
            Values.Create<AxisRule>(Window.Rules(Axes(inputs, Window), new AxisRule.Whole())),
            FieldRule.WholeAxes(inputs.Rank(1)),
            FieldRule.WholeAxes(1),
        ]);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => Convolve(
        run.Numbers(0), run.Numbers(1), run.Has(2) ? run.Numbers(2) : null, run.Make<T>(0), Taps(run, Window), Sizes(run, Groups));

    /// <summary>The reference computation of a convolution; shared with its quantised forms.</summary>
    internal static void Convolve<E>(E[] x, E[] w, E[]? b, E[] y, WindowTaps taps, ConvolutionSizes sizes)
        where E : struct, IScalar<E>
    {
        int filtersOfGroup = sizes.Filters / sizes.Groups;
        for (int n = 0; n < sizes.Samples; n++)
        {
            for (int m = 0; m < sizes.Filters; m++)
            {
                int group = m / filtersOfGroup;
                int xGroup = ((n * sizes.Groups) + group) * sizes.ChannelsOfGroup * taps.InputPositions;
                int wFilter = m * sizes.ChannelsOfGroup * taps.KernelPositions;
                Span<E> yMap = y.AsSpan(((n * sizes.Filters) + m) * taps.Positions, taps.Positions);
                for (int i = 0; i < yMap.Length; i++)
                {
                    E sum = b is null ? default : b[m];
                    ReadOnlySpan<(int Kernel, int Offset)> window = taps[i];
                    int xWindow = xGroup + taps.First(i);
                    for (int c = 0; c < sizes.ChannelsOfGroup; c++)
                    {
                        ReadOnlySpan<E> wMap = w.AsSpan(wFilter + (c * taps.KernelPositions), taps.KernelPositions);
                        ReadOnlySpan<E> xMap = x.AsSpan(xWindow + (c * taps.InputPositions));
                        foreach ((int kernel, int offset) in window)
                        {
                            sum += wMap[kernel] * xMap[offset];
                        }
                    }
                    yMap[i] = sum;
                }
            }
        }
    }

    /// <summary>The sizes of a convolution that are not spatial.</summary>
    internal static ConvolutionSizes Sizes<T>(Evaluation<T> run, Size groups, int weights = 1)
        where T : struct, IScalar<T> =>
        new((int)run[0].Dimensions[0], (int)run[weights].Dimensions[0], (int)groups.Value, (int)run[weights].Dimensions[1]);

    /// <summary>The taps of a convolution's windows.</summary>
    internal static WindowTaps Taps<T>(Evaluation<T> run, Window window, int weights = 1)
        where T : struct, IScalar<T> =>
        WindowTaps.Of(Axes(run.Operands, window, weights), run[0].Dimensions, run.Sizes(0));

    /// <summary>The shape of a convolution's output; shared with its quantised forms.</summary>
    internal static Shape Output(Operands inputs, Window window, Size groups, int weights = 1, int bias = 2)
    {
        Shape x = inputs.Shape(0);
        Shape w = inputs.Shape(weights);
        Operands.Require(x.Rank >= 3, $"X must be [N, C, …] with at least one spatial axis, not {x}");
        Operands.Require(w.Rank == x.Rank, $"W {w} must have as many axes as X {x}");
        Operands.Require(!(groups.UpperBound < 1), $"attribute 'group' is {groups}; it must be at least 1");
        inputs.Agree(x[1], w[1] * groups, "X has other channels than W reads (W.shape[1] · group)");
        Operands.Require(
            !w[0].IsKnown || !groups.IsKnown || w[0].Value % groups.Value == 0, $"group {groups} does not divide the {w[0]} output channels");
        if (inputs.Has(bias))
        {
            inputs.Agree(inputs.Shape(bias), [w[0]], "B must have one entry for each output channel");
        }
        return Window.Output(inputs, x, w[0], Axes(inputs, window, weights));
    }

    /// <summary>The products and sums of a convolution, work on padding apart; a bias is where the sum starts.</summary>
    internal static Cost Products(Operands inputs, Shape y, Window window, int weights = 1)
    {
        Shape x = inputs.Shape(0);
        WindowAxis[] axes = Axes(inputs, window, weights);
        Size filters = y[0] * y[1] * inputs.Shape(weights)[1];
        try
        {
            (Size data, Size dense) = Window.Taps(x, y, axes);
            return new Cost { Macs = filters * dense, Work = Pair * (filters * data), Padding = Pair * (filters * (dense - data)) };
        }
        catch (UnavailableException unavailable)
        {
            return Graphs.Cost.Unavailable(unavailable.Message, filters * Window.DenseTaps(y, axes));
        }
    }

    internal static WindowAxis[] Axes(Operands inputs, Window window, int weights = 1)
    {
        Shape w = inputs.Shape(weights);
        WindowAxis[] axes = window.Axes(inputs.Shape(0), w.Sizes[Math.Min(2, w.Rank)..]);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            inputs.Agree(axes[axis].Kernel, w[axis + 2], "kernel_shape is not the kernel of W");
        }
        return axes;
    }
}

/// <summary>The sizes of a convolution that are not spatial.</summary>
/// <param name="Samples">N</param>
/// <param name="Filters">M</param>
/// <param name="Groups">The number of groups.</param>
/// <param name="ChannelsOfGroup">C / groups</param>
internal readonly record struct ConvolutionSizes(int Samples, int Filters, int Groups, int ChannelsOfGroup);
