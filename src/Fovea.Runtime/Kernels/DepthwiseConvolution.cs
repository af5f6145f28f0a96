using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Runtime.Kernels;

/// <summary>
/// Depthwise convolution: each output channel reads its own input channel, so vectors of channels never mix.
/// <para>
/// y[q] = clamp(b + Σ over taps of w[tap] · x[q, tap] + residual[q]) for up to 14 pixels q of a row, one sum a register.
/// Windows of stride 1 share inputs: each of P + K − 1 inputs of a row is loaded once and goes into the sums of up to K windows, so that loads are no
/// bottleneck. Other windows load the input of every tap.
/// </para>
/// <para>
/// The weights of the kernel that comes next are fetched evenly over the rows.
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
    private const int Widest = Tiles<L, V>.Widest;

    // Two rows of this width make a tile.
    private const int Half = Tiles<L, V>.FirstRow;

    private readonly Convolution c;
    private readonly int[] offsets;
    private readonly int run;
    private readonly int pixels;
    private readonly bool twoRows;

    public DepthwiseConvolution(in Convolution convolution)
    {
        c = convolution;
        run = c.StrideWidth == 1 && c.DilationWidth == 1 && c.KernelWidth is 3 or 5 or 7 ? c.KernelWidth : 1;
        int runsOfRow = c.KernelWidth / run;
        offsets = GC.AllocateUninitializedArray<int>(c.KernelHeight * runsOfRow, pinned: true);
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = checked((int)c.Input.At(0, 0, i / runsOfRow * c.DilationHeight, i % runsOfRow * c.DilationWidth));
        }
        // With few registers, those of the weights are taken from the sums.
        int widest = run == 1 || L.Pixels == Widest ? Widest : 12 - run;
        int tiles = (c.Output.Width + widest - 1) / widest;
        pixels = (c.Output.Width + tiles - 1) / tiles;
        twoRows = run == 1 && pixels == Half;
    }

    private delegate*<RowArguments*, void> Rows(int pixels) => run switch
    {
        3 => DepthwiseRows<L, V, Three>.Of(pixels),
        5 => DepthwiseRows<L, V, Five>.Of(pixels),
        7 => DepthwiseRows<L, V, Seven>.Of(pixels),
        _ => DepthwiseRows<L, V, One>.Of(pixels),
    };

    // An item is a row of one block of channels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(in KernelArguments arguments, int phase, int part, int parts)
    {
        int height = c.Output.Height;
        (int first, int end) = Share(checked(c.Batch * c.Output.Blocks * height), part, parts);
        RowArguments a;
        a.Next = arguments.NextOf(part, out long fetched);
        a.NextOfRow = first == end ? 0 : (nint)Cache.WholeLines(fetched / (end - first));
        while (first < end)
        {
            (int map, int row) = Math.DivRem(first, height);
            (int sample, int block) = Math.DivRem(map, c.Output.Blocks);
            int rows = Math.Min(end - first, height - row);
            float* weights = arguments.Weights + ((long)block * (1 + (offsets.Length * run)) * L.Count);
            fixed (int* table = offsets)
            {
                a.Input = arguments.Input + c.Input.At(sample, block, (row * c.StrideHeight) - c.PadTop, -c.PadLeft);
                a.InputRow = (nint)(c.StrideHeight * c.Input.RowStride);
                a.PixelStride = c.StrideWidth * L.Count;
                a.Offsets = table;
                a.Runs = offsets.Length;
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
                    Rows(twoRows ? Widest : pixels)(&a);
                }
                if (twoRows && (rows & 1) != 0)
                {
                    a.TwoRows = false;
                    a.Rows = 1;
                    Rows(Half)(&a);
                }
                if (c.Activation.HasPass)
                {
                    VectorFunctions<L, V>.Apply(c.Activation, output, c.Output.Width, rows, (nint)c.Output.RowStride);
                }
            }
            first += rows;
        }
    }
}

