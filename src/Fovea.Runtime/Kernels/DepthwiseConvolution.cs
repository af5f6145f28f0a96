using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Runtime.Kernels;

/// <summary>
/// Depthwise convolution: each output channel reads its own input channel, so vectors of channels never mix.
/// <para>
/// y[q] = clamp(b + Σ over taps of w[tap] · x[q, tap] + residual[q]) for up to 14 pixels q of a row, one sum a register. A multiply-add takes its input from
/// memory: two loads and two multiply-adds start in a cycle, so nothing is gained by keeping the inputs that neighbouring windows share.
/// </para>
/// </summary>
public sealed class DepthwiseConvolution : ConvolutionMethod
{
    /// <inheritdoc/>
    public override string Name => "depthwise";

    /// <inheritdoc/>
    public override string? Refusal(in Convolution convolution)
    {
        if (convolution.Groups != convolution.Input.Channels || convolution.Groups != convolution.Output.Channels)
        {
            return "an output reads more than its own channel";
        }
        if (convolution.Output.Lanes != VectorWidth.Floats || convolution.Input.Lanes != VectorWidth.Floats)
        {
            return "its tensors are not blocked by the vector width";
        }
        return convolution.Input.BatchStride >= int.MaxValue || convolution.Output.BatchStride >= int.MaxValue ? "an image is too large" : null;
    }

    /// <inheritdoc/>
    public override long PackedFloats(in Convolution convolution) =>
        (long)convolution.Output.Blocks * VectorWidth.Floats * (1 + (convolution.KernelHeight * convolution.KernelWidth));

    // [block][bias, then taps][V]
    /// <inheritdoc/>
    public override unsafe void Pack(in Convolution convolution, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, float* packed)
    {
        int taps = convolution.KernelHeight * convolution.KernelWidth;
        int width = VectorWidth.Floats;
        for (int m = 0; m < convolution.Output.Blocks * width; m++)
        {
            float* to = packed + ((long)(m / width) * (1 + taps) * width) + (m % width);
            bool exists = m < convolution.Output.Channels;
            to[0] = exists && !biases.IsEmpty ? biases[m] : 0;
            for (int tap = 0; tap < taps; tap++)
            {
                to[(1 + tap) * width] = exists ? weights[(m * taps) + tap] : 0;
            }
        }
    }

    /// <inheritdoc/>
    public override Kernel Prepare(in Convolution convolution)
    {
        Check(convolution);
        return VectorWidth.Floats switch
        {
            16 => new DepthwiseConvolution<Lanes512, Vector512<float>>(convolution),
            8 => new DepthwiseConvolution<Lanes256, Vector256<float>>(convolution),
            _ => new DepthwiseConvolution<Lanes128, Vector128<float>>(convolution),
        };
    }
}

internal sealed unsafe class DepthwiseConvolution<L, V> : Kernel
    where L : struct, ILanes<V>
    where V : struct
{
    private const int Widest = 14;

    // Two rows of this width make a tile.
    private const int Half = 7;

    private static readonly delegate*<RowArguments*, void>[] Rows =
    [
        &DepthwiseRow<L, V, One>.Compute,
        &DepthwiseRow<L, V, Two>.Compute,
        &DepthwiseRow<L, V, Three>.Compute,
        &DepthwiseRow<L, V, Four>.Compute,
        &DepthwiseRow<L, V, Five>.Compute,
        &DepthwiseRow<L, V, Six>.Compute,
        &DepthwiseRow<L, V, Seven>.Compute,
        &DepthwiseRow<L, V, Eight>.Compute,
        &DepthwiseRow<L, V, Nine>.Compute,
        &DepthwiseRow<L, V, Ten>.Compute,
        &DepthwiseRow<L, V, Eleven>.Compute,
        &DepthwiseRow<L, V, Twelve>.Compute,
        &DepthwiseRow<L, V, Thirteen>.Compute,
        &DepthwiseRow<L, V, Fourteen>.Compute,
    ];

    private readonly Convolution c;
    private readonly int[] offsets;
    private readonly int pixels;

    public DepthwiseConvolution(in Convolution convolution)
    {
        c = convolution;
        offsets = GC.AllocateUninitializedArray<int>(c.KernelHeight * c.KernelWidth, pinned: true);
        for (int tap = 0; tap < offsets.Length; tap++)
        {
            offsets[tap] = checked((int)c.Input.At(0, 0, tap / c.KernelWidth * c.DilationHeight, tap % c.KernelWidth * c.DilationWidth));
        }
        int tiles = (c.Output.Width + Widest - 1) / Widest;
        pixels = (c.Output.Width + tiles - 1) / tiles;
    }

    // An item is a row of one block of channels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(in KernelArguments arguments, int phase, int part, int parts)
    {
        int height = c.Output.Height;
        (int first, int end) = Share(checked(c.Batch * c.Output.Blocks * height), part, parts);
        bool twoRows = pixels == Half;
        while (first < end)
        {
            (int map, int row) = Math.DivRem(first, height);
            (int sample, int block) = Math.DivRem(map, c.Output.Blocks);
            int rows = Math.Min(end - first, height - row);
            float* weights = arguments.Weights + ((long)block * (1 + offsets.Length) * L.Count);
            fixed (int* table = offsets)
            {
                RowArguments a;
                a.Input = arguments.Input + c.Input.At(sample, block, (row * c.StrideHeight) - c.PadTop, -c.PadLeft);
                a.InputRow = (nint)(c.StrideHeight * c.Input.RowStride);
                a.PixelStride = c.StrideWidth * L.Count;
                a.Offsets = table;
                a.Taps = offsets.Length;
                a.Weights = weights;
                a.Output = arguments.Output + c.Output.At(sample, block, row, 0);
                a.OutputRow = (nint)c.Output.RowStride;
                a.Residual = null;
                a.ResidualRow = 0;
                if (c.Residual is { } residual)
                {
                    a.Residual = arguments.Residual + residual.At(sample, block, row, 0);
                    a.ResidualRow = (nint)residual.RowStride;
                }
                a.Width = c.Output.Width;
                (a.Low, a.High) = c.Activation.Bounds;
                a.TwoRows = twoRows;
                a.Rows = twoRows ? rows & ~1 : rows;
                float* output = a.Output;
                if (a.Rows > 0)
                {
                    Rows[twoRows ? Widest - 1 : pixels - 1](&a);
                }
                if (twoRows && (rows & 1) != 0)
                {
                    a.TwoRows = false;
                    a.Rows = 1;
                    Rows[Half - 1](&a);
                }
                if (c.Activation.HasPass)
                {
                    for (int i = 0; i < rows; i++)
                    {
                        VectorFunctions<L, V>.Apply(c.Activation, output + (i * c.Output.RowStride), c.Output.Width);
                    }
                }
            }
            first += rows;
        }
    }
}

