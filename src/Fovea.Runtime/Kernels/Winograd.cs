using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Runtime.Kernels;

/// <summary>
/// The minimal filtering of three taps by Winograd's algorithm, F(m, 3): m outputs from n = m + 2 inputs by n multiplications instead of 3m.
/// <para>
/// Two polynomials are multiplied by evaluating both at n − 1 points and at infinity, multiplying the values and interpolating; transposing that gives
/// y = Aᵀ [(G g) ⊙ (Bᵀ d)]. With M(x) = Π (x − aⱼ) and Nⱼ = Π over l ≠ j of (aⱼ − aₗ): row j of G is [1, aⱼ, aⱼ²] / Nⱼ and that of infinity [0, 0, 1];
/// row j of Bᵀ has the coefficients of M(x) / (x − aⱼ) and that of infinity those of M(x); column j of Aᵀ is [1, aⱼ, aⱼ² …] and that of infinity
/// [0 … 0, 1]. On two axes the transforms are applied along each: n² multiplications instead of 9m², 2.25 times fewer for m = 2 and 4 times for m = 4.
/// </para>
/// </summary>
internal unsafe interface IFiltering<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    /// <summary>m</summary>
    static abstract int Outputs { get; }

    /// <summary>The finite points.</summary>
    static abstract double[] Points { get; }

    /// <summary>Bᵀ d of m + 2 vectors.</summary>
    static abstract void TransformInput(float* from, nint fromStride, float* to, nint toStride);

    /// <summary>Aᵀ t of m + 2 vectors.</summary>
    static abstract void TransformOutput(float* from, nint fromStride, float* to, nint toStride);
}