/// <summary>The loops over rows by the pixels of their tiles.</summary>
internal static unsafe class DepthwiseRows<L, V, K>
    where L : struct, ILanes<V>
    where V : struct
    where K : struct, INumber
{
    private static readonly delegate*<RowArguments*, void>[] All =
    [
        &DepthwiseRow<L, V, K, One>.Compute,
        &DepthwiseRow<L, V, K, Two>.Compute,
        &DepthwiseRow<L, V, K, Three>.Compute,
        &DepthwiseRow<L, V, K, Four>.Compute,
        &DepthwiseRow<L, V, K, Five>.Compute,
        &DepthwiseRow<L, V, K, Six>.Compute,
        &DepthwiseRow<L, V, K, Seven>.Compute,
        &DepthwiseRow<L, V, K, Eight>.Compute,
        &DepthwiseRow<L, V, K, Nine>.Compute,
        &DepthwiseRow<L, V, K, Ten>.Compute,
        &DepthwiseRow<L, V, K, Eleven>.Compute,
        &DepthwiseRow<L, V, K, Twelve>.Compute,
        &DepthwiseRow<L, V, K, Thirteen>.Compute,
        &DepthwiseRow<L, V, K, Fourteen>.Compute,
    ];

    public static delegate*<RowArguments*, void> Of(int pixels) => All[pixels - 1];
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

    /// <summary>From a window's first tap to each run of K taps.</summary>
    public int* Offsets;

    public int Runs;

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

    /// <summary>What is fetched into the second-level cache meanwhile.</summary>
    public float* Next;

    /// <summary>How far that moves on with each row.</summary>
    public nint NextOfRow;
}