/// <summary>Some rows of one block of channels; the pointers move on with them.</summary>
internal unsafe struct RowArguments
{
    /// <summary>The first tap of the first window.</summary>
    public float* Input;

    /// <summary>From a row of windows to the next.</summary>
    public nint InputRow;

    /// <summary>From a window to the next.</summary>
    public nint PixelStride;

    /// <summary>From a window's first tap to each of its taps.</summary>
    public int* Offsets;

    public int Taps;

    /// <summary>The bias, then a vector for each tap.</summary>
    public float* Weights;

    public float* Output;

    public nint OutputRow;

    /// <summary>What is added; null for nothing.</summary>
    public float* Residual;

    public nint ResidualRow;

    /// <summary>Pixels of a row.</summary>
    public int Width;

    public int Rows;

    /// <summary>Whether the eighth pixel of a tile is the first of the next row.</summary>
    public bool TwoRows;

    public float Low;

    public float High;
}

/// <summary>Rows in tiles of P pixels; a last tile that would stick out begins earlier and computes some pixels again.</summary>
internal static unsafe class DepthwiseRow<L, V, P>
    where L : struct, ILanes<V>
    where V : struct
    where P : struct, INumber
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(RowArguments* a)
    {
        nint o1 = a->PixelStride, o2 = 2 * o1, o3 = 3 * o1, o4 = 4 * o1, o5 = 5 * o1, o6 = 6 * o1;
        nint secondInput = a->TwoRows ? a->InputRow : 7 * o1;
        nint secondOutput = a->TwoRows ? a->OutputRow : 7 * L.Count;
        nint secondResidual = a->TwoRows ? a->ResidualRow : 7 * L.Count;
        int rowsOfTile = a->TwoRows ? 2 : 1;
        V low = L.All(a->Low), high = L.All(a->High);
        for (int row = 0; row < a->Rows; row += rowsOfTile)
        {
            for (int done = 0; done < a->Width; done += P.Value)
            {
                int column = a->TwoRows ? 0 : Math.Min(done, a->Width - P.Value);
                float* input = a->Input + (column * o1);
                int* offset = a->Offsets;
                int* last = offset + a->Taps;
                float* weights = a->Weights;
                V bias = L.Load(weights);
                V s0 = bias;
                V s1 = bias;
                V s2 = bias;
                V s3 = bias;
                V s4 = bias;
                V s5 = bias;
                V s6 = bias;
                V s7 = bias;
                V s8 = bias;
                V s9 = bias;
                V s10 = bias;
                V s11 = bias;
                V s12 = bias;
                V s13 = bias;
                do
                {
                    weights += L.Count;
                    V w = L.Load(weights);
                    float* x0 = input + *offset;
                    float* x1 = x0 + secondInput;
                    if (P.Value > 0) { s0 = L.MultiplyAdd(L.Load(x0), w, s0); }
                    if (P.Value > 1) { s1 = L.MultiplyAdd(L.Load(x0 + o1), w, s1); }
                    if (P.Value > 2) { s2 = L.MultiplyAdd(L.Load(x0 + o2), w, s2); }
                    if (P.Value > 3) { s3 = L.MultiplyAdd(L.Load(x0 + o3), w, s3); }
                    if (P.Value > 4) { s4 = L.MultiplyAdd(L.Load(x0 + o4), w, s4); }
                    if (P.Value > 5) { s5 = L.MultiplyAdd(L.Load(x0 + o5), w, s5); }
                    if (P.Value > 6) { s6 = L.MultiplyAdd(L.Load(x0 + o6), w, s6); }
                    if (P.Value > 7) { s7 = L.MultiplyAdd(L.Load(x1), w, s7); }
                    if (P.Value > 8) { s8 = L.MultiplyAdd(L.Load(x1 + o1), w, s8); }
                    if (P.Value > 9) { s9 = L.MultiplyAdd(L.Load(x1 + o2), w, s9); }
                    if (P.Value > 10) { s10 = L.MultiplyAdd(L.Load(x1 + o3), w, s10); }
                    if (P.Value > 11) { s11 = L.MultiplyAdd(L.Load(x1 + o4), w, s11); }
                    if (P.Value > 12) { s12 = L.MultiplyAdd(L.Load(x1 + o5), w, s12); }
                    if (P.Value > 13) { s13 = L.MultiplyAdd(L.Load(x1 + o6), w, s13); }
                }
                while (++offset != last);
                float* y0, y1;
                if (a->Residual != null)
                {
                    y0 = a->Residual + (column * L.Count);
                    y1 = y0 + secondResidual;
                    if (P.Value > 0) { s0 = L.Add(s0, L.Load(y0)); }
                    if (P.Value > 1) { s1 = L.Add(s1, L.Load(y0 + L.Count)); }
                    if (P.Value > 2) { s2 = L.Add(s2, L.Load(y0 + (2 * L.Count))); }
                    if (P.Value > 3) { s3 = L.Add(s3, L.Load(y0 + (3 * L.Count))); }
                    if (P.Value > 4) { s4 = L.Add(s4, L.Load(y0 + (4 * L.Count))); }
                    if (P.Value > 5) { s5 = L.Add(s5, L.Load(y0 + (5 * L.Count))); }
                    if (P.Value > 6) { s6 = L.Add(s6, L.Load(y0 + (6 * L.Count))); }
                    if (P.Value > 7) { s7 = L.Add(s7, L.Load(y1)); }
                    if (P.Value > 8) { s8 = L.Add(s8, L.Load(y1 + L.Count)); }
                    if (P.Value > 9) { s9 = L.Add(s9, L.Load(y1 + (2 * L.Count))); }
                    if (P.Value > 10) { s10 = L.Add(s10, L.Load(y1 + (3 * L.Count))); }
                    if (P.Value > 11) { s11 = L.Add(s11, L.Load(y1 + (4 * L.Count))); }
                    if (P.Value > 12) { s12 = L.Add(s12, L.Load(y1 + (5 * L.Count))); }
                    if (P.Value > 13) { s13 = L.Add(s13, L.Load(y1 + (6 * L.Count))); }
                }
                y0 = a->Output + (column * L.Count);
                y1 = y0 + secondOutput;
                if (P.Value > 0) { L.Store(y0, L.Min(high, L.Max(low, s0))); }
                if (P.Value > 1) { L.Store(y0 + L.Count, L.Min(high, L.Max(low, s1))); }
                if (P.Value > 2) { L.Store(y0 + (2 * L.Count), L.Min(high, L.Max(low, s2))); }
                if (P.Value > 3) { L.Store(y0 + (3 * L.Count), L.Min(high, L.Max(low, s3))); }
                if (P.Value > 4) { L.Store(y0 + (4 * L.Count), L.Min(high, L.Max(low, s4))); }
                if (P.Value > 5) { L.Store(y0 + (5 * L.Count), L.Min(high, L.Max(low, s5))); }
                if (P.Value > 6) { L.Store(y0 + (6 * L.Count), L.Min(high, L.Max(low, s6))); }
                if (P.Value > 7) { L.Store(y1, L.Min(high, L.Max(low, s7))); }
                if (P.Value > 8) { L.Store(y1 + L.Count, L.Min(high, L.Max(low, s8))); }
                if (P.Value > 9) { L.Store(y1 + (2 * L.Count), L.Min(high, L.Max(low, s9))); }
                if (P.Value > 10) { L.Store(y1 + (3 * L.Count), L.Min(high, L.Max(low, s10))); }
                if (P.Value > 11) { L.Store(y1 + (4 * L.Count), L.Min(high, L.Max(low, s11))); }
                if (P.Value > 12) { L.Store(y1 + (5 * L.Count), L.Min(high, L.Max(low, s12))); }
                if (P.Value > 13) { L.Store(y1 + (6 * L.Count), L.Min(high, L.Max(low, s13))); }
                if (a->TwoRows)
                {
                    break;
                }
            }
            a->Input += rowsOfTile * a->InputRow;
            a->Output += rowsOfTile * a->OutputRow;
            a->Residual = a->Residual == null ? null : a->Residual + (rowsOfTile * a->ResidualRow);
        }
    }
}
