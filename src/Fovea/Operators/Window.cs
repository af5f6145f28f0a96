using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>How the padding of a window is chosen when it is not written down (ONNX's <c>auto_pad</c>).</summary>
public enum AutoPad
{
    /// <summary>The pads are written down, or 0.</summary>
    Explicit,

    /// <summary>Output size ⌈input / stride⌉; an odd padding has its larger half at the end.</summary>
    SameUpper,

    /// <summary>Output size ⌈input / stride⌉; an odd padding has its larger half at the beginning.</summary>
    SameLower,

    /// <summary>No padding.</summary>
    Valid,
}

/// <summary>
/// A window sliding along one axis: position o of the output reads positions stride·o − before + dilation·t of the input, t = 0 … kernel − 1.
/// The one place where the geometry of convolution and pooling stands, for any number of axes.
/// </summary>
/// <param name="Kernel">The number of taps.</param>
/// <param name="Stride">Input positions per output position.</param>
/// <param name="Dilation">Input positions between neighbouring taps.</param>
/// <param name="Before">Padding before the first position.</param>
/// <param name="After">Padding behind the last position.</param>
/// <param name="Ceil">Whether a last window that is only partly inside counts, too.</param>
public readonly record struct WindowAxis(Size Kernel, Size Stride, Size Dilation, Size Before, Size After, bool Ceil = false)
{
    /// <summary>The positions from the first tap to the last: dilation·(kernel − 1) + 1.</summary>
    public Size Reach => (Dilation * (Kernel - 1)) + 1;

    /// <summary>
    /// The number of windows: ⌊(input + before + after − reach) / stride⌋ + 1. In ceil mode the division rounds up, but the last window has to
    /// begin inside the input or the padding before it (PyTorch's rule, and ONNX's since opset 19).
    /// </summary>
    public Size Output(Size input)
    {
        Size room = input + Before + After - Reach;
        return Ceil
            ? Size.Min(Size.CeilDiv(room, Stride) + 1, Size.CeilDiv(input + Before, Stride))
            : Size.FloorDiv(room, Stride) + 1;
    }

    /// <summary>
    /// The number of pairs (window, tap) in which the tap lies on data, not on padding:
    /// Σₜ max(0, min(output − 1, ⌊(input − 1 + before − dilation·t) / stride⌋) − max(0, ⌈(before − dilation·t) / stride⌉) + 1).
    /// </summary>
    /// <exception cref="UnavailableException">The kernel is a formula, and there is padding.</exception>
    public Size DataTaps(Size input, Size output)
    {
        if (Before == 0 && After == 0 && !Ceil)
        {
            return output * Kernel;
        }
        if (!Kernel.TryGetValue(out long kernel))
        {
            throw new UnavailableException($"the taps on data of a padded window of symbolic size {Kernel} are no formula");
        }
        const int maximumTerms = 1 << 16;
        if (kernel > maximumTerms)
        {
            throw new UnavailableException($"a padded window of {kernel} taps is too large to count");
        }
        Size sum = 0;
        for (long tap = 0; tap < kernel; tap++)
        {
            Size offset = Before - (Dilation * tap);
            Size last = Size.Min(output - 1, Size.FloorDiv(input - 1 + offset, Stride));
            Size first = Size.Max(0, Size.CeilDiv(offset, Stride));
            sum += Size.Max(0, last - first + 1);
        }
        return sum;
    }

    /// <summary>For each position of the output the number of taps before the end of the padding; all sizes are numbers.</summary>
    public int[] PaddedTaps(long input, long output)
    {
        var counts = new int[output];
        for (int position = 0; position < counts.Length; position++)
        {
            // Taps t with stride·position − before + dilation·t ≤ input − 1 + after.
            long room = input - 1 + After.Value - ((Stride.Value * position) - Before.Value);
            counts[position] = (int)Math.Min(Kernel.Value, (room / Dilation.Value) + 1);
        }
        return counts;
    }

    /// <summary>What a unit at a position along <paramref name="outputAxis"/> reads.</summary>
    public AxisRule Rule(int outputAxis) => new AxisRule.Windowed(outputAxis, Kernel, Stride, Dilation, Before);
}

/// <summary>
/// The attributes of a sliding window as ONNX writes them: kernel_shape, strides, dilations, pads (all beginnings, then all ends), auto_pad
/// and ceil_mode. What is left out has its default: the kernel of the weights, stride 1, dilation 1, no padding.
/// </summary>
public sealed record Window(
    Values<Size>? Kernel = null,
    Values<Size>? Strides = null,
    Values<Size>? Dilations = null,
    Values<Size>? Pads = null,
    AutoPad AutoPad = AutoPad.Explicit,
    bool Ceil = false)
{
    /// <summary>What an attribute is where it is left out; the kernel is then that of the weights.</summary>
    internal static readonly (Size Stride, Size Dilation, Size Pad) LeftOut = (1, 1, 0);

    /// <summary>Reads the window's attributes.</summary>
    public static Window Read(Attributes attributes) => new(
        attributes.Sizes("kernel_shape"),
        attributes.Sizes("strides"),
        attributes.Sizes("dilations"),
        attributes.Sizes("pads"),
        attributes.OneOf(
            "auto_pad",
            AutoPad.Explicit,
            ("NOTSET", AutoPad.Explicit),
            ("SAME_UPPER", AutoPad.SameUpper),
            ("SAME_LOWER", AutoPad.SameLower),
            ("VALID", AutoPad.Valid)),
        attributes.Flag("ceil_mode"));

    /// <summary>Takes the window's attributes down.</summary>
    public void Write(AttributeWriter to)
    {
        to.Integers("kernel_shape", Kernel);
        to.Integers("strides", Strides);
        to.Integers("dilations", Dilations);
        to.Integers("pads", Pads);
        to.Text(
            "auto_pad",
            AutoPad switch
            {
                AutoPad.SameUpper => "SAME_UPPER",
                AutoPad.SameLower => "SAME_LOWER",
                AutoPad.Valid => "VALID",
                _ => null,
            });
        to.Flag("ceil_mode", Ceil);
    }

    /// <summary>The window along each of the spatial axes (those from the third on) of an input.</summary>
    /// <param name="input">The whole shape of the input, [N, C, …].</param>
    /// <param name="weights">The kernel's size along each spatial axis, as the weights have it; for pooling, null.</param>
    /// <exception cref="GraphException">A list has the wrong length, or a size is not positive.</exception>
    public WindowAxis[] Axes(Shape input, ReadOnlySpan<Size> weights = default)
    {
        Operands.Require(input.Rank >= 3, $"a window needs an input [N, C, …] with at least one spatial axis, not {input}");
        var axes = new WindowAxis[input.Rank - 2];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            Size kernel = At(Kernel, axis, axes.Length, "kernel_shape")
                ?? (axis < weights.Length ? weights[axis] : throw new GraphException("attribute 'kernel_shape' is missing"));
            var window = new WindowAxis(
                Positive(kernel, "kernel_shape"),
                Positive(At(Strides, axis, axes.Length, "strides") ?? LeftOut.Stride, "strides"),
                Positive(At(Dilations, axis, axes.Length, "dilations") ?? LeftOut.Dilation, "dilations"),
                Pad(axis, 2 * axes.Length),
                Pad(axis + axes.Length, 2 * axes.Length),
                Ceil);
            axes[axis] = AutoPad switch
            {
                AutoPad.SameUpper or AutoPad.SameLower => Same(window, input[axis + 2]),
                AutoPad.Valid => window with { Before = 0, After = 0 },
                _ => window,
            };
        }
        return axes;
    }

    /// <summary>The output of a window on an input: [N, <paramref name="channels"/>, …].</summary>
    /// <exception cref="GraphException">No window fits into the input.</exception>
    public static Shape Output(Operands operands, Shape input, Size channels, ReadOnlySpan<WindowAxis> axes)
    {
        var sizes = new Size[input.Rank];
        sizes[0] = input[0];
        sizes[1] = channels;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            sizes[axis + 2] = operands.AtLeast(axes[axis].Output(input[axis + 2]), 1, $"the output size along spatial axis {axis}");
        }
        return new Shape(new Values<Size>(sizes));
    }

    /// <summary>Pairs of window and tap over all spatial axes, those on data and all of them.</summary>
    public static (Size Data, Size Dense) Taps(Shape input, Shape output, ReadOnlySpan<WindowAxis> axes)
    {
        Size data = 1;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            data *= axes[axis].DataTaps(input[axis + 2], output[axis + 2]);
        }
        return (data, DenseTaps(output, axes));
    }

    /// <summary>Pairs of window and tap over all spatial axes, on data or padding.</summary>
    public static Size DenseTaps(Shape output, ReadOnlySpan<WindowAxis> axes)
    {
        Size dense = 1;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            dense *= axes[axis].Kernel * output[axis + 2];
        }
        return dense;
    }

    /// <summary>So many operations for each tap of each window of each channel, work on padding apart: what pooling costs.</summary>
    public static Cost Sums(Shape input, Shape output, ReadOnlySpan<WindowAxis> axes, Operations each)
    {
        (Size data, Size dense) = Taps(input, output, axes);
        Size maps = output[0] * output[1];
        return new Cost { Work = each * (maps * data), Padding = each * (maps * (dense - data)) };
    }

    /// <summary>
    /// For each position of the output how many taps of its window lie on data or on padding; those that ceil mode adds beyond the padding do not count.
    /// </summary>
    public static int[] PaddedTaps(ReadOnlySpan<WindowAxis> axes, Values<long> input, ReadOnlySpan<long> output)
    {
        int[] all = [1];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            int[] own = axes[axis].PaddedTaps(input[axis + 2], output[axis + 2]);
            all = [.. all.SelectMany(before => own.Select(count => before * count))];
        }
        return all;
    }

    /// <summary>What a unit reads: its own sample; its own channel or all of them; a window of the spatial axes.</summary>
    public static AxisRule[] Rules(ReadOnlySpan<WindowAxis> axes, AxisRule channels)
    {
        var rules = new AxisRule[axes.Length + 2];
        rules[0] = new AxisRule.Same(0);
        rules[1] = channels;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            rules[axis + 2] = axes[axis].Rule(axis + 2);
        }
        return rules;
    }

    // Total padding so that ⌈input / stride⌉ windows fit; SAME means that output size by definition.
    private WindowAxis Same(WindowAxis window, Size input)
    {
        Size total = Size.Max(0, ((Size.CeilDiv(input, window.Stride) - 1) * window.Stride) + window.Reach - input);
        Size smaller = Size.FloorDiv(total, 2);
        return AutoPad == AutoPad.SameUpper
            ? window with { Before = smaller, After = total - smaller, Ceil = false }
            : window with { Before = total - smaller, After = smaller, Ceil = false };
    }

    private Size Pad(int index, int count)
    {
        Size pad = At(Pads, index, count, "pads") ?? LeftOut.Pad;
        Operands.Require(!(pad.UpperBound < 0), $"attribute 'pads' holds {pad}; a window cannot be padded by less than 0");
        Operands.Require(!(pad.LowerBound > int.MaxValue), $"attribute 'pads' holds {pad}, more than any tensor has");
        return pad;
    }

    private static Size? At(Values<Size>? list, int index, int count, string name)
    {
        if (list is not { } sizes)
        {
            return null;
        }
        Operands.Require(sizes.Count == count, $"attribute '{name}' has {sizes.Count} entries, not {count}");
        return sizes[index];
    }

    private static Size Positive(Size size, string name)
    {
        Operands.Require(!(size.UpperBound < 1), $"attribute '{name}' holds {size}; it must be at least 1");
        return size;
    }
}
