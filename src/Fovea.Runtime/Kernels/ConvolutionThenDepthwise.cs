using System.Runtime.CompilerServices;

namespace Fovea.Runtime.Kernels;

/// <summary>
/// A convolution and the depthwise one that alone reads it, as one kernel: what lies between them, often the largest tensor of a network, is never whole.
/// <para>
/// Each item is a band of rows of up to two blocks of channels: the first convolution computes what the band needs into scratch memory that stays in the
/// second-level cache, the depthwise one reads it there. Rows that two bands need are computed for each, so bands are as high as the cache allows. Both are
/// the methods' own kernels on a part of the geometry, and their results have the same bits as if they ran one after the other.
/// </para>
/// </summary>
/// <param name="First">The first convolution, whose output may lie anyhow.</param>
/// <param name="Second">The depthwise convolution, whose input is the first's output and may lie anyhow.</param>
public readonly record struct ConvolutionThenDepthwise(Convolution First, Convolution Second)
{
    // What a band of the tensor between may take.
    private const long BandFloats = Cache.SecondLevelFloats / 2;

    private static readonly DirectConvolution FirstMethod = new();
    private static readonly DepthwiseConvolution SecondMethod = new();

    /// <summary>Why it cannot be run; null if it can.</summary>
    public string? Refusal =>
        First.Groups != 1 ? "the first convolution has groups"
        : First.Residual is not null ? "something is added between the convolutions"
        : First.Output.Channels != Second.Input.Channels || First.Output.Height != Second.Input.Height || First.Output.Width != Second.Input.Width || First.Batch != Second.Batch
            ? "the second convolution does not read the first"
        : (FirstMethod.Refusal(First) ?? SecondMethod.Refusal(Second)) is { } refusal ? refusal
        : Height(1) * RowFloats > BandFloats ? "its rows are too long"
        : null;

    /// <summary>Whether it is faster than one after the other: whether the tensor between, of one sample, leaves the second-level cache.</summary>
    public bool Pays => (long)First.Output.Blocks * VectorWidth.Floats * First.Output.Height * First.Output.Width > Cache.SecondLevelFloats;

    private long RowFloats => 2L * VectorWidth.Floats * (Second.Reach.Left + First.Output.Width + Second.Reach.Right);

    // The rows of the tensor between that so many rows of the output need.
    private long Height(long rows) => ((rows - 1) * Second.StrideHeight) + ((Second.KernelHeight - 1L) * Second.DilationHeight) + 1;

    /// <summary>The rows of the output in a band.</summary>
    internal int BandRows
    {
        get
        {
            long most = Math.Max(1, ((BandFloats / RowFloats) - Height(1)) / Second.StrideHeight + 1);
            int bands = (int)((Second.Output.Height + most - 1) / most);
            return (Second.Output.Height + bands - 1) / bands;
        }
    }

    /// <summary>The tensor between, as far as a band needs it.</summary>
    internal BlockedLayout Between =>
        BlockedLayout.Blocked(2 * VectorWidth.Floats, checked((int)Height(BandRows)), First.Output.Width, new Halo(0, Second.Reach.Left, 0, Second.Reach.Right));

    /// <summary>The first convolution for some blocks of channels, a range of rows of the tensor between.</summary>
    internal Convolution FirstOf(int channels, int rows) => First with
    {
        Batch = 1,
        Output = Between with { Channels = channels, Height = rows },
    };

    /// <summary>The second convolution for some blocks of channels, a range of rows of the output.</summary>
    internal Convolution SecondOf(int channels, int rows) => Second with
    {
        Batch = 1,
        Input = Between with { Channels = channels, Height = checked((int)Height(rows)) },
        Output = Second.Output with { Channels = channels, Height = rows },
        Residual = Second.Residual is { } residual ? residual with { Channels = channels, Height = rows } : null,
        PadTop = 0,
        Groups = channels,
    };

    /// <summary>The channels of a pair of blocks.</summary>
    internal int ChannelsOf(int pair) => Math.Min(2 * VectorWidth.Floats, Second.Output.Channels - (pair * 2 * VectorWidth.Floats));

    /// <summary>The pairs of blocks, the last perhaps a single one.</summary>
    internal int Pairs => (Second.Output.Blocks + 1) / 2;

    internal long FirstFloats(int pair) => Cache.WholeLines(FirstMethod.PackedFloats(FirstOf(ChannelsOf(pair), 1)));

    internal long PairFloats(int pair) => FirstFloats(pair) + Cache.WholeLines(SecondMethod.PackedFloats(SecondOf(ChannelsOf(pair), 1)));

    /// <summary>The floats of all packed weights and biases.</summary>
    public long PackedFloats => ((Pairs - 1) * PairFloats(0)) + PairFloats(Pairs - 1);

    /// <summary>Packs weights and biases: for each pair those of the first convolution, then those of the second.</summary>
    /// <param name="first">W of the first, dense.</param>
    /// <param name="firstBiases">Its B; empty for zeros.</param>
    /// <param name="second">W of the second, dense.</param>
    /// <param name="secondBiases">Its B; empty for zeros.</param>
    /// <param name="packed">Room for <see cref="PackedFloats"/>, aligned to 64 bytes.</param>
    public unsafe void Pack(ReadOnlySpan<float> first, ReadOnlySpan<float> firstBiases, ReadOnlySpan<float> second, ReadOnlySpan<float> secondBiases, float* packed)
    {
        for (int pair = 0; pair < Pairs; packed += PairFloats(pair), pair++)
        {
            int channel = pair * 2 * VectorWidth.Floats;
            int channels = ChannelsOf(pair);
            FirstMethod.Pack(FirstOf(channels, 1), Of(first, channel, channels), Of(firstBiases, channel, channels), packed);
            SecondMethod.Pack(SecondOf(channels, 1), Of(second, channel, channels), Of(secondBiases, channel, channels), packed + FirstFloats(pair));
        }
    }

    // The share of some channels in a tensor of all.
    private ReadOnlySpan<float> Of(ReadOnlySpan<float> tensor, int channel, int channels)
    {
        int each = tensor.Length / Second.Output.Channels;
        return tensor.Slice(channel * each, channels * each);
    }

    /// <summary>Makes it ready to run.</summary>
    /// <exception cref="ArgumentException">It is refused, or the input has too little halo.</exception>
    public Kernel Prepare()
    {
        if (Refusal is { } refusal)
        {
            throw new ArgumentException(refusal);
        }
        return new ConvolutionThenDepthwiseKernel(this);
    }

    internal static Kernel PrepareFirst(in Convolution convolution) => FirstMethod.Prepare(convolution);

    internal static Kernel PrepareSecond(in Convolution convolution) => SecondMethod.Prepare(convolution);
}

