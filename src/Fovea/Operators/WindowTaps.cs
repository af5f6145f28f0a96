using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// The taps of sliding windows that lie on data, over all spatial axes: for each position of the output a list of pairs (place in the kernel, place in the
/// input), row-major and in the order of the kernel. They serve all samples and channels, whatever the number of axes. Windows that see data with the same part of the
/// kernel share one list, whose places in the input are counted from the first: away from the borders there is only one.
/// </summary>
public sealed class WindowTaps
{
    private readonly (int List, int First)[] windows;
    private readonly (int Kernel, int Offset)[][] lists;

    private WindowTaps((int, int)[] windows, (int, int)[][] lists, int inputPositions, int kernelPositions)
    {
        this.windows = windows;
        this.lists = lists;
        InputPositions = inputPositions;
        KernelPositions = kernelPositions;
    }

    /// <summary>The number of positions of the output: the product of its spatial sizes.</summary>
    public int Positions => windows.Length;

    /// <summary>The number of positions of the input.</summary>
    public int InputPositions { get; }

    /// <summary>The number of positions of the kernel.</summary>
    public int KernelPositions { get; }

    /// <summary>The taps of a position of the output: places in the kernel, and in the input counted from the first of them.</summary>
    public ReadOnlySpan<(int Kernel, int Offset)> this[int position] => lists[windows[position].List];

    /// <summary>The place in the input of the first tap of a position of the output; 0 if it has none.</summary>
    public int First(int position) => windows[position].First;

    /// <summary>The taps of windows on an input [N, C, …].</summary>
    /// <param name="axes">The window along each spatial axis.</param>
    /// <param name="input">The sizes of the input.</param>
    /// <param name="output">The sizes of the output.</param>
    public static WindowTaps Of(ReadOnlySpan<WindowAxis> axes, Values<long> input, ReadOnlySpan<long> output)
    {
        var all = new WindowTaps([(0, 0)], [[(0, 0)]], 1, 1);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            all = Product(all, Along(axes[axis], (int)input[axis + 2], (int)output[axis + 2]));
        }
        return all;
    }

    private static WindowTaps Along(WindowAxis axis, int input, int output)
    {
        int kernel = (int)axis.Kernel.Value;
        long dilation = axis.Dilation.Value;
        var windows = new (int, int)[output];
        var lists = new List<(int, int)[]>();
        var known = new Dictionary<(int From, int To), int>();
        for (int position = 0; position < output; position++)
        {
            long start = (axis.Stride.Value * position) - axis.Before.Value;
            int from = 0;
            while (from < kernel && start + (dilation * from) < 0)
            {
                from++;
            }
            int to = from;
            while (to < kernel && start + (dilation * to) < input)
            {
                to++;
            }
            if (!known.TryGetValue((from, to), out int list))
            {
                known[(from, to)] = list = lists.Count;
                lists.Add([.. Enumerable.Range(from, to - from).Select(tap => (tap, (int)dilation * (tap - from)))]);
            }
            windows[position] = (list, from < to ? (int)(start + (dilation * from)) : 0);
        }
        return new WindowTaps(windows, [.. lists], input, kernel);
    }

    // Every position of the outer axes is followed by each of the inner one; the sum of the products of their taps is the product of the sums.
    private static WindowTaps Product(WindowTaps outer, WindowTaps inner)
    {
        var windows = new (int, int)[checked(outer.Positions * inner.Positions)];
        int position = 0;
        foreach ((int outerList, int outerFirst) in outer.windows)
        {
            foreach ((int innerList, int innerFirst) in inner.windows)
            {
                windows[position++] = ((outerList * inner.lists.Length) + innerList, (outerFirst * inner.InputPositions) + innerFirst);
            }
        }
        var lists =
            from outerTaps in outer.lists
            from innerTaps in inner.lists
            select (
                from outerTap in outerTaps
                from innerTap in innerTaps
                select ((outerTap.Kernel * inner.KernelPositions) + innerTap.Kernel, (outerTap.Offset * inner.InputPositions) + innerTap.Offset)).ToArray();
        return new WindowTaps(windows, [.. lists], outer.InputPositions * inner.InputPositions, outer.KernelPositions * inner.KernelPositions);
    }
}
