using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Runtime.Kernels;

/// <summary>What pooling makes of a window.</summary>
public enum PoolingKind
{
    /// <summary>The greatest element; padding never wins, NaN always does.</summary>
    Max,

    /// <summary>The sum over the number of taps.</summary>
    Average,
}

/// <summary>Pooling over two axes, and how its tensors lie: both blocked by the vector width, or both in plain planes. No halo is read.</summary>
/// <param name="Kind">What is made of a window.</param>
/// <param name="Batch">N</param>
/// <param name="Input">X [N, C, H, W]</param>
/// <param name="Output">Y [N, C, …]</param>
/// <param name="KernelHeight">Taps of the window from top to bottom.</param>
/// <param name="KernelWidth">Taps of the window from left to right.</param>
public readonly record struct Pooling(PoolingKind Kind, int Batch, BlockedLayout Input, BlockedLayout Output, int KernelHeight, int KernelWidth)
{
    /// <summary>Input rows per output row.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Input columns per output column.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Input rows between neighbouring taps.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Input columns between neighbouring taps.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>The padding on each side; of an average that counts it, the taps on it count as zeros.</summary>
    public Halo Padding { get; init; }

    /// <summary>Whether an average counts taps on padding (never those beyond it).</summary>
    public bool CountPadding { get; init; }

    /// <summary>Why it cannot be run; null if it can.</summary>
    public string? Refusal =>
        Input.Lanes != Output.Lanes || (Input.Lanes != 1 && Input.Lanes != VectorWidth.Floats) ? "its tensors are not blocked alike"
        : Input.BatchStride >= int.MaxValue ? "an image is too large"
        : null;

    /// <summary>Makes it ready to run.</summary>
    /// <exception cref="ArgumentException">It is refused.</exception>
    public Kernel Prepare()
    {
        if (Refusal is { } refusal)
        {
            throw new ArgumentException(refusal);
        }
        return VectorWidth.Floats switch
        {
            16 => Prepare<Lanes512, Vector512<float>>(),
            8 => Prepare<Lanes256, Vector256<float>>(),
            _ => Prepare<Lanes128, Vector128<float>>(),
        };
    }

    private Kernel Prepare<L, V>()
        where L : struct, ILanes<V>
        where V : struct =>
        Kind == PoolingKind.Max ? new Pooling<L, V, Greatest<L, V>>(this) : new Pooling<L, V, Sum<L, V>>(this);
}

/// <summary>How the elements of a window are combined.</summary>
internal interface IReduction<V>
{
    /// <summary>What changes nothing.</summary>
    static abstract float Neutral { get; }

    static abstract V Combine(V a, V b);

    static abstract float Combine(float a, float b);
}

/// <summary>The greatest. The instruction lets its second operand win where either is NaN, so both orders together keep every NaN.</summary>
internal readonly struct Greatest<L, V> : IReduction<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public static float Neutral => float.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Combine(V a, V b) => L.Or(L.Max(a, b), L.Max(b, a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Combine(float a, float b) => MathF.Max(a, b);
}

internal readonly struct Sum<L, V> : IReduction<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public static float Neutral => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Combine(V a, V b) => L.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Combine(float a, float b) => a + b;
}

