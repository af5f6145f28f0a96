using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Runtime.Kernels;

/// <summary>A number that the compiler sees as a constant.</summary>
internal interface INumber
{
    static abstract int Value { get; }
}

/// <summary>
/// What a tile of a matrix product works on, or several tiles one after the other; <see cref="Weights"/> and <see cref="Next"/> move on with each, the tensors
/// between two of them.
/// </summary>
internal unsafe struct TileArguments
{
    /// <summary>The first pixel of the input, before the panels' offsets.</summary>
    public float* Input;

    /// <summary>The eighth pixel: it need not follow the seventh, so that a tile may take seven pixels each of two rows.</summary>
    public float* InputOfSecond;

    /// <summary>From one pixel of the input to the next.</summary>
    public nint PixelStride;

    /// <summary>Where each panel of the input lies, and one more: where what is read next lies. Its first pixels are fetched into the first-level cache.</summary>
    public int* Offsets;

    /// <summary>The number of panels.</summary>
    public int Panels;

    /// <summary>The inputs of each pixel that follow each other in a panel.</summary>
    public int Steps;

    /// <summary>Those in the last panel.</summary>
    public int LastSteps;

    /// <summary>[panel][step][M vectors]</summary>
    public float* Weights;

    /// <summary>What the sums start at: M vectors, or null for zeros.</summary>
    public float* Start;

    /// <summary>What is added at the end, laid out like the output with a block stride of its own; null for nothing.</summary>
    public float* Add;

    public float* AddOfSecond;

    public nint AddBlock;

    public float Low;

    public float High;

    public float* Output;

    public float* OutputOfSecond;

    /// <summary>From an output's first vector to its second.</summary>
    public nint OutputBlock;

    /// <summary>What is fetched into the second-level cache meanwhile.</summary>
    public float* Next;

    /// <summary>How far that moves on with each step.</summary>
    public nint NextStep;

    /// <summary>The number of tiles. All have the same weights.</summary>
    public int Tiles;

    /// <summary>From a tile's input to the next one's.</summary>
    public nint InputAdvance;

    /// <summary>From a tile's output to the next one's.</summary>
    public nint OutputAdvance;

    /// <summary>From what is added to a tile to what is added to the next one.</summary>
    public nint AddAdvance;
}