/// <summary>Rows in tiles of P pixels, windows in runs of K taps; a last tile that would stick out begins earlier and computes some pixels again.</summary>
internal static unsafe class DepthwiseRow<L, V, K, P>
    where L : struct, ILanes<V>
    where V : struct
    where K : struct, INumber
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
            for (float* end = a->Next + (rowsOfTile * a->NextOfRow); a->Next < end; a->Next += Cache.LineFloats)
            {
                Cache.Fetch(a->Next);
            }
            for (int done = 0; done < a->Width; done += P.Value)
            {
                int column = a->TwoRows ? 0 : Math.Min(done, a->Width - P.Value);
                float* input = a->Input + (column * o1);
                int* offset = a->Offsets;
                int* last = offset + a->Runs;
                float* weights = a->Weights;
                V bias = L.Load(weights);
                weights += L.Count;
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
                    float* x0 = input + *offset;
                    V w0 = L.Load(weights);
                    if (K.Value == 1)
                    {
                        float* x1 = x0 + secondInput;
                        if (P.Value > 0) { s0 = L.MultiplyAdd(L.Load(x0), w0, s0); }
                        if (P.Value > 1) { s1 = L.MultiplyAdd(L.Load(x0 + o1), w0, s1); }
                        if (P.Value > 2) { s2 = L.MultiplyAdd(L.Load(x0 + o2), w0, s2); }
                        if (P.Value > 3) { s3 = L.MultiplyAdd(L.Load(x0 + o3), w0, s3); }
                        if (P.Value > 4) { s4 = L.MultiplyAdd(L.Load(x0 + o4), w0, s4); }
                        if (P.Value > 5) { s5 = L.MultiplyAdd(L.Load(x0 + o5), w0, s5); }
                        if (P.Value > 6) { s6 = L.MultiplyAdd(L.Load(x0 + o6), w0, s6); }
                        if (P.Value > 7) { s7 = L.MultiplyAdd(L.Load(x1), w0, s7); }
                        if (P.Value > 8) { s8 = L.MultiplyAdd(L.Load(x1 + o1), w0, s8); }
                        if (P.Value > 9) { s9 = L.MultiplyAdd(L.Load(x1 + o2), w0, s9); }
                        if (P.Value > 10) { s10 = L.MultiplyAdd(L.Load(x1 + o3), w0, s10); }
                        if (P.Value > 11) { s11 = L.MultiplyAdd(L.Load(x1 + o4), w0, s11); }
                        if (P.Value > 12) { s12 = L.MultiplyAdd(L.Load(x1 + o5), w0, s12); }
                        if (P.Value > 13) { s13 = L.MultiplyAdd(L.Load(x1 + o6), w0, s13); }
                        weights += L.Count;
                        continue;
                    }
                    V w1 = K.Value > 1 ? L.Load(weights + L.Count) : default, w2 = K.Value > 2 ? L.Load(weights + (2 * L.Count)) : default;
                    V w3 = K.Value > 3 ? L.Load(weights + (3 * L.Count)) : default, w4 = K.Value > 4 ? L.Load(weights + (4 * L.Count)) : default;
                    V w5 = K.Value > 5 ? L.Load(weights + (5 * L.Count)) : default, w6 = K.Value > 6 ? L.Load(weights + (6 * L.Count)) : default;
                    weights += K.Value * L.Count;
                    V x = w0;
                    if (P.Value + K.Value > 1) { x = L.Load(x0); }
                    if (P.Value > 0) { s0 = L.MultiplyAdd(x, w0, s0); }
                    if (P.Value + K.Value > 2) { x = L.Load(x0 + L.Count); }
                    if (P.Value > 1) { s1 = L.MultiplyAdd(x, w0, s1); }
                    if (P.Value > 0 && K.Value > 1) { s0 = L.MultiplyAdd(x, w1, s0); }
                    if (P.Value + K.Value > 3) { x = L.Load(x0 + (2 * L.Count)); }
                    if (P.Value > 2) { s2 = L.MultiplyAdd(x, w0, s2); }
                    if (P.Value > 1 && K.Value > 1) { s1 = L.MultiplyAdd(x, w1, s1); }
                    if (P.Value > 0 && K.Value > 2) { s0 = L.MultiplyAdd(x, w2, s0); }
                    if (P.Value + K.Value > 4) { x = L.Load(x0 + (3 * L.Count)); }
                    if (P.Value > 3) { s3 = L.MultiplyAdd(x, w0, s3); }
                    if (P.Value > 2 && K.Value > 1) { s2 = L.MultiplyAdd(x, w1, s2); }
                    if (P.Value > 1 && K.Value > 2) { s1 = L.MultiplyAdd(x, w2, s1); }
                    if (P.Value > 0 && K.Value > 3) { s0 = L.MultiplyAdd(x, w3, s0); }
                    if (P.Value + K.Value > 5) { x = L.Load(x0 + (4 * L.Count)); }
                    if (P.Value > 4) { s4 = L.MultiplyAdd(x, w0, s4); }
                    if (P.Value > 3 && K.Value > 1) { s3 = L.MultiplyAdd(x, w1, s3); }
                    if (P.Value > 2 && K.Value > 2) { s2 = L.MultiplyAdd(x, w2, s2); }
                    if (P.Value > 1 && K.Value > 3) { s1 = L.MultiplyAdd(x, w3, s1); }
                    if (P.Value > 0 && K.Value > 4) { s0 = L.MultiplyAdd(x, w4, s0); }
                    if (P.Value + K.Value > 6) { x = L.Load(x0 + (5 * L.Count)); }
                    if (P.Value > 5) { s5 = L.MultiplyAdd(x, w0, s5); }
                    if (P.Value > 4 && K.Value > 1) { s4 = L.MultiplyAdd(x, w1, s4); }
                    if (P.Value > 3 && K.Value > 2) { s3 = L.MultiplyAdd(x, w2, s3); }
                    if (P.Value > 2 && K.Value > 3) { s2 = L.MultiplyAdd(x, w3, s2); }
                    if (P.Value > 1 && K.Value > 4) { s1 = L.MultiplyAdd(x, w4, s1); }
                    if (P.Value > 0 && K.Value > 5) { s0 = L.MultiplyAdd(x, w5, s0); }
                    if (P.Value + K.Value > 7) { x = L.Load(x0 + (6 * L.Count)); }
                    if (P.Value > 6) { s6 = L.MultiplyAdd(x, w0, s6); }
                    if (P.Value > 5 && K.Value > 1) { s5 = L.MultiplyAdd(x, w1, s5); }
                    if (P.Value > 4 && K.Value > 2) { s4 = L.MultiplyAdd(x, w2, s4); }
                    if (P.Value > 3 && K.Value > 3) { s3 = L.MultiplyAdd(x, w3, s3); }
                    if (P.Value > 2 && K.Value > 4) { s2 = L.MultiplyAdd(x, w4, s2); }
                    if (P.Value > 1 && K.Value > 5) { s1 = L.MultiplyAdd(x, w5, s1); }
                    if (P.Value > 0 && K.Value > 6) { s0 = L.MultiplyAdd(x, w6, s0); }
                    if (P.Value + K.Value > 8) { x = L.Load(x0 + (7 * L.Count)); }
                    if (P.Value > 7) { s7 = L.MultiplyAdd(x, w0, s7); }
                    if (P.Value > 6 && K.Value > 1) { s6 = L.MultiplyAdd(x, w1, s6); }
                    if (P.Value > 5 && K.Value > 2) { s5 = L.MultiplyAdd(x, w2, s5); }
                    if (P.Value > 4 && K.Value > 3) { s4 = L.MultiplyAdd(x, w3, s4); }
                    if (P.Value > 3 && K.Value > 4) { s3 = L.MultiplyAdd(x, w4, s3); }
                    if (P.Value > 2 && K.Value > 5) { s2 = L.MultiplyAdd(x, w5, s2); }
                    if (P.Value > 1 && K.Value > 6) { s1 = L.MultiplyAdd(x, w6, s1); }
                    if (P.Value + K.Value > 9) { x = L.Load(x0 + (8 * L.Count)); }
                    if (P.Value > 8) { s8 = L.MultiplyAdd(x, w0, s8); }
                    if (P.Value > 7 && K.Value > 1) { s7 = L.MultiplyAdd(x, w1, s7); }
                    if (P.Value > 6 && K.Value > 2) { s6 = L.MultiplyAdd(x, w2, s6); }
                    if (P.Value > 5 && K.Value > 3) { s5 = L.MultiplyAdd(x, w3, s5); }
                    if (P.Value > 4 && K.Value > 4) { s4 = L.MultiplyAdd(x, w4, s4); }
                    if (P.Value > 3 && K.Value > 5) { s3 = L.MultiplyAdd(x, w5, s3); }
                    if (P.Value > 2 && K.Value > 6) { s2 = L.MultiplyAdd(x, w6, s2); }
                    if (P.Value + K.Value > 10) { x = L.Load(x0 + (9 * L.Count)); }
                    if (P.Value > 9) { s9 = L.MultiplyAdd(x, w0, s9); }
                    if (P.Value > 8 && K.Value > 1) { s8 = L.MultiplyAdd(x, w1, s8); }
                    if (P.Value > 7 && K.Value > 2) { s7 = L.MultiplyAdd(x, w2, s7); }
                    if (P.Value > 6 && K.Value > 3) { s6 = L.MultiplyAdd(x, w3, s6); }
                    if (P.Value > 5 && K.Value > 4) { s5 = L.MultiplyAdd(x, w4, s5); }
                    if (P.Value > 4 && K.Value > 5) { s4 = L.MultiplyAdd(x, w5, s4); }
                    if (P.Value > 3 && K.Value > 6) { s3 = L.MultiplyAdd(x, w6, s3); }
                    if (P.Value + K.Value > 11) { x = L.Load(x0 + (10 * L.Count)); }
                    if (P.Value > 10) { s10 = L.MultiplyAdd(x, w0, s10); }
                    if (P.Value > 9 && K.Value > 1) { s9 = L.MultiplyAdd(x, w1, s9); }
                    if (P.Value > 8 && K.Value > 2) { s8 = L.MultiplyAdd(x, w2, s8); }
                    if (P.Value > 7 && K.Value > 3) { s7 = L.MultiplyAdd(x, w3, s7); }
                    if (P.Value > 6 && K.Value > 4) { s6 = L.MultiplyAdd(x, w4, s6); }
                    if (P.Value > 5 && K.Value > 5) { s5 = L.MultiplyAdd(x, w5, s5); }
                    if (P.Value > 4 && K.Value > 6) { s4 = L.MultiplyAdd(x, w6, s4); }
                    if (P.Value + K.Value > 12) { x = L.Load(x0 + (11 * L.Count)); }
                    if (P.Value > 11) { s11 = L.MultiplyAdd(x, w0, s11); }
                    if (P.Value > 10 && K.Value > 1) { s10 = L.MultiplyAdd(x, w1, s10); }
                    if (P.Value > 9 && K.Value > 2) { s9 = L.MultiplyAdd(x, w2, s9); }
                    if (P.Value > 8 && K.Value > 3) { s8 = L.MultiplyAdd(x, w3, s8); }
                    if (P.Value > 7 && K.Value > 4) { s7 = L.MultiplyAdd(x, w4, s7); }
                    if (P.Value > 6 && K.Value > 5) { s6 = L.MultiplyAdd(x, w5, s6); }
                    if (P.Value > 5 && K.Value > 6) { s5 = L.MultiplyAdd(x, w6, s5); }
                    if (P.Value + K.Value > 13) { x = L.Load(x0 + (12 * L.Count)); }
                    if (P.Value > 12) { s12 = L.MultiplyAdd(x, w0, s12); }
                    if (P.Value > 11 && K.Value > 1) { s11 = L.MultiplyAdd(x, w1, s11); }
                    if (P.Value > 10 && K.Value > 2) { s10 = L.MultiplyAdd(x, w2, s10); }
                    if (P.Value > 9 && K.Value > 3) { s9 = L.MultiplyAdd(x, w3, s9); }
                    if (P.Value > 8 && K.Value > 4) { s8 = L.MultiplyAdd(x, w4, s8); }
                    if (P.Value > 7 && K.Value > 5) { s7 = L.MultiplyAdd(x, w5, s7); }
                    if (P.Value > 6 && K.Value > 6) { s6 = L.MultiplyAdd(x, w6, s6); }
                    if (P.Value + K.Value > 14) { x = L.Load(x0 + (13 * L.Count)); }
                    if (P.Value > 13) { s13 = L.MultiplyAdd(x, w0, s13); }
                    if (P.Value > 12 && K.Value > 1) { s12 = L.MultiplyAdd(x, w1, s12); }
                    if (P.Value > 11 && K.Value > 2) { s11 = L.MultiplyAdd(x, w2, s11); }
                    if (P.Value > 10 && K.Value > 3) { s10 = L.MultiplyAdd(x, w3, s10); }
                    if (P.Value > 9 && K.Value > 4) { s9 = L.MultiplyAdd(x, w4, s9); }
                    if (P.Value > 8 && K.Value > 5) { s8 = L.MultiplyAdd(x, w5, s8); }
                    if (P.Value > 7 && K.Value > 6) { s7 = L.MultiplyAdd(x, w6, s7); }
                    if (P.Value + K.Value > 15) { x = L.Load(x0 + (14 * L.Count)); }
                    if (P.Value > 13 && K.Value > 1) { s13 = L.MultiplyAdd(x, w1, s13); }
                    if (P.Value > 12 && K.Value > 2) { s12 = L.MultiplyAdd(x, w2, s12); }
                    if (P.Value > 11 && K.Value > 3) { s11 = L.MultiplyAdd(x, w3, s11); }
                    if (P.Value > 10 && K.Value > 4) { s10 = L.MultiplyAdd(x, w4, s10); }
                    if (P.Value > 9 && K.Value > 5) { s9 = L.MultiplyAdd(x, w5, s9); }
                    if (P.Value > 8 && K.Value > 6) { s8 = L.MultiplyAdd(x, w6, s8); }
                    if (P.Value + K.Value > 16) { x = L.Load(x0 + (15 * L.Count)); }
                    if (P.Value > 13 && K.Value > 2) { s13 = L.MultiplyAdd(x, w2, s13); }
                    if (P.Value > 12 && K.Value > 3) { s12 = L.MultiplyAdd(x, w3, s12); }
                    if (P.Value > 11 && K.Value > 4) { s11 = L.MultiplyAdd(x, w4, s11); }
                    if (P.Value > 10 && K.Value > 5) { s10 = L.MultiplyAdd(x, w5, s10); }
                    if (P.Value > 9 && K.Value > 6) { s9 = L.MultiplyAdd(x, w6, s9); }
                    if (P.Value + K.Value > 17) { x = L.Load(x0 + (16 * L.Count)); }
                    if (P.Value > 13 && K.Value > 3) { s13 = L.MultiplyAdd(x, w3, s13); }
                    if (P.Value > 12 && K.Value > 4) { s12 = L.MultiplyAdd(x, w4, s12); }
                    if (P.Value > 11 && K.Value > 5) { s11 = L.MultiplyAdd(x, w5, s11); }
                    if (P.Value > 10 && K.Value > 6) { s10 = L.MultiplyAdd(x, w6, s10); }
                    if (P.Value + K.Value > 18) { x = L.Load(x0 + (17 * L.Count)); }
                    if (P.Value > 13 && K.Value > 4) { s13 = L.MultiplyAdd(x, w4, s13); }
                    if (P.Value > 12 && K.Value > 5) { s12 = L.MultiplyAdd(x, w5, s12); }
                    if (P.Value > 11 && K.Value > 6) { s11 = L.MultiplyAdd(x, w6, s11); }
                    if (P.Value + K.Value > 19) { x = L.Load(x0 + (18 * L.Count)); }
                    if (P.Value > 13 && K.Value > 5) { s13 = L.MultiplyAdd(x, w5, s13); }
                    if (P.Value > 12 && K.Value > 6) { s12 = L.MultiplyAdd(x, w6, s12); }
                    if (P.Value + K.Value > 20) { x = L.Load(x0 + (19 * L.Count)); }
                    if (P.Value > 13 && K.Value > 6) { s13 = L.MultiplyAdd(x, w6, s13); }
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