internal sealed unsafe class ConvolutionThenDepthwiseKernel : Kernel
{
    // Rows of the output from First on. They read so many rows of the tensor between from Above on, of which those from From to To exist; the others are zero.
    private readonly record struct Band(int First, int Above, int Rows, int From, int To);

    private readonly Convolution first;
    private readonly Convolution second;
    private readonly BlockedLayout between;
    private readonly Band[] bands;

    // For each band the kernels of a pair of blocks and those of the last pair.
    private readonly (Kernel? First, Kernel Second)[] kernels;
    private readonly (Kernel? First, Kernel Second)[] lastKernels;
    private readonly int pairs;
    private readonly long firstFloats;
    private readonly long lastFirstFloats;
    private readonly long pairFloats;

    public ConvolutionThenDepthwiseKernel(ConvolutionThenDepthwise both)
    {
        (first, second, between, pairs) = (both.First, both.Second, both.Between, both.Pairs);
        (firstFloats, lastFirstFloats, pairFloats) = (both.FirstFloats(0), both.FirstFloats(pairs - 1), both.PairFloats(0));
        int height = both.BandRows;
        bands = new Band[(second.Output.Height + height - 1) / height];
        for (int i = 0; i < bands.Length; i++)
        {
            int rows = both.SecondOf(1, HeightOf(i)).Input.Height;
            int above = (i * height * second.StrideHeight) - second.PadTop;
            int from = Math.Clamp(above, 0, first.Output.Height);
            bands[i] = new Band(i * height, above, rows, from, Math.Clamp(above + rows, from, first.Output.Height));
        }
        kernels = Kernels(both.ChannelsOf(0));
        lastKernels = Kernels(both.ChannelsOf(pairs - 1));

        int HeightOf(int band) => Math.Min(height, second.Output.Height - (band * height));

        (Kernel?, Kernel)[] Kernels(int channels)
        {
            var made = new Dictionary<(int, int), (Kernel?, Kernel)>();
            return [.. bands.Select((band, i) =>
            {
                (int, int) rows = (band.To - band.From, HeightOf(i));
                if (!made.TryGetValue(rows, out (Kernel?, Kernel) own))
                {
                    Kernel? makes = rows.Item1 == 0 ? null : ConvolutionThenDepthwise.PrepareFirst(both.FirstOf(channels, rows.Item1));
                    made.Add(rows, own = (makes, ConvolutionThenDepthwise.PrepareSecond(both.SecondOf(channels, rows.Item2))));
                }
                return own;
            })];
        }
    }

    public override long ScratchBytes => between.BatchStride * sizeof(float);

    // The index of an item counts pairs, bands and samples, from the fastest on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(in KernelArguments arguments, int phase, int part, int parts)
    {
        (int item, int end) = Share(checked(first.Batch * bands.Length * pairs), part, parts);
        float* rows = (float*)arguments.Scratch + between.Origin;
        between.ClearHalo(rows, 1);
        // What comes next is fetched in equal shares.
        float* next = arguments.NextOf(part, out long fetched);
        long share = item == end ? 0 : fetched / (end - item);
        KernelArguments own = default;
        for (; item < end; item++, next += share)
        {
            (int index, int pair) = Math.DivRem(item, pairs);
            (int sample, int at) = Math.DivRem(index, bands.Length);
            Band band = bands[at];
            bool isLast = pair == pairs - 1;
            (Kernel? makes, Kernel reads) = isLast ? lastKernels[at] : kernels[at];
            float* weights = arguments.Weights + (pair * pairFloats);

            Clear(rows, 0, Math.Clamp(band.From - band.Above, 0, band.Rows));
            Clear(rows, Math.Clamp(band.To - band.Above, 0, band.Rows), band.Rows);
            own.Input = arguments.Input + first.Input.At(sample, 0, band.From * first.StrideHeight, 0);
            own.Output = rows + between.At(0, 0, band.From - band.Above, 0);
            own.Weights = weights;
            own.Next = null;
            makes?.Run(own, 0, 0, 1);

            own.Input = rows;
            own.Output = arguments.Output + second.Output.At(sample, 2 * pair, band.First, 0);
            own.Residual = second.Residual is { } residual ? arguments.Residual + residual.At(sample, 2 * pair, band.First, 0) : null;
            own.Weights = weights + (isLast ? lastFirstFloats : firstFloats);
            own.Next = share == 0 ? null : next;
            own.NextFloats = share;
            reads.Run(own, 0, 0, 1);
        }
    }

    private void Clear(float* rows, int from, int to)
    {
        for (int row = from; row < to; row++)
        {
            for (int block = 0; block < between.Blocks; block++)
            {
                new Span<float>(rows + between.At(0, block, row, 0), between.Width * between.Lanes).Clear();
            }
        }
    }
}