/// <summary>
/// The one inner loop of convolutions and matrix products: y[q, m] = clamp(start[m] + Σ over panels and steps of x[q, step] · w[step, m] + add[q, m]) for
/// P pixels q and M vectors of outputs m.
/// <para>
/// A multiply-add takes four cycles and two start in each cycle, so at least eight sums have to be under way; each step loads M vectors of weights and
/// broadcasts P inputs for M·P multiply-adds, and two loads fit in a cycle. M = 2 with P = 14 needs 28 sums, two weights and one input: 31 of AVX-512's 32
/// registers, 28 multiply-adds for 16 loads. With 16 registers it is P = 6. Sums are locals, one a register: in an array they would live in memory.
/// </para>
/// <para>
/// Addressing: panel p of pixel q stands at Input + Offsets[p] + q·PixelStride. The table of offsets makes every geometry the same loop: taps, strides,
/// dilations, blocks of channels, plain planes, the products of Winograd's algorithm.
/// </para>
/// </summary>
internal static unsafe class Tile<L, V, M, P>
    where L : struct, ILanes<V>
    where V : struct
    where M : struct, INumber
    where P : struct, INumber
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(TileArguments* arguments)
    {
        nint o1 = arguments->PixelStride, o2 = 2 * o1, o3 = 3 * o1, o4 = 4 * o1, o5 = 5 * o1, o6 = 6 * o1;
        // The lines of a panel's pixels are fetched over the steps of the one before, usually a vector of channels: a part of a line in each.
        nint aheadStep = P.Value > 8 ? o1 : P.Value > 4 ? o1 / 2 : o1 / 4;
        nint nextStep = arguments->NextStep;
        float* weights = arguments->Weights;
        int tiles = arguments->Tiles;
        while (true)
        {
            V start0 = L.All(0);
            V start1 = start0;
            if (arguments->Start != null)
            {
                start0 = L.Load(arguments->Start);
                if (M.Value > 1)
                {
                    start1 = L.Load(arguments->Start + L.Count);
                }
            }
            V s0 = start0, t0 = start1;
            V s1 = start0, t1 = start1;
            V s2 = start0, t2 = start1;
            V s3 = start0, t3 = start1;
            V s4 = start0, t4 = start1;
            V s5 = start0, t5 = start1;
            V s6 = start0, t6 = start1;
            V s7 = start0, t7 = start1;
            V s8 = start0, t8 = start1;
            V s9 = start0, t9 = start1;
            V s10 = start0, t10 = start1;
            V s11 = start0, t11 = start1;
            V s12 = start0, t12 = start1;
            V s13 = start0, t13 = start1;
            int* offset = arguments->Offsets;
            int* last = offset + arguments->Panels;
            float* w = weights;
            float* next = arguments->Next;
            do
            {
                float* x0 = arguments->Input + *offset;
                float* x1 = arguments->InputOfSecond + *offset;
                float* ahead = arguments->Input + offset[1];
                float* end = x0 + (offset + 1 == last ? arguments->LastSteps : arguments->Steps);
                do
                {
                    V w0 = L.Load(w), w1 = M.Value > 1 ? L.Load(w + L.Count) : default, x;
                    Cache.FetchNear(ahead);
                    ahead += aheadStep;
                    Cache.Fetch(next);
                    if (M.Value * L.Count > Cache.LineFloats)
                    {
                        Cache.Fetch(next + Cache.LineFloats);
                    }
                    next += nextStep;
                    if (P.Value > 0) { x = L.Broadcast(x0); s0 = L.MultiplyAdd(x, w0, s0); if (M.Value > 1) { t0 = L.MultiplyAdd(x, w1, t0); } }
                    if (P.Value > 1) { x = L.Broadcast(x0 + o1); s1 = L.MultiplyAdd(x, w0, s1); if (M.Value > 1) { t1 = L.MultiplyAdd(x, w1, t1); } }
                    if (P.Value > 2) { x = L.Broadcast(x0 + o2); s2 = L.MultiplyAdd(x, w0, s2); if (M.Value > 1) { t2 = L.MultiplyAdd(x, w1, t2); } }
                    if (P.Value > 3) { x = L.Broadcast(x0 + o3); s3 = L.MultiplyAdd(x, w0, s3); if (M.Value > 1) { t3 = L.MultiplyAdd(x, w1, t3); } }
                    if (P.Value > 4) { x = L.Broadcast(x0 + o4); s4 = L.MultiplyAdd(x, w0, s4); if (M.Value > 1) { t4 = L.MultiplyAdd(x, w1, t4); } }
                    if (P.Value > 5) { x = L.Broadcast(x0 + o5); s5 = L.MultiplyAdd(x, w0, s5); if (M.Value > 1) { t5 = L.MultiplyAdd(x, w1, t5); } }
                    if (P.Value > 6) { x = L.Broadcast(x0 + o6); s6 = L.MultiplyAdd(x, w0, s6); if (M.Value > 1) { t6 = L.MultiplyAdd(x, w1, t6); } }
                    if (P.Value > 7) { x = L.Broadcast(x1); s7 = L.MultiplyAdd(x, w0, s7); if (M.Value > 1) { t7 = L.MultiplyAdd(x, w1, t7); } }
                    if (P.Value > 8) { x = L.Broadcast(x1 + o1); s8 = L.MultiplyAdd(x, w0, s8); if (M.Value > 1) { t8 = L.MultiplyAdd(x, w1, t8); } }
                    if (P.Value > 9) { x = L.Broadcast(x1 + o2); s9 = L.MultiplyAdd(x, w0, s9); if (M.Value > 1) { t9 = L.MultiplyAdd(x, w1, t9); } }
                    if (P.Value > 10) { x = L.Broadcast(x1 + o3); s10 = L.MultiplyAdd(x, w0, s10); if (M.Value > 1) { t10 = L.MultiplyAdd(x, w1, t10); } }
                    if (P.Value > 11) { x = L.Broadcast(x1 + o4); s11 = L.MultiplyAdd(x, w0, s11); if (M.Value > 1) { t11 = L.MultiplyAdd(x, w1, t11); } }
                    if (P.Value > 12) { x = L.Broadcast(x1 + o5); s12 = L.MultiplyAdd(x, w0, s12); if (M.Value > 1) { t12 = L.MultiplyAdd(x, w1, t12); } }
                    if (P.Value > 13) { x = L.Broadcast(x1 + o6); s13 = L.MultiplyAdd(x, w0, s13); if (M.Value > 1) { t13 = L.MultiplyAdd(x, w1, t13); } }
                    w += M.Value * L.Count;
                    x0++;
                    x1++;
                }
                while (x0 != end);
            }
            while (++offset != last);
            arguments->Weights = w;
            arguments->Next = next;

            nint block;
            float* y0 = arguments->Add;
            float* y1 = arguments->AddOfSecond;
            if (y0 != null)
            {
                block = arguments->AddBlock;
                if (P.Value > 0) { s0 = L.Add(s0, L.Load(y0)); if (M.Value > 1) { t0 = L.Add(t0, L.Load(y0 + block)); } }
                if (P.Value > 1) { s1 = L.Add(s1, L.Load(y0 + L.Count)); if (M.Value > 1) { t1 = L.Add(t1, L.Load(y0 + L.Count + block)); } }
                if (P.Value > 2) { s2 = L.Add(s2, L.Load(y0 + (2 * L.Count))); if (M.Value > 1) { t2 = L.Add(t2, L.Load(y0 + (2 * L.Count) + block)); } }
                if (P.Value > 3) { s3 = L.Add(s3, L.Load(y0 + (3 * L.Count))); if (M.Value > 1) { t3 = L.Add(t3, L.Load(y0 + (3 * L.Count) + block)); } }
                if (P.Value > 4) { s4 = L.Add(s4, L.Load(y0 + (4 * L.Count))); if (M.Value > 1) { t4 = L.Add(t4, L.Load(y0 + (4 * L.Count) + block)); } }
                if (P.Value > 5) { s5 = L.Add(s5, L.Load(y0 + (5 * L.Count))); if (M.Value > 1) { t5 = L.Add(t5, L.Load(y0 + (5 * L.Count) + block)); } }
                if (P.Value > 6) { s6 = L.Add(s6, L.Load(y0 + (6 * L.Count))); if (M.Value > 1) { t6 = L.Add(t6, L.Load(y0 + (6 * L.Count) + block)); } }
                if (P.Value > 7) { s7 = L.Add(s7, L.Load(y1)); if (M.Value > 1) { t7 = L.Add(t7, L.Load(y1 + block)); } }
                if (P.Value > 8) { s8 = L.Add(s8, L.Load(y1 + L.Count)); if (M.Value > 1) { t8 = L.Add(t8, L.Load(y1 + L.Count + block)); } }
                if (P.Value > 9) { s9 = L.Add(s9, L.Load(y1 + (2 * L.Count))); if (M.Value > 1) { t9 = L.Add(t9, L.Load(y1 + (2 * L.Count) + block)); } }
                if (P.Value > 10) { s10 = L.Add(s10, L.Load(y1 + (3 * L.Count))); if (M.Value > 1) { t10 = L.Add(t10, L.Load(y1 + (3 * L.Count) + block)); } }
                if (P.Value > 11) { s11 = L.Add(s11, L.Load(y1 + (4 * L.Count))); if (M.Value > 1) { t11 = L.Add(t11, L.Load(y1 + (4 * L.Count) + block)); } }
                if (P.Value > 12) { s12 = L.Add(s12, L.Load(y1 + (5 * L.Count))); if (M.Value > 1) { t12 = L.Add(t12, L.Load(y1 + (5 * L.Count) + block)); } }
                if (P.Value > 13) { s13 = L.Add(s13, L.Load(y1 + (6 * L.Count))); if (M.Value > 1) { t13 = L.Add(t13, L.Load(y1 + (6 * L.Count) + block)); } }
            }
            if (arguments->Low > float.NegativeInfinity || arguments->High < float.PositiveInfinity)
            {
                V low = L.All(arguments->Low), high = L.All(arguments->High);
                if (P.Value > 0) { s0 = L.Min(high, L.Max(low, s0)); if (M.Value > 1) { t0 = L.Min(high, L.Max(low, t0)); } }
                if (P.Value > 1) { s1 = L.Min(high, L.Max(low, s1)); if (M.Value > 1) { t1 = L.Min(high, L.Max(low, t1)); } }
                if (P.Value > 2) { s2 = L.Min(high, L.Max(low, s2)); if (M.Value > 1) { t2 = L.Min(high, L.Max(low, t2)); } }
                if (P.Value > 3) { s3 = L.Min(high, L.Max(low, s3)); if (M.Value > 1) { t3 = L.Min(high, L.Max(low, t3)); } }
                if (P.Value > 4) { s4 = L.Min(high, L.Max(low, s4)); if (M.Value > 1) { t4 = L.Min(high, L.Max(low, t4)); } }
                if (P.Value > 5) { s5 = L.Min(high, L.Max(low, s5)); if (M.Value > 1) { t5 = L.Min(high, L.Max(low, t5)); } }
                if (P.Value > 6) { s6 = L.Min(high, L.Max(low, s6)); if (M.Value > 1) { t6 = L.Min(high, L.Max(low, t6)); } }
                if (P.Value > 7) { s7 = L.Min(high, L.Max(low, s7)); if (M.Value > 1) { t7 = L.Min(high, L.Max(low, t7)); } }
                if (P.Value > 8) { s8 = L.Min(high, L.Max(low, s8)); if (M.Value > 1) { t8 = L.Min(high, L.Max(low, t8)); } }
                if (P.Value > 9) { s9 = L.Min(high, L.Max(low, s9)); if (M.Value > 1) { t9 = L.Min(high, L.Max(low, t9)); } }
                if (P.Value > 10) { s10 = L.Min(high, L.Max(low, s10)); if (M.Value > 1) { t10 = L.Min(high, L.Max(low, t10)); } }
                if (P.Value > 11) { s11 = L.Min(high, L.Max(low, s11)); if (M.Value > 1) { t11 = L.Min(high, L.Max(low, t11)); } }
                if (P.Value > 12) { s12 = L.Min(high, L.Max(low, s12)); if (M.Value > 1) { t12 = L.Min(high, L.Max(low, t12)); } }
                if (P.Value > 13) { s13 = L.Min(high, L.Max(low, s13)); if (M.Value > 1) { t13 = L.Min(high, L.Max(low, t13)); } }
            }
            y0 = arguments->Output;
            y1 = arguments->OutputOfSecond;
            block = arguments->OutputBlock;
            if (P.Value > 0) { L.Store(y0, s0); if (M.Value > 1) { L.Store(y0 + block, t0); } }
            if (P.Value > 1) { L.Store(y0 + L.Count, s1); if (M.Value > 1) { L.Store(y0 + L.Count + block, t1); } }
            if (P.Value > 2) { L.Store(y0 + (2 * L.Count), s2); if (M.Value > 1) { L.Store(y0 + (2 * L.Count) + block, t2); } }
            if (P.Value > 3) { L.Store(y0 + (3 * L.Count), s3); if (M.Value > 1) { L.Store(y0 + (3 * L.Count) + block, t3); } }
            if (P.Value > 4) { L.Store(y0 + (4 * L.Count), s4); if (M.Value > 1) { L.Store(y0 + (4 * L.Count) + block, t4); } }
            if (P.Value > 5) { L.Store(y0 + (5 * L.Count), s5); if (M.Value > 1) { L.Store(y0 + (5 * L.Count) + block, t5); } }
            if (P.Value > 6) { L.Store(y0 + (6 * L.Count), s6); if (M.Value > 1) { L.Store(y0 + (6 * L.Count) + block, t6); } }
            if (P.Value > 7) { L.Store(y1, s7); if (M.Value > 1) { L.Store(y1 + block, t7); } }
            if (P.Value > 8) { L.Store(y1 + L.Count, s8); if (M.Value > 1) { L.Store(y1 + L.Count + block, t8); } }
            if (P.Value > 9) { L.Store(y1 + (2 * L.Count), s9); if (M.Value > 1) { L.Store(y1 + (2 * L.Count) + block, t9); } }
            if (P.Value > 10) { L.Store(y1 + (3 * L.Count), s10); if (M.Value > 1) { L.Store(y1 + (3 * L.Count) + block, t10); } }
            if (P.Value > 11) { L.Store(y1 + (4 * L.Count), s11); if (M.Value > 1) { L.Store(y1 + (4 * L.Count) + block, t11); } }
            if (P.Value > 12) { L.Store(y1 + (5 * L.Count), s12); if (M.Value > 1) { L.Store(y1 + (5 * L.Count) + block, t12); } }
            if (P.Value > 13) { L.Store(y1 + (6 * L.Count), s13); if (M.Value > 1) { L.Store(y1 + (6 * L.Count) + block, t13); } }
            if (--tiles == 0)
            {
                return;
            }
            arguments->Input += arguments->InputAdvance;
            arguments->InputOfSecond += arguments->InputAdvance;
            arguments->Output += arguments->OutputAdvance;
            arguments->OutputOfSecond += arguments->OutputAdvance;
            if (arguments->Add != null)
            {
                arguments->Add += arguments->AddAdvance;
                arguments->AddOfSecond += arguments->AddAdvance;
            }
        }
    }
}