/// <summary>
/// A window is combined first from top to bottom, for all columns of the image, then from left to right: kernel height + kernel width operations instead
/// of their product.
/// <para>
/// Where windows overlap in whole strips (their height and stride have a common divisor g), a strip of g rows is combined once and kept for all windows
/// that it belongs to; and so for columns in plain planes. Sums are never slid by taking away what leaves the window: that would add its rounding errors up.
/// </para>
/// <para>
/// The combined row has neutral elements on both sides, where windows stand over; rows outside the image are left out. An item is a row of one map.
/// </para>
/// </summary>
internal sealed unsafe class Pooling<L, V, R> : Kernel
    where L : struct, ILanes<V>
    where V : struct
    where R : struct, IReduction<V>
{
    private readonly Pooling p;
    private readonly int before;
    private readonly int rowFloats;
    private readonly int bufferFloats;
    private readonly int stripRows;
    private readonly int stripsOfWindow;
    private readonly int stripColumns;
    private readonly float[] columnTaps;
    private readonly float[] rowTaps;

    public Pooling(in Pooling pooling)
    {
        p = pooling;
        int lanes = p.Input.Lanes;
        int reach = ((p.Output.Width - 1) * p.StrideWidth) + ((p.KernelWidth - 1) * p.DilationWidth) + 1;
        before = p.Padding.Left * lanes;
        rowFloats = p.Input.Width * lanes;
        bufferFloats = checked((int)Cache.WholeLines(((long)Math.Max(reach, p.Padding.Left + p.Input.Width) * lanes) + (2 * L.Count) + p.KernelWidth));
        stripRows = Strip(p.KernelHeight, p.StrideHeight, p.DilationHeight);
        stripsOfWindow = p.KernelHeight / stripRows;
        stripColumns = lanes > 1 || p.StrideWidth == 1 || p.DilationWidth > 1 ? 1
            : Strip(p.KernelWidth, p.StrideWidth, 1) is var shared && shared > 1 ? shared
            : p.KernelWidth;
        rowTaps = Taps(p.Output.Height, p.Input.Height, p.KernelHeight, p.StrideHeight, p.DilationHeight, p.Padding.Top, p.Padding.Bottom, p.CountPadding);
        columnTaps = Taps(p.Output.Width, p.Input.Width, p.KernelWidth, p.StrideWidth, p.DilationWidth, p.Padding.Left, p.Padding.Right, p.CountPadding);
    }

    // The rows that windows always share together; 1 where nothing is gained.
    private static int Strip(int kernel, int stride, int dilation)
    {
        int divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(kernel, stride);
        return dilation > 1 || divisor == kernel ? 1 : divisor;
    }

    private static float[] Taps(int outputs, int inputs, int kernel, int stride, int dilation, int before, int after, bool countPadding)
    {
        var taps = new float[outputs];
        for (int i = 0; i < outputs; i++)
        {
            int first = (i * stride) - before;
            int end = countPadding ? inputs + after : inputs;
            for (int tap = 0; tap < kernel; tap++)
            {
                int at = first + (tap * dilation);
                taps[i] += (countPadding || at >= 0) && at < end ? 1 : 0;
            }
        }
        return taps;
    }

    // The combined row, strips of columns, and the strips of rows that the window overlaps.
    public override long ScratchBytes => (2 + (stripRows > 1 ? stripsOfWindow : 0)) * (long)bufferFloats * sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(in KernelArguments arguments, int phase, int part, int parts)
    {
        float* buffer = (float*)arguments.Scratch;
        for (int i = 0; i < bufferFloats; i++)
        {
            buffer[i] = R.Neutral;
        }
        (int first, int end) = Share(checked(p.Batch * p.Input.Blocks * p.Output.Height), part, parts);
        while (first < end)
        {
            (int map, int row) = Math.DivRem(first, p.Output.Height);
            (int sample, int block) = Math.DivRem(map, p.Input.Blocks);
            int endRow = Math.Min(p.Output.Height, row + end - first);
            first += endRow - row;
            float* input = arguments.Input + p.Input.At(sample, block, 0, 0);
            int strips = int.MinValue;
            for (; row < endRow; row++)
            {
                CombineRows(input, row, buffer, ref strips);
                float* output = arguments.Output + p.Output.At(sample, block, row, 0);
                if (p.Input.Lanes == 1)
                {
                    CombinePlaneColumns(buffer, output, rowTaps[row]);
                }
                else
                {
                    CombineColumns(buffer, output, rowTaps[row]);
                }
            }
        }
    }

    // The rows of a window into the middle of the buffer; "strips" is the first strip that has not been combined yet.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CombineRows(float* input, int row, float* buffer, ref int strips)
    {
        nint stride = (nint)p.Input.RowStride;
        int top = (row * p.StrideHeight) - p.Padding.Top;
        if (stripRows == 1)
        {
            // Taps on data: top + dilation · tap from 0 to height − 1.
            int from = top >= 0 ? 0 : (-top + p.DilationHeight - 1) / p.DilationHeight;
            int to = p.Input.Height - 1 < top ? 0 : Math.Min(p.KernelHeight, ((p.Input.Height - 1 - top) / p.DilationHeight) + 1);
            Combine(input + ((top + (from * p.DilationHeight)) * stride), p.DilationHeight * stride, Math.Max(0, to - from), buffer + before);
            return;
        }
        float* kept = buffer + (2 * bufferFloats);
        int firstStrip = row * (p.StrideHeight / stripRows);
        int count = 0;
        for (int strip = firstStrip; strip < firstStrip + stripsOfWindow; strip++)
        {
            if (strip >= strips)
            {
                int begin = (strip * stripRows) - p.Padding.Top;
                int from = Math.Max(0, begin);
                int rows = Math.Max(0, Math.Min(p.Input.Height, begin + stripRows) - from);
                Combine(input + (from * stride), stride, rows, kept + (strip % stripsOfWindow * bufferFloats));
                strips = strip + 1;
            }
            count++;
        }
        // In the order of the ring, not of the rows: the same for a row wherever a part begins.
        Combine(kept, bufferFloats, count, buffer + before);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Combine(float* from, nint stride, int rows, float* to)
    {
        int at = 0;
        for (; at + (4 * L.Count) <= rowFloats; at += 4 * L.Count)
        {
            V a = L.All(R.Neutral), b = a, c = a, d = a;
            float* x = from + at;
            for (int row = 0; row < rows; row++, x += stride)
            {
                a = R.Combine(a, L.Load(x));
                b = R.Combine(b, L.Load(x + L.Count));
                c = R.Combine(c, L.Load(x + (2 * L.Count)));
                d = R.Combine(d, L.Load(x + (3 * L.Count)));
            }
            L.Store(to + at, a);
            L.Store(to + at + L.Count, b);
            L.Store(to + at + (2 * L.Count), c);
            L.Store(to + at + (3 * L.Count), d);
        }
        for (; at + L.Count <= rowFloats; at += L.Count)
        {
            V a = L.All(R.Neutral);
            float* x = from + at;
            for (int row = 0; row < rows; row++, x += stride)
            {
                a = R.Combine(a, L.Load(x));
            }
            L.Store(to + at, a);
        }
        for (; at < rowFloats; at++)
        {
            float a = R.Neutral;
            float* x = from + at;
            for (int row = 0; row < rows; row++, x += stride)
            {
                a = R.Combine(a, *x);
            }
            to[at] = a;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CombineColumns(float* buffer, float* output, float rowTaps)
    {
        nint stride = p.StrideWidth * L.Count;
        nint dilation = p.DilationWidth * L.Count;
        int column = 0;
        for (; column + 4 <= p.Output.Width; column += 4)
        {
            V a = L.All(R.Neutral), b = a, c = a, d = a;
            float* x = buffer + (column * stride);
            for (int tap = 0; tap < p.KernelWidth; tap++, x += dilation)
            {
                a = R.Combine(a, L.Load(x));
                b = R.Combine(b, L.Load(x + stride));
                c = R.Combine(c, L.Load(x + (2 * stride)));
                d = R.Combine(d, L.Load(x + (3 * stride)));
            }
            Store(output, column, a, rowTaps);
            Store(output, column + 1, b, rowTaps);
            Store(output, column + 2, c, rowTaps);
            Store(output, column + 3, d, rowTaps);
        }
        for (; column < p.Output.Width; column++)
        {
            V a = L.All(R.Neutral);
            float* x = buffer + (column * stride);
            for (int tap = 0; tap < p.KernelWidth; tap++, x += dilation)
            {
                a = R.Combine(a, L.Load(x));
            }
            Store(output, column, a, rowTaps);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(float* output, int column, V value, float rowTaps) =>
        L.Store(output + (column * L.Count), p.Kind == PoolingKind.Average ? L.Divide(value, L.All(rowTaps * columnTaps[column])) : value);

    // In planes a vector holds neighbouring columns: strips of columns are combined at every column, and the windows pick theirs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CombinePlaneColumns(float* buffer, float* output, float rowTaps)
    {
        float* x = buffer;
        int taps = p.KernelWidth;
        int dilation = p.DilationWidth;
        if (stripColumns > 1)
        {
            x = buffer + bufferFloats;
            taps /= stripColumns;
            dilation = stripColumns;
            int reach = ((p.Output.Width - 1) * p.StrideWidth) + p.KernelWidth;
            for (int at = 0; at < reach; at += L.Count)
            {
                V a = L.Load(buffer + at);
                for (int i = 1; i < stripColumns; i++)
                {
                    a = R.Combine(a, L.Load(buffer + at + i));
                }
                L.Store(x + at, a);
            }
        }
        int column = 0;
        for (; p.StrideWidth == 1 && column + L.Count <= p.Output.Width; column += L.Count)
        {
            V a = L.All(R.Neutral);
            for (int tap = 0; tap < taps; tap++)
            {
                a = R.Combine(a, L.Load(x + column + (tap * dilation)));
            }
            L.Store(output + column, a);
        }
        for (; column < p.Output.Width; column++)
        {
            float* from = x + (column * p.StrideWidth);
            float a = *from;
            for (int tap = 1; tap < taps; tap++)
            {
                a = R.Combine(a, from[tap * dilation]);
            }
            output[column] = a;
        }
        if (p.Kind == PoolingKind.Average)
        {
            column = 0;
            fixed (float* counts = columnTaps)
            {
                V ofRow = L.All(rowTaps);
                for (; column + L.Count <= p.Output.Width; column += L.Count)
                {
                    L.Store(output + column, L.Divide(L.Load(output + column), L.Multiply(ofRow, L.Load(counts + column))));
                }
            }
            for (; column < p.Output.Width; column++)
            {
                output[column] /= rowTaps * columnTaps[column];
            }
        }
    }
}
