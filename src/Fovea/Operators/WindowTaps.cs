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
        var all = new WindowTaps([0, 1], [(0, 0)], 1, 1);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            all = Product(all, Along(axes[axis], (int)input[axis + 2], (int)output[axis + 2]));
        }
        return all;
    }

    private static WindowTaps Along(WindowAxis axis, int input, int output)
    {
        int kernel = (int)axis.Kernel.Value;
        var starts = new int[output + 1];
        var taps = new List<(int, int)>();
        for (int position = 0; position < output; position++)
        {
            long first = (axis.Stride.Value * position) - axis.Before.Value;
            for (int tap = 0; tap < kernel; tap++)
            {
                long place = first + (axis.Dilation.Value * tap);
                if (place >= 0 && place < input)
                {
                    taps.Add((tap, (int)place));
                }
            }
            starts[position + 1] = taps.Count;
        }
        return new WindowTaps(starts, [.. taps], input, kernel);
    }

    // Every position of the outer axes is followed by each of the inner one; the sum of the products of their taps is the product of the sums.
    private static WindowTaps Product(WindowTaps outer, WindowTaps inner)
    {
        var starts = new int[checked(outer.Positions * inner.Positions) + 1];
        var taps = new (int, int)[checked(outer.taps.Length * inner.taps.Length)];
        int position = 0;
        int next = 0;
        for (int i = 0; i < outer.Positions; i++)
        {
            for (int j = 0; j < inner.Positions; j++)
            {
                foreach ((int outerKernel, int outerInput) in outer[i])
                {
                    foreach ((int innerKernel, int innerInput) in inner[j])
                    {
                        taps[next++] = ((outerKernel * inner.KernelPositions) + innerKernel, (outerInput * inner.InputPositions) + innerInput);
                    }
                }
                starts[++position] = next;
            }
        }
        return new WindowTaps(starts, taps, outer.InputPositions * inner.InputPositions, outer.KernelPositions * inner.KernelPositions);
    }
}