/// <summary>The tiles of one vector width by their sizes.</summary>
internal static unsafe class Tiles<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    /// <summary>The vectors of outputs of a full tile.</summary>
    public const int Vectors = 2;

    /// <summary>The most pixels of a tile on any machine.</summary>
    public const int Widest = 14;

    /// <summary>The floats of the largest tile on any machine.</summary>
    public const int MostFloats = Vectors * Widest * 16;

    /// <summary>The pixels from which on a tile may go on in another row.</summary>
    public const int FirstRow = 7;

    // A tile of M vectors and P pixels stands at (M − 1) · widest + P − 1.
    private static readonly delegate*<TileArguments*, void>[] All =
    [
        &Tile<L, V, One, One>.Compute,
        &Tile<L, V, One, Two>.Compute,
        &Tile<L, V, One, Three>.Compute,
        &Tile<L, V, One, Four>.Compute,
        &Tile<L, V, One, Five>.Compute,
        &Tile<L, V, One, Six>.Compute,
        &Tile<L, V, One, Seven>.Compute,
        &Tile<L, V, One, Eight>.Compute,
        &Tile<L, V, One, Nine>.Compute,
        &Tile<L, V, One, Ten>.Compute,
        &Tile<L, V, One, Eleven>.Compute,
        &Tile<L, V, One, Twelve>.Compute,
        &Tile<L, V, One, Thirteen>.Compute,
        &Tile<L, V, One, Fourteen>.Compute,
        &Tile<L, V, Two, One>.Compute,
        &Tile<L, V, Two, Two>.Compute,
        &Tile<L, V, Two, Three>.Compute,
        &Tile<L, V, Two, Four>.Compute,
        &Tile<L, V, Two, Five>.Compute,
        &Tile<L, V, Two, Six>.Compute,
        &Tile<L, V, Two, Seven>.Compute,
        &Tile<L, V, Two, Eight>.Compute,
        &Tile<L, V, Two, Nine>.Compute,
        &Tile<L, V, Two, Ten>.Compute,
        &Tile<L, V, Two, Eleven>.Compute,
        &Tile<L, V, Two, Twelve>.Compute,
        &Tile<L, V, Two, Thirteen>.Compute,
        &Tile<L, V, Two, Fourteen>.Compute,
    ];

    /// <summary>The tile of so many vectors and pixels.</summary>
    public static delegate*<TileArguments*, void> Of(int vectors, int pixels) => All[((vectors - 1) * Widest) + pixels - 1];

    /// <summary>How many tiles cover so many pixels.</summary>
    public static int Count(int pixels) => (pixels + L.Pixels - 1) / L.Pixels;
}

internal readonly struct One : INumber
{
    public static int Value => 1;
}

internal readonly struct Two : INumber
{
    public static int Value => 2;
}

internal readonly struct Three : INumber
{
    public static int Value => 3;
}

internal readonly struct Four : INumber
{
    public static int Value => 4;
}

internal readonly struct Five : INumber
{
    public static int Value => 5;
}

internal readonly struct Six : INumber
{
    public static int Value => 6;
}

internal readonly struct Seven : INumber
{
    public static int Value => 7;
}

internal readonly struct Eight : INumber
{
    public static int Value => 8;
}

internal readonly struct Nine : INumber
{
    public static int Value => 9;
}

internal readonly struct Ten : INumber
{
    public static int Value => 10;
}

internal readonly struct Eleven : INumber
{
    public static int Value => 11;
}

internal readonly struct Twelve : INumber
{
    public static int Value => 12;
}

internal readonly struct Thirteen : INumber
{
    public static int Value => 13;
}

internal readonly struct Fourteen : INumber
{
    public static int Value => 14;
}
