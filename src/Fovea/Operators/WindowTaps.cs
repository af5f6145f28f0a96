using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// The taps of sliding windows that lie on data, over all spatial axes: for each position of the output a list of pairs (place in the kernel, place in the
/// input), row-major and in the order of the kernel. One list serves all samples and channels, whatever the number of axes.
/// </summary>
public sealed class WindowTaps
{
    private readonly int[] starts;
    private readonly (int Kernel, int Input)[] taps;

    private WindowTaps(int[] starts, (int, int)[] taps, int inputPositions, int kernelPositions)
    {
        this.starts = starts;
        this.taps = taps;
        InputPositions = inputPositions;
        KernelPositions = kernelPositions;
    }

    /// <summary>The number of positions of the output: the product of its spatial sizes.</summary>
    public int Positions => starts.Length - 1;

    /// <summary>The number of positions of the input.</summary>
    public int InputPositions { get; }

    /// <summary>The number of positions of the kernel.</summary>
    public int KernelPositions { get; }

    /// <summary>The taps of a position of the output.</summary>
    public ReadOnlySpan<(int Kernel, int Input)> this[int position] => taps.AsSpan(starts[position]..starts[position + 1]);

    /// <summary>The taps of windows on an input [N, C, …].</summary>
    /// <param name="axes">The window along each spatial axis.</param>
    /// <param name="input">The sizes of the input.</param>
    /// <param name="output">The sizes of the output.</param>
    public static WindowTaps Of(ReadOnlySpan<WindowAxis> axes, Values<long> input, ReadOnlySpan<long> output)
    {
        // Axis by axis: every list of the axes before is followed by each position of the next one.
        List<(int Kernel, int Input)>[] all = [[(0, 0)]];
        int inputPositions = 1;
        int kernelPositions = 1;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            int size = (int)input[axis + 2];
            int kernel = (int)axes[axis].Kernel.Value;
            var next = new List<(int, int)>[all.Length * output[axis + 2]];
            for (int before = 0; before < all.Length; before++)
            {
                for (int position = 0; position < output[axis + 2]; position++)
                {
                    next[(before * output[axis + 2]) + position] = Follow(all[before], axes[axis], position, size, kernel);
                }
            }
            all = next;
            inputPositions *= size;
            kernelPositions *= kernel;
        }
        var starts = new int[all.Length + 1];
        for (int i = 0; i < all.Length; i++)
        {
            starts[i + 1] = starts[i] + all[i].Count;
        }
        return new WindowTaps(starts, [.. all.SelectMany(list => list)], inputPositions, kernelPositions);
    }

    private static List<(int, int)> Follow(List<(int Kernel, int Input)> before, WindowAxis axis, int position, int size, int kernel)
    {
        long first = (axis.Stride.Value * position) - axis.Before.Value;
        var list = new List<(int, int)>(before.Count * kernel);
        foreach ((int outerKernel, int outerInput) in before)
        {
            for (int tap = 0; tap < kernel; tap++)
            {
                long place = first + (axis.Dilation.Value * tap);
                if (place >= 0 && place < size)
                {
                    list.Add(((outerKernel * kernel) + tap, (outerInput * size) + (int)place));
                }
            }
        }
        return list;
    }
}