/// <summary>F(2, 3) with the points 0, 1, −1: exact on whole numbers that float32 holds.</summary>
internal readonly unsafe struct TwoOutputs<L, V> : IFiltering<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    public static int Outputs => 2;

    public static double[] Points => [0, 1, -1];

    // M = x³ − x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput(float* from, nint fromStride, float* to, nint toStride)
    {
        V d0 = L.Load(from), d1 = L.Load(from + fromStride), d2 = L.Load(from + (2 * fromStride)), d3 = L.Load(from + (3 * fromStride));
        L.Store(to, L.Subtract(d2, d0));
        L.Store(to + toStride, L.Add(d2, d1));
        L.Store(to + (2 * toStride), L.Subtract(d2, d1));
        L.Store(to + (3 * toStride), L.Subtract(d3, d1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput(float* from, nint fromStride, float* to, nint toStride)
    {
        V t0 = L.Load(from), t1 = L.Load(from + fromStride), t2 = L.Load(from + (2 * fromStride)), t3 = L.Load(from + (3 * fromStride));
        L.Store(to, L.Add(t0, L.Add(t1, t2)));
        L.Store(to + toStride, L.Add(L.Subtract(t1, t2), t3));
    }
}

/// <summary>
/// F(4, 3) with the points 0, ±a, ±b, a = 3/4 and b = 3/2: half the rounding errors of the textbook's 0, ±1, ±2, because the powers of the points, and
/// their reciprocals, stay nearer to 1.
/// </summary>
internal readonly unsafe struct FourOutputs<L, V> : IFiltering<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    private const float A = 0.75f;
    private const float B = 1.5f;

    public static int Outputs => 4;

    public static double[] Points => [0, A, -A, B, -B];

    // M = x⁵ − (a² + b²)·x³ + a²b²·x; M / (x ∓ a) = x⁴ − b²x² ± a·(x³ − b²x), and the same with a and b exchanged.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput(float* from, nint fromStride, float* to, nint toStride)
    {
        V d0 = L.Load(from), d1 = L.Load(from + fromStride), d2 = L.Load(from + (2 * fromStride));
        V d3 = L.Load(from + (3 * fromStride)), d4 = L.Load(from + (4 * fromStride)), d5 = L.Load(from + (5 * fromStride));
        V sum = L.All(-((A * A) + (B * B))), product = L.All(A * A * B * B);
        L.Store(to, L.MultiplyAdd(product, d0, L.MultiplyAdd(sum, d2, d4)));
        V even = L.MultiplyAdd(L.All(-B * B), d2, d4), odd = L.MultiplyAdd(L.All(-B * B), d1, d3);
        L.Store(to + toStride, L.MultiplyAdd(L.All(A), odd, even));
        L.Store(to + (2 * toStride), L.MultiplyAdd(L.All(-A), odd, even));
        even = L.MultiplyAdd(L.All(-A * A), d2, d4);
        odd = L.MultiplyAdd(L.All(-A * A), d1, d3);
        L.Store(to + (3 * toStride), L.MultiplyAdd(L.All(B), odd, even));
        L.Store(to + (4 * toStride), L.MultiplyAdd(L.All(-B), odd, even));
        L.Store(to + (5 * toStride), L.MultiplyAdd(product, d1, L.MultiplyAdd(sum, d3, d5)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput(float* from, nint fromStride, float* to, nint toStride)
    {
        V t0 = L.Load(from), t1 = L.Load(from + fromStride), t2 = L.Load(from + (2 * fromStride));
        V t3 = L.Load(from + (3 * fromStride)), t4 = L.Load(from + (4 * fromStride)), t5 = L.Load(from + (5 * fromStride));
        V evenA = L.Add(t1, t2), oddA = L.Subtract(t1, t2), evenB = L.Add(t3, t4), oddB = L.Subtract(t3, t4);
        L.Store(to, L.Add(t0, L.Add(evenA, evenB)));
        L.Store(to + toStride, L.MultiplyAdd(L.All(A), oddA, L.Multiply(L.All(B), oddB)));
        L.Store(to + (2 * toStride), L.MultiplyAdd(L.All(A * A), evenA, L.Multiply(L.All(B * B), evenB)));
        L.Store(to + (3 * toStride), L.MultiplyAdd(L.All(A * A * A), oddA, L.MultiplyAdd(L.All(B * B * B), oddB, t5)));
    }
}

/// <summary>The matrices of a filtering that are needed once: G, and how much the transforms enlarge rounding errors.</summary>
internal sealed class FilteringMatrices
{
    public FilteringMatrices(double[] points)
    {
        int finite = points.Length;
        Filter = new double[finite + 1][];
        // Row sums of the magnitudes of Bᵀ, and those of the last row of Aᵀ: the largest, because its powers are the highest or its row is the first's.
        var input = new double[finite + 1];
        for (int j = 0; j <= finite; j++)
        {
            double[] others = [.. points.Where((_, l) => l != j)];
            double divisor = j == finite ? 1 : others.Aggregate(1.0, (product, point) => product * (points[j] - point));
            Filter[j] = j == finite ? [0, 0, 1] : [1 / divisor, points[j] / divisor, points[j] * points[j] / divisor];
            double[] coefficients = [1];
            foreach (double point in others)
            {
                coefficients = [.. Enumerable.Range(0, coefficients.Length + 1).Select(i =>
                    (i > 0 ? coefficients[i - 1] : 0) - (i < coefficients.Length ? point * coefficients[i] : 0))];
            }
            input[j] = coefficients.Sum(Math.Abs);
        }
        double largest = 0;
        for (int output = 0; output < finite - 1; output++)
        {
            double row = 0;
            for (int j = 0; j <= finite; j++)
            {
                double a = j < finite ? Math.Abs(Math.Pow(points[j], output)) : output == finite - 2 ? 1 : 0;
                row += a * Filter[j].Sum(Math.Abs) * input[j];
            }
            largest = Math.Max(largest, row);
        }
        Amplification = largest * largest;
    }

    /// <summary>G, [n][3].</summary>
    public double[][] Filter { get; }

    /// <summary>The largest row sum of |Aᵀ| (|G| ⊙ |Bᵀ|), squared for two axes.</summary>
    public double Amplification { get; }
}

/// <summary>
/// Winograd's algorithm for 3 × 3 windows of stride 1: n² matrix products of channels, one for each point of the transformed tiles of m × m outputs.
/// Dilated windows are windows on d² interleaved images.
/// </summary>
/// <param name="outputs">m: 2 or 4.</param>
public sealed class WinogradConvolution(int outputs) : ConvolutionMethod
{
    private readonly FilteringMatrices matrices = new(outputs == 2 ? TwoOutputs<Lanes128, Vector128<float>>.Points : FourOutputs<Lanes128, Vector128<float>>.Points);

    /// <inheritdoc/>
    public override string Name => outputs == 2 ? "winograd-2x2" : "winograd-4x4";

    /// <inheritdoc/>
    public override double Amplification => matrices.Amplification;

    /// <inheritdoc/>
    public override bool IsExact => outputs == 2;

    /// <summary>m: the outputs of a tile along each axis.</summary>
    public int Outputs => outputs;

    private int Points => (outputs + 2) * (outputs + 2);

    /// <inheritdoc/>
    public override string? Refusal(in Convolution convolution)
    {
        Convolution c = convolution;
        return c.KernelHeight != 3 || c.KernelWidth != 3 ? "its window is not 3 × 3"
            : c.StrideHeight != 1 || c.StrideWidth != 1 ? "its stride is not 1"
            : c.Groups != 1 ? "it has groups"
            : c.Input.Lanes != VectorWidth.Floats || c.Output.Lanes != VectorWidth.Floats ? "its tensors are not blocked by the vector width"
            : c.Input.BatchStride >= int.MaxValue || c.Output.BatchStride >= int.MaxValue ? "an image is too large"
            : null;
    }

    /// <inheritdoc/>
    public override Halo InputHalo(in Convolution convolution)
    {
        // Tiles stand over at the end of each of the interleaved images.
        int Beyond(int size, int input, int dilation, int before)
        {
            int last = 0;
            for (int phase = 0; phase < Math.Min(dilation, size); phase++)
            {
                int tiles = ((size - phase + dilation - 1) / dilation + outputs - 1) / outputs;
                last = Math.Max(last, phase + (dilation * ((tiles * outputs) + 1)) - before);
            }
            return Math.Max(0, last - (input - 1));
        }
        return convolution.Reach.With(new Halo(
            0,
            0,
            Beyond(convolution.Output.Height, convolution.Input.Height, convolution.DilationHeight, convolution.PadTop),
            Beyond(convolution.Output.Width, convolution.Input.Width, convolution.DilationWidth, convolution.PadLeft)));
    }

    /// <inheritdoc/>
    public override long PackedFloats(in Convolution convolution) =>
        BiasFloats(convolution) + ((long)Points * convolution.Input.Channels * convolution.Output.Blocks * VectorWidth.Floats);

    internal static long BiasFloats(in Convolution convolution) =>
        Cache.WholeLines((long)convolution.Output.Blocks * VectorWidth.Floats);

    // Biases, then [pair of output blocks][point][channel][one or two vectors].
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override unsafe void Pack(in Convolution convolution, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, float* packed)
    {
        int width = VectorWidth.Floats;
        int filters = convolution.Output.Channels;
        int channels = convolution.Input.Channels;
        long bias = BiasFloats(convolution);
        new Span<float>(packed, (int)bias).Clear();
        biases.CopyTo(new Span<float>(packed, filters));
        // The window of one channel, and G times it from the left, each for the filters of a pair.
        double* taps = stackalloc double[9 * 32];
        double* rows = stackalloc double[6 * 3 * 32];
        fixed (float* all = weights)
        {
            for (int block = 0; block < convolution.Output.Blocks; block += 2)
            {
                int count = Math.Min(2, convolution.Output.Blocks - block) * width;
                float* to = packed + bias + ((long)block * width * Points * channels);
                for (int c = 0; c < channels; c++, to += count)
                {
                    for (int m = 0; m < count; m++)
                    {
                        int filter = (block * width) + m;
                        float* w = all + (((filter * (long)channels) + c) * 9);
                        for (int tap = 0; tap < 9; tap++)
                        {
                            taps[(tap * count) + m] = filter < filters ? w[tap] : 0;
                        }
                    }
                    TransformFilters(taps, rows, to, count, (long)channels * count);
                }
            }
        }
    }

    // G g Gᵀ for some filters at once, in double, rounded when it is stored.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void TransformFilters(double* taps, double* rows, float* to, int count, long pointStride)
    {
        double[][] g = matrices.Filter;
        for (int i = 0; i < g.Length; i++)
        {
            (Vector128<double> g0, Vector128<double> g1, Vector128<double> g2) = (Vector128.Create(g[i][0]), Vector128.Create(g[i][1]), Vector128.Create(g[i][2]));
            for (int m = 0; m < 3 * count; m += 2)
            {
                double* from = taps + m;
                Vector128<double> sum = (g0 * Vector128.Load(from)) + (g1 * Vector128.Load(from + (3 * count))) + (g2 * Vector128.Load(from + (6 * count)));
                sum.Store(rows + (i * 3 * count) + m);
            }
        }
        for (int j = 0; j < g.Length; j++)
        {
            (Vector128<double> g0, Vector128<double> g1, Vector128<double> g2) = (Vector128.Create(g[j][0]), Vector128.Create(g[j][1]), Vector128.Create(g[j][2]));
            for (int i = 0; i < g.Length; i++)
            {
                double* from = rows + (i * 3 * count);
                float* point = to + (((i * g.Length) + j) * pointStride);
                for (int m = 0; m < count; m += 4)
                {
                    double* x = from + m;
                    Vector128<double> low = (g0 * Vector128.Load(x)) + (g1 * Vector128.Load(x + count)) + (g2 * Vector128.Load(x + (2 * count)));
                    x += 2;
                    Vector128<double> high = (g0 * Vector128.Load(x)) + (g1 * Vector128.Load(x + count)) + (g2 * Vector128.Load(x + (2 * count)));
                    Vector128.Narrow(low, high).Store(point + m);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override Kernel Prepare(in Convolution convolution)
    {
        Check(convolution);
        return VectorWidth.Floats switch
        {
            16 => Prepare<Lanes512, Vector512<float>>(convolution),
            8 => Prepare<Lanes256, Vector256<float>>(convolution),
            _ => Prepare<Lanes128, Vector128<float>>(convolution),
        };
    }

    private Kernel Prepare<L, V>(in Convolution convolution)
        where L : struct, ILanes<V>
        where V : struct =>
        outputs == 2 ? new WinogradConvolution<L, V, TwoOutputs<L, V>>(convolution) : new WinogradConvolution<L, V, FourOutputs<L, V>>(convolution);
}

/// <summary>
/// Tiles are taken some at a time, as many as keep their transformed inputs in the second-level cache. For each pair of output blocks the products of all
/// points are computed, as pixels of a <see cref="Tile{L,V,M,P}"/>, and transformed back at once. What the kernel reads most decides the order:
/// <para>Image by image: each part transforms the inputs of its own tiles, in private scratch; the weights are read once for every group of tiles.</para>
/// <para>Filter by filter: first all tiles are transformed, into scratch that the parts share; then the weights are read once, and the tiles for each pair.
/// So many tiles that they would take too much memory go in several sets.</para>
/// </summary>
internal sealed unsafe class WinogradConvolution<L, V, F> : Kernel
    where L : struct, ILanes<V>
    where V : struct
    where F : struct, IFiltering<L, V>
{
    private const long TransformedFloats = 150_000;

    // The most that parts share: 32 megabytes.
    private const long SharedFloats = 1 << 23;

    // Chained additions of products: the transforms enlarge their errors, too, those of the larger tiles more.
    private static int Additions => F.Outputs == 2 ? 256 : 64;

    private readonly record struct Place(int Input, int Output, int Residual, int Rows, int Columns);

    private readonly Convolution c;
    private readonly Place[] places;
    private readonly Chunk[] chunks;
    private readonly int[] offsets;
    private readonly int tiles;
    private readonly int groups;
    private readonly int widest;
    private readonly int pairs;
    private readonly bool filterByFilter;
    private readonly int groupsOfSet;
    private readonly int sets;
    private readonly nint pointStride;
    private readonly nint productStride;

    public WinogradConvolution(in Convolution convolution)
    {
        c = convolution;
        places = Places();
        tiles = checked(c.Batch * places.Length);
        pairs = (c.Output.Blocks + 1) / 2;
        long fitting = TransformedFloats / ((long)Points * c.Input.Channels) / L.Pixels * L.Pixels;
        int most = (int)Math.Clamp(fitting, L.Pixels, L.Pixels >= 14 ? 2 * L.Pixels : 4 * L.Pixels);
        groups = tiles <= 2 * L.Pixels ? 1 : (tiles + most - 1) / most;
        widest = (tiles + groups - 1) / groups;

        // One vector more, so that the points of a tile do not all fall on the same lines of the caches.
        pointStride = ((c.Input.Blocks * widest) + 1) * L.Count;
        productStride = ((2 * widest) + 1) * L.Count;

        groupsOfSet = (int)Math.Clamp(SharedFloats / GroupFloats, 1, groups);
        sets = (groups + groupsOfSet - 1) / groupsOfSet;
        long weights = (long)Points * c.Input.Channels * c.Output.Channels;
        long inputs = (long)Points * c.Input.Channels * tiles;
        filterByFilter = groups < Math.Min(Environment.ProcessorCount, 8) || groups * weights > ((pairs + 1) * inputs) + (sets * weights);

        offsets = GC.AllocateArray<int>(c.Input.Blocks + 1, pinned: true);
        var panels = new Panel[c.Input.Blocks];
        for (int block = 0; block < panels.Length; block++)
        {
            offsets[block] = checked(block * widest * L.Count);
            panels[block] = new Panel(offsets[block], Math.Min(L.Count, c.Input.Channels - (block * L.Count)), block * L.Count, 0, 0, false);
        }
        chunks = Chunk.Of(panels, Additions);
    }

    private static int Size => F.Outputs + 2;

    private static int Points => Size * Size;

    // The tiles of one sample, those of each interleaved image after each other.
    private Place[] Places()
    {
        var made = new List<Place>();
        for (int phaseRow = 0; phaseRow < Math.Min(c.DilationHeight, c.Output.Height); phaseRow++)
        {
            for (int phaseColumn = 0; phaseColumn < Math.Min(c.DilationWidth, c.Output.Width); phaseColumn++)
            {
                for (int row = phaseRow; row < c.Output.Height; row += F.Outputs * c.DilationHeight)
                {
                    for (int column = phaseColumn; column < c.Output.Width; column += F.Outputs * c.DilationWidth)
                    {
                        made.Add(new Place(
                            (int)c.Input.At(0, 0, row - c.PadTop, column - c.PadLeft),
                            (int)c.Output.At(0, 0, row, column),
                            c.Residual is { } residual ? (int)residual.At(0, 0, row, column) : 0,
                            Math.Min(F.Outputs, (c.Output.Height - row + c.DilationHeight - 1) / c.DilationHeight),
                            Math.Min(F.Outputs, (c.Output.Width - column + c.DilationWidth - 1) / c.DilationWidth)));
                    }
                }
            }
        }
        return [.. made];
    }

    public override int Phases => filterByFilter ? 2 * sets : 1;

    private long GroupFloats => Points * (long)pointStride;

    // The products of a pair of blocks, a tile on its way through the transforms, and a group of transformed tiles.
    public override long ScratchBytes => sizeof(float) * ((Points * (long)productStride) + (2 * Points * L.Count) + (filterByFilter ? 0 : GroupFloats));

    public override long SharedBytes => filterByFilter ? sizeof(float) * groupsOfSet * GroupFloats : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(in KernelArguments arguments, int phase, int part, int parts)
    {
        float* products = (float*)arguments.Scratch;
        float* tile = products + (Points * productStride);
        int lastPart = arguments.PartsOfThread(part).End - 1;
        if (!filterByFilter)
        {
            float* transformed = tile + (2 * Points * L.Count);
            (int first, int end) = Share(groups, part, parts);
            int endOfThread = Share(groups, lastPart, parts).End;
            for (int group = first; group < end; group++)
            {
                for (int block = 0; block < c.Input.Blocks; block++)
                {
                    TransformInputs(arguments, group, block, tile, transformed);
                }
                for (int pair = 0; pair < pairs; pair++)
                {
                    // The next group of tiles begins with the first pair again.
                    Multiply(arguments, group, pair, transformed, products, pair < pairs - 1 ? pair + 1 : group < endOfThread - 1 ? 0 : null);
                    TransformOutputs(arguments, group, pair, products, tile);
                }
            }
        }
        else
        {
            float* transformed = (float*)arguments.Shared;
            int firstGroup = phase / 2 * groupsOfSet;
            int count = Math.Min(groupsOfSet, groups - firstGroup);
            bool transforms = phase % 2 == 0;
            int items = count * (transforms ? c.Input.Blocks : pairs);
            (int first, int end) = Share(items, part, parts);
            int endOfThread = Share(items, lastPart, parts).End;
            for (int item = first; item < end; item++)
            {
                if (transforms)
                {
                    (int group, int block) = Math.DivRem(item, c.Input.Blocks);
                    TransformInputs(arguments, firstGroup + group, block, tile, transformed + (group * GroupFloats));
                }
                else
                {
                    (int pair, int group) = Math.DivRem(item, count);
                    int? next = item == endOfThread - 1 ? null : group < count - 1 ? pair : pair + 1;
                    Multiply(arguments, firstGroup + group, pair, transformed + (group * GroupFloats), products, next);
                    TransformOutputs(arguments, firstGroup + group, pair, products, tile);
                }
            }
        }
    }

    public override long FirstWeights(int part, int parts) => WeightsOf(filterByFilter ? Share(pairs * groupsOfSet, part, parts).First / groupsOfSet : 0);

    private long WeightsOf(int pair) => WinogradConvolution.BiasFloats(c) + ((long)pair * 2 * L.Count * Points * c.Input.Channels);

    private (int First, int Count) Tiles(int group)
    {
        int first = (int)((long)tiles * group / groups);
        return (first, (int)((long)tiles * (group + 1) / groups) - first);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformInputs(in KernelArguments arguments, int group, int block, float* temporary, float* transformed)
    {
        (int first, int count) = Tiles(group);
        nint rowStride = (nint)(c.DilationHeight * c.Input.RowStride);
        nint columnStride = c.DilationWidth * L.Count;
        float* input = arguments.Input + (block * c.Input.BlockStride);
        float* to = transformed + (block * widest * L.Count);
        nint stride = pointStride;
        (int sample, int place) = Math.DivRem(first, places.Length);
        for (int i = 0; i < count; i++, to += L.Count)
        {
            float* from = input + (sample * c.Input.BatchStride) + places[place].Input;
            for (int column = 0; column < Size; column++)
            {
                F.TransformInput(from + (column * columnStride), rowStride, temporary + (column * L.Count), Size * L.Count);
            }
            for (int row = 0; row < Size; row++)
            {
                F.TransformInput(temporary + (row * Size * L.Count), L.Count, to + (row * Size * stride), stride);
            }
            if (++place == places.Length)
            {
                place = 0;
                sample++;
            }
        }
    }

    // products[point][vector][tile] = Σ over channels of weights[pair][point][channel][vector] · transformed[point][channel][tile]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(in KernelArguments arguments, int group, int pair, float* transformed, float* products, int? nextPair)
    {
        (_, int count) = Tiles(group);
        int vectors = Math.Min(2, c.Output.Blocks - (2 * pair));
        long perPoint = (long)c.Input.Channels * vectors * L.Count;
        float* weights = arguments.Weights + WeightsOf(pair);
        int parts = Tiles<L, V>.Count(count);
        float* afterLast = nextPair is { } following ? arguments.Weights + WeightsOf(following)
            : arguments.Next != null && arguments.NextFloats >= perPoint ? arguments.Next
            : weights;
        TileArguments a;
        a.PixelStride = L.Count;
        a.Tiles = 1;
        a.Start = null;
        a.Low = float.NegativeInfinity;
        a.High = float.PositiveInfinity;
        a.OutputBlock = widest * L.Count;
        a.AddBlock = a.OutputBlock;
        fixed (int* table = offsets)
        {
            for (int point = 0; point < Points; point++, weights += perPoint)
            {
                // The weights of the next point, or of what comes after the last, are fetched meanwhile, in equal shares.
                float* next = point < Points - 1 ? weights + perPoint : afterLast;
                for (int part = 0; part < parts; part++)
                {
                    int from = part * count / parts;
                    int pixels = ((part + 1) * count / parts) - from;
                    delegate*<TileArguments*, void> compute = Tiles<L, V>.Of(vectors, pixels);
                    a.Input = transformed + (point * pointStride) + (from * L.Count);
                    a.InputOfSecond = a.Input + (Tiles<L, V>.FirstRow * L.Count);
                    a.Output = products + (point * productStride) + (from * L.Count);
                    a.OutputOfSecond = a.Output + (Tiles<L, V>.FirstRow * L.Count);
                    a.Weights = weights;
                    a.Next = next + (part * perPoint / parts);
                    a.NextStep = ((vectors * L.Count) + parts - 1) / parts;
                    for (int i = 0; i < chunks.Length; i++)
                    {
                        a.Offsets = table + chunks[i].First;
                        a.Panels = chunks[i].Panels;
                        a.Steps = chunks[i].Steps;
                        a.LastSteps = chunks[i].LastSteps;
                        a.Add = i == 0 ? null : a.Output;
                        a.AddOfSecond = a.OutputOfSecond;
                        compute(&a);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformOutputs(in KernelArguments arguments, int group, int pair, float* products, float* temporary)
    {
        (int first, int count) = Tiles(group);
        int vectors = Math.Min(2, c.Output.Blocks - (2 * pair));
        float* outputs = temporary + (Points * L.Count);
        nint stride = productStride;
        nint rowStride = (nint)(c.DilationHeight * c.Output.RowStride);
        nint columnStride = c.DilationWidth * L.Count;
        BlockedLayout residual = c.Residual ?? default;
        nint residualRow = (nint)(c.DilationHeight * residual.RowStride);
        (float low, float high) = c.Activation.Bounds;
        V lowest = L.All(low), highest = L.All(high);
        for (int vector = 0; vector < vectors; vector++)
        {
            int block = (2 * pair) + vector;
            V bias = L.Load(arguments.Weights + (block * L.Count));
            float* from = products + (vector * widest * L.Count);
            (int sample, int index) = Math.DivRem(first, places.Length);
            for (int i = 0; i < count; i++, from += L.Count)
            {
                Place place = places[index];
                for (int column = 0; column < Size; column++)
                {
                    F.TransformOutput(from + (column * stride), Size * stride, temporary + (column * L.Count), Size * L.Count);
                }
                float* y = arguments.Output + (sample * c.Output.BatchStride) + (block * c.Output.BlockStride) + place.Output;
                float* r = c.Residual is null ? null : arguments.Residual + (sample * residual.BatchStride) + (block * residual.BlockStride) + place.Residual;
                for (int row = 0; row < place.Rows; row++)
                {
                    F.TransformOutput(temporary + (row * Size * L.Count), L.Count, outputs + (row * F.Outputs * L.Count), L.Count);
                    float* sums = outputs + (row * F.Outputs * L.Count);
                    for (int column = 0; column < place.Columns; column++)
                    {
                        V sum = L.Add(bias, L.Load(sums + (column * L.Count)));
                        if (r != null)
                        {
                            sum = L.Add(sum, L.Load(r + (row * residualRow) + (column * columnStride)));
                        }
                        L.Store(sums + (column * L.Count), L.Min(highest, L.Max(lowest, sum)));
                    }
                }
                if (c.Activation.HasPass)
                {
                    VectorFunctions<L, V>.Apply(c.Activation, outputs, place.Rows * F.Outputs);
                }
                for (int row = 0; row < place.Rows; row++)
                {
                    for (int column = 0; column < place.Columns; column++)
                    {
                        L.Store(y + (row * rowStride) + (column * columnStride), L.Load(outputs + (((row * F.Outputs) + column) * L.Count)));
                    }
                }
                if (++index == places.Length)
                {
                    index = 0;
                    sample++;
                }
            }
        }
    }
}
