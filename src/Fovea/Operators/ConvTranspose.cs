using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, m, o…] = b[m] + Σ over c, t… with stride·i + dilation·t − before = o: w[c, m, t…] · x[n, c, i…]: the transpose of a convolution.
/// <para>X [N, C, …] float; W [C, M/groups, kernel…]; B [M]; Y [N, M, out…] with out = stride·(in − 1) + output_padding + dilation·(kernel − 1) + 1 − before − after.</para>
/// <para>ONNX ConvTranspose-1, 11, 22: https://onnx.ai/onnx/operators/onnx__ConvTranspose.html</para>
/// </summary>
/// <param name="Window">Kernel, stride, dilation and padding of each spatial axis.</param>
/// <param name="Groups">The number of groups that channels are divided into.</param>
/// <param name="OutputPadding">What is added to the output behind its end; null for nothing.</param>
/// <param name="OutputShape">The spatial sizes of the output, from which the padding follows; null if the padding is given.</param>
public sealed record ConvTranspose(
    Window Window, Size Groups, Values<Size>? OutputPadding = null, Values<Size>? OutputShape = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "ConvTranspose",
        "X W B?",
        "Y",
        a => new ConvTranspose(Window.Read(a), a.Size("group", 1), a.Sizes("output_padding"), a.Sizes("output_shape")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
        to.Integer("group", Groups, unless: 1);
        to.Integers("output_padding", OutputPadding);
        to.Integers("output_shape", OutputShape);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        ElementType element = inputs.AgreeElement(0, 1);
        Shape x = inputs.Shape(0);
        Shape w = inputs.Shape(1);
        Operands.Require(x.Rank >= 3, $"X must be [N, C, …] with at least one spatial axis, not {x}");
        Operands.Require(w.Rank == x.Rank, $"W {w} must have as many axes as X {x}");
        Operands.Require(!(Groups.UpperBound < 1), $"attribute 'group' is {Groups}; it must be at least 1");
        inputs.Agree(x[1], w[0], "X has other channels than W reads (W.shape[0])");
        Operands.Require(!x[1].IsKnown || !Groups.IsKnown || x[1].Value % Groups.Value == 0, $"group {Groups} does not divide the {x[1]} input channels");
        if (inputs.Has(2))
        {
            inputs.Agree(inputs.Shape(2), [w[1] * Groups], "B must have one entry for each output channel");
        }
        (WindowAxis Window, Size Output)[] axes = Axes(inputs);
        Shape y = x.With(1, w[1] * Groups);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            y = y.With(axis + 2, inputs.AtLeast(axes[axis].Output, 1, $"the output size along spatial axis {axis}"));
        }
        return [new ValueInfo(element, y)];
    }

    // The window of the convolution that this one is the transpose of, and the size of the grid it slides over: the output.
    private (WindowAxis Window, Size Output)[] Axes(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Shape w = inputs.Shape(1);
        Window given = Window with { AutoPad = AutoPad.Explicit, Ceil = false };
        WindowAxis[] windows = given.Axes(x, w.Sizes[Math.Min(2, w.Rank)..]);
        Operands.Require(
            OutputPadding is not { } padding || padding.Count == windows.Length, $"attribute 'output_padding' must have {windows.Length} entries");
        var axes = new (WindowAxis, Size)[windows.Length];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            WindowAxis window = windows[axis];
            inputs.Agree(window.Kernel, w[axis + 2], "kernel_shape is not the kernel of W");
            Size extra = OutputPadding is { } list ? list[axis] : 0;
            Size full = (window.Stride * (x[axis + 2] - 1)) + extra + window.Reach;
            Size? wanted = OutputShape is { } shape ? shape[axis + (shape.Count - axes.Length)]
                : Window.AutoPad is AutoPad.SameUpper or AutoPad.SameLower ? x[axis + 2] * window.Stride
                : (Size?)null;
            if (wanted is { } output)
            {
                // ONNX gives an odd padding's larger half to the end for SAME_UPPER and to the beginning otherwise.
                Size total = Size.Max(0, full - output);
                Size smaller = Size.FloorDiv(total, 2);
                Size before = Window.AutoPad == AutoPad.SameUpper ? smaller : total - smaller;
                axes[axis] = (window with { Before = before, After = total - before }, OutputShape is null ? full - total : output);
            }
            else
            {
                window = Window.AutoPad == AutoPad.Valid ? window with { Before = 0, After = 0 } : window;
                axes[axis] = (window, full - window.Before - window.After);
            }
        }
        return axes;
    }

    // Every input position meets every tap; those that fall outside the output are padding.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape x = inputs.Shape(0);
        Size data = 1;
        Size dense = 1;
        (WindowAxis Window, Size Output)[] axes = Axes(inputs);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            data *= axes[axis].Window.DataTaps(axes[axis].Output, x[axis + 2]);
            dense *= axes[axis].Window.Kernel * x[axis + 2];
        }
        Size filters = x[0] * x[1] * inputs.Shape(1)[1];
        Operations pair = Unary.Each((OperationKind.Multiply, 1), (OperationKind.Add, 1));
        return new Cost { Macs = filters * dense, Work = pair * (filters * data), Padding = pair * (filters * (dense - data)) };
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        (WindowAxis Window, Size Output)[] axes = Axes(inputs);
        var rules = new AxisRule[axes.Length + 2];
        rules[0] = new AxisRule.Same(0);
        rules[1] = new AxisRule.Whole();
        for (int axis = 0; axis < axes.Length; axis++)
        {
            WindowAxis window = axes[axis].Window;
            rules[axis + 2] = new AxisRule.Transposed(axis + 2, window.Kernel, window.Stride, window.Dilation, window.Before);
        }
        return new([Values.Create<AxisRule>(rules), FieldRule.WholeAxes(rules.Length), FieldRule.WholeAxes(1)]);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        T[] w = run.Numbers(1);
        T[] y = run.Make<T>(0);
        // Each position of the input is a window on the output.
        WindowAxis[] axes = [.. Axes(run.Operands).Select(axis => axis.Window)];
        var taps = WindowTaps.Of(axes, Values.Create<long>(run.Sizes(0)), run[0].Dimensions.AsSpan());
        int samples = (int)run[0].Dimensions[0];
        int channels = (int)run[0].Dimensions[1];
        int filtersOfGroup = (int)run[1].Dimensions[1];
        int channelsOfGroup = channels / (int)Groups.Value;
        int filters = filtersOfGroup * (int)Groups.Value;
        if (run.Has(2))
        {
            T[] b = run.Numbers(2);
            for (int i = 0; i < y.Length; i++)
            {
                y[i] = b[i / taps.InputPositions % filters];
            }
        }
        for (int n = 0; n < samples; n++)
        {
            for (int c = 0; c < channels; c++)
            {
                ReadOnlySpan<T> xMap = x.AsSpan(((n * channels) + c) * taps.Positions, taps.Positions);
                for (int filter = 0; filter < filtersOfGroup; filter++)
                {
                    int m = (c / channelsOfGroup * filtersOfGroup) + filter;
                    ReadOnlySpan<T> wMap = w.AsSpan(((c * filtersOfGroup) + filter) * taps.KernelPositions, taps.KernelPositions);
                    Span<T> yMap = y.AsSpan(((n * filters) + m) * taps.InputPositions, taps.InputPositions);
                    for (int i = 0; i < xMap.Length; i++)
                    {
                        int first = taps.First(i);
                        foreach ((int kernel, int offset) in taps[i])
                        {
                            yMap[first + offset] += wMap[kernel] * xMap[i];
                        }
                    }
                }
            }
        }
    }
}
