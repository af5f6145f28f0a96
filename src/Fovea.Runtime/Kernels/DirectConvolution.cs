using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Runtime.Kernels;

/// <summary>
/// Convolution as it is defined: any window, stride, dilation and groups.
/// <para>
/// Each output is a sum over panels: the inputs that lie side by side in memory for one tap, up to a vector of channels (blocked input) or a row of the
/// window (plain planes: the first layer). A group of 2V outputs and a row of up to 14 pixels make one <see cref="Tile{L,V,M,P}"/>; weights are packed
/// [output group][panel][step][2V], so that a tile reads them from front to back. An output whose group is smaller than a vector reads its neighbours'
/// channels with weights of zero: what is infinite or no number there makes it NaN.
/// </para>
/// <para>
/// Rounding: a chain of K additions errs by about 2.3·10⁻⁸·√K. Sums are therefore cut into chunks of at most 148 additions, and every eight chunks are
/// summed by themselves: the error stays below 3·10⁻⁷ for any number of channels.
/// </para>
/// <para>
/// Order: as many output groups as fit their weights into half the second-level cache go over the whole image together, tile after tile, so that a tile's
/// input stays in the first level; then the next groups, whose weights are fetched meanwhile. Where sums are short and the first level holds more than one
/// tile's input, tiles go in runs that one call computes: a row of them, or some rows of one tile each.
/// </para>
/// </summary>
public sealed class DirectConvolution : ConvolutionMethod
{
    /// <inheritdoc/>
    public override string Name => "direct";

    /// <inheritdoc/>
    public override string? Refusal(in Convolution convolution)
    {
        BlockedLayout input = convolution.Input;
        if (convolution.Output.Lanes != VectorWidth.Floats || (input.Lanes != VectorWidth.Floats && input.Lanes != 1))
        {
            return "its tensors are not blocked by the vector width";
        }
        if (convolution.Groups < 1 || input.Channels % convolution.Groups != 0 || convolution.Output.Channels % convolution.Groups != 0)
        {
            return "its groups do not divide its channels";
        }
        return input.BatchStride >= int.MaxValue || convolution.Output.BatchStride >= int.MaxValue ? "an image is too large" : null;
    }

    /// <inheritdoc/>
    public override long PackedFloats(in Convolution convolution)
    {
        OutputGroup[] groups = OutputGroup.All(convolution);
        return groups[^1].Weights + groups[^1].Floats;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override unsafe void Pack(in Convolution convolution, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, float* packed)
    {
        int width = VectorWidth.Floats;
        Convolution c = convolution;
        OutputGroup[] groups = OutputGroup.All(c);
        new Span<float>(packed, (int)groups[0].Weights).Clear();
        biases.CopyTo(new Span<float>(packed, c.Output.Channels));
        int taps = c.KernelHeight * c.KernelWidth;
        fixed (float* all = weights)
        {
            foreach (OutputGroup group in groups)
            {
                float* to = packed + group.Weights;
                int filters = group.Vectors * width;
                foreach (Panel first in group.Panels.Where(panel => panel.Row == 0 && panel.Column == 0))
                {
                    // A filter's weights of one block of channels lie side by side.
                    int channels = first.AlongRow ? 1 : first.Steps;
                    for (int m = 0; m < filters; m++)
                    {
                        int filter = (group.FirstBlock * width) + m;
                        int own = first.Channel - (filter / c.FiltersOfGroup * c.ChannelsOfGroup);
                        float* from = all + (((filter * (long)c.ChannelsOfGroup) + own) * taps);
                        // Weights of filters that do not read a channel, or do not exist, are zero.
                        int begin = filter < c.Output.Channels ? Math.Clamp(-own, 0, channels) : channels;
                        int end = Math.Clamp(c.ChannelsOfGroup - own, begin, channels);
                        for (int tap = 0; tap < taps; tap++)
                        {
                            float* place = to + ((long)tap * channels * filters) + m;
                            for (int step = 0; step < channels; step++, place += filters)
                            {
                                *place = step >= begin && step < end ? from[(step * taps) + tap] : 0;
                            }
                        }
                    }
                    to += (long)taps * channels * filters;
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
            16 => new DirectConvolution<Lanes512, Vector512<float>>(convolution),
            8 => new DirectConvolution<Lanes256, Vector256<float>>(convolution),
            _ => new DirectConvolution<Lanes128, Vector128<float>>(convolution),
        };
    }
}

/// <summary>Inputs of one output pixel that lie side by side: channels of one tap or, in plain planes, taps of one row of the window.</summary>
internal readonly record struct Panel(int Offset, int Steps, int Channel, int Row, int Column, bool AlongRow)
{
    /// <summary>The panels of a range of channels, those of one block after each other.</summary>
    public static Panel[] All(in Convolution c, int firstChannel, int endChannel)
    {
        var panels = new List<Panel>();
        int lanes = c.Input.Lanes;
        bool alongRow = lanes == 1 && c.DilationWidth == 1;
        for (int channel = firstChannel; channel < endChannel;)
        {
            int block = channel / lanes;
            int end = Math.Min(endChannel, (block + 1) * lanes);
            for (int row = 0; row < c.KernelHeight; row++)
            {
                for (int column = 0; column < (alongRow ? 1 : c.KernelWidth); column++)
                {
                    long offset = c.Input.At(0, block, row * c.DilationHeight, column * c.DilationWidth) + (channel - (block * lanes));
                    panels.Add(new Panel(checked((int)offset), alongRow ? c.KernelWidth : end - channel, channel, row, column, alongRow));
                }
            }
            channel = end;
        }
        return [.. panels];
    }
}

/// <summary>A run of panels whose products are summed in registers: of the same length, but for the last.</summary>
internal readonly record struct Chunk(int First, int Panels, int Steps, int LastSteps)
{
    /// <summary>Cuts panels into chunks of about the same length.</summary>
    /// <param name="panels">The panels.</param>
    /// <param name="additions">How many additions are chained at most, unless panels are longer.</param>
    public static Chunk[] Of(Panel[] panels, int additions)
    {
        var chunks = new List<Chunk>();
        for (int first = 0; first < panels.Length;)
        {
            int steps = panels[first].Steps;
            int end = first + 1;
            while (end < panels.Length && panels[end].Steps == steps)
            {
                end++;
            }
            // A last block with fewer channels goes with the others, if it is one panel only.
            bool takesLast = end == panels.Length - 1 && panels[end].Steps < steps;
            end += takesLast ? 1 : 0;
            int count = end - first;
            int parts = Math.Min(count, (int)((((long)count * steps) + additions - 1) / additions));
            for (int part = 0; part < parts; part++)
            {
                int from = first + (int)((long)count * part / parts);
                int to = first + (int)((long)count * (part + 1) / parts);
                chunks.Add(new Chunk(from, to - from, steps, panels[to - 1].Steps));
            }
            first = end;
        }
        return [.. chunks];
    }
}

/// <summary>One or two blocks of outputs that are computed together, and what they read.</summary>
/// <param name="FirstBlock">The first block of outputs.</param>
/// <param name="Vectors">The number of blocks.</param>
/// <param name="Panels">What they read.</param>
/// <param name="Weights">Where their weights begin; before the first group's stand the biases.</param>
internal sealed record OutputGroup(int FirstBlock, int Vectors, Panel[] Panels, long Weights)
{
    /// <summary>The floats of their weights.</summary>
    public long Floats { get; } = Panels.Sum(panel => (long)panel.Steps) * Vectors * VectorWidth.Floats;

    /// <summary>All outputs, two blocks together where they read the same channels.</summary>
    public static OutputGroup[] All(in Convolution c)
    {
        var groups = new List<OutputGroup>();
        int width = VectorWidth.Floats;
        int blocks = c.Output.Blocks;
        long weights = Cache.WholeLines((long)blocks * width);
        Panel[] panels = [];
        (int First, int End) range = default;
        for (int block = 0; block < blocks;)
        {
            (int First, int End) own = Channels(c, block);
            if (panels.Length == 0 || own != range)
            {
                range = own;
                panels = Panel.All(c, own.First, own.End);
            }
            int vectors = block + 1 < blocks && Channels(c, block + 1) == own ? 2 : 1;
            var group = new OutputGroup(block, vectors, panels, weights);
            groups.Add(group);
            weights += group.Floats;
            block += vectors;
        }
        return [.. groups];
    }

    // The channels that the filters of a block read.
    private static (int First, int End) Channels(in Convolution c, int block)
    {
        int first = block * VectorWidth.Floats;
        int last = Math.Min(first + VectorWidth.Floats, c.Output.Channels) - 1;
        return (first / c.FiltersOfGroup * c.ChannelsOfGroup, ((last / c.FiltersOfGroup) + 1) * c.ChannelsOfGroup);
    }
}

internal sealed unsafe class DirectConvolution<L, V> : Kernel
    where L : struct, ILanes<V>
    where V : struct
{
    private const int Additions = 148;

    // Chunks that are summed by themselves before they are added to the output.
    private const int ChunksOfSum = 8;

    // The rows of one tile each that make a run: few, so that there are enough runs for all threads.
    private const int MostRows = 4;

    private readonly Convolution c;
    private readonly OutputGroup[] groups;
    private readonly Chunk[][] chunks;
    private readonly int[][] offsets;
    private readonly int groupsTogether;
    private readonly int rowsOfTile;
    private readonly int tilesOfRow;
    private readonly int tiles;
    private readonly int tilesOfRun;
    private readonly int runs;

    public DirectConvolution(in Convolution convolution)
    {
        c = convolution;
        groups = OutputGroup.All(c);
        long all = groups[^1].Weights + groups[^1].Floats - groups[0].Weights;
        int rounds = (int)Math.Min(groups.Length, (all + Cache.SecondLevelFloats - 1) / Cache.SecondLevelFloats);
        groupsTogether = (groups.Length + rounds - 1) / rounds;
        rowsOfTile = c.Output.Width == Tiles<L, V>.FirstRow && L.Pixels == 2 * c.Output.Width ? 2 : 1;
        tilesOfRow = Tiles<L, V>.Count(c.Output.Width);
        tiles = (c.Output.Height + rowsOfTile - 1) / rowsOfTile * tilesOfRow;
        chunks = new Chunk[groups.Length][];
        for (int group = 0; group < groups.Length; group++)
        {
            chunks[group] = ReadsSame(group) ? chunks[group - 1] : Chunk.Of(groups[group].Panels, Additions);
        }
        tilesOfRun = TilesOfRun();
        runs = (tiles + tilesOfRun - 1) / tilesOfRun;
        offsets = new int[groups.Length][];
        for (int group = 0; group < groups.Length; group++)
        {
            offsets[group] = ReadsSame(group) ? offsets[group - 1] : Pinned(groups[group].Panels);
        }
    }

    private bool ReadsSame(int group) => group > 0 && groups[group].Panels == groups[group - 1].Panels;

    // A row of tiles, or where that is one tile some rows: if all sums are one chunk, and groups that read the same find it in the first-level cache.
    private int TilesOfRun()
    {
        if (chunks.Any(own => own.Length > 1))
        {
            return 1;
        }
        long fitting = Cache.FirstLevelFloats / ((long)c.Input.Channels * c.StrideWidth * c.Output.Width * rowsOfTile);
        if (tilesOfRow == 1)
        {
            return (int)Math.Clamp(fitting, 1, MostRows);
        }
        // Of two tiles that differ a run would be none.
        bool repeats = tilesOfRow > 2 || c.Output.Width % 2 == 0;
        return repeats && (fitting > 0 || groupsTogether == 1) ? tilesOfRow : 1;
    }

    private nint InputAdvance(int pixels) =>
        tilesOfRow > 1 ? pixels * c.StrideWidth * c.Input.Lanes : (nint)(rowsOfTile * c.StrideHeight * c.Input.RowStride);

    private int[] Pinned(Panel[] panels)
    {
        int[] pinned = GC.AllocateUninitializedArray<int>(panels.Length + 1, pinned: true);
        for (int i = 0; i < panels.Length; i++)
        {
            pinned[i] = panels[i].Offset;
        }
        // After a tile's last panel comes the first one of the next tile, or of the same for another group.
        pinned[^1] = pinned[0] + (tilesOfRun > 1 || groupsTogether == 1 ? (int)InputAdvance(c.Output.Width / tilesOfRow) : 0);
        return pinned;
    }

    // The index of an item counts, from the fastest on, the groups of a round, runs of tiles and samples, rounds.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(in KernelArguments arguments, int phase, int part, int parts)
    {
        int positions = c.Batch * runs;
        int items = checked(groups.Length * positions);
        (int first, int end) = Share(items, part, parts);
        (int firstPart, int endPart) = arguments.PartsOfThread(part);
        (int firstOfThread, int endOfThread) = (Share(items, firstPart, parts).First, Share(items, endPart - 1, parts).End);
        while (first < end)
        {
            int round = first / (groupsTogether * positions);
            int firstGroup = round * groupsTogether;
            int endGroup = Math.Min(groups.Length, firstGroup + groupsTogether);
            int endOfRound = Math.Min(end, endGroup * positions);
            // What the thread reads after this round is fetched evenly over its items of the round.
            int begin = Math.Max(firstOfThread, firstGroup * positions);
            int finish = Math.Min(endOfThread, endGroup * positions);
            TileArguments a;
            Fetch(arguments, finish == endOfThread ? groups.Length : endGroup, first - begin, finish - begin, groups[firstGroup], &a);
            (int position, int group) = Math.DivRem(first - (firstGroup * positions), endGroup - firstGroup);
            group += firstGroup;
            while (first < endOfRound)
            {
                int last = Math.Min(endGroup, group + endOfRound - first);
                Compute(arguments, position, group, last, &a);
                first += last - group;
                group = firstGroup;
                position++;
            }
        }
    }

    public override long FirstWeights(int part, int parts)
    {
        int positions = c.Batch * runs;
        int round = Share(groups.Length * positions, part, parts).First / (groupsTogether * positions);
        return groups[Math.Min(round * groupsTogether, groups.Length - 1)].Weights;
    }

    // The weights of the next round or of the kernel that comes next; some items have been done.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fetch(in KernelArguments arguments, int nextGroup, int done, int items, OutputGroup group, TileArguments* a)
    {
        long fetched;
        if (nextGroup < groups.Length)
        {
            OutputGroup last = groups[Math.Min(groups.Length, nextGroup + groupsTogether) - 1];
            a->Next = arguments.Weights + groups[nextGroup].Weights;
            fetched = last.Weights + last.Floats - groups[nextGroup].Weights;
        }
        else
        {
            a->Next = arguments.Next == null ? arguments.Weights : arguments.Next;
            fetched = arguments.Next == null ? 0 : Math.Min(arguments.NextFloats, Cache.SecondLevelFloats);
        }
        long stepsOfItem = tilesOfRun * (group.Floats / (group.Vectors * L.Count));
        long steps = items * stepsOfItem;
        a->NextStep = (nint)((fetched + steps - 1) / steps);
        a->Next += a->NextStep * done * stepsOfItem;
    }

    // One run of tiles for a range of groups.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compute(in KernelArguments arguments, int position, int firstGroup, int endGroup, TileArguments* a)
    {
        (int sample, int run) = Math.DivRem(position, runs);
        int first = run * tilesOfRun;
        int count = Math.Min(tilesOfRun, tiles - first);
        if (tilesOfRow == 1)
        {
            // Of an odd number of rows the last is a tile by itself.
            int row = first * rowsOfTile;
            int whole = row + (count * rowsOfTile) > c.Output.Height ? count - 1 : count;
            if (whole > 0)
            {
                Compute(arguments, sample, row, 0, c.Output.Width, rowsOfTile == 2, whole, firstGroup, endGroup, a);
            }
            if (whole < count)
            {
                Compute(arguments, sample, row + (whole * rowsOfTile), 0, c.Output.Width, false, 1, firstGroup, endGroup, a);
            }
        }
        else if (tilesOfRun == 1)
        {
            (int row, int tile) = Math.DivRem(first, tilesOfRow);
            int column = tile * c.Output.Width / tilesOfRow;
            Compute(arguments, sample, row, column, ((tile + 1) * c.Output.Width / tilesOfRow) - column, false, 1, firstGroup, endGroup, a);
        }
        else
        {
            // A last tile that would stick out begins earlier and computes some pixels again.
            int pixels = (c.Output.Width + tilesOfRow - 1) / tilesOfRow;
            int whole = c.Output.Width / pixels;
            Compute(arguments, sample, run, 0, pixels, false, whole, firstGroup, endGroup, a);
            if (whole < tilesOfRow)
            {
                Compute(arguments, sample, run, c.Output.Width - pixels, pixels, false, 1, firstGroup, endGroup, a);
            }
        }
    }

    // Some tiles of so many pixels, of one row or of two.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compute(
        in KernelArguments arguments, int sample, int row, int column, int pixels, bool twoRows, int tilesOfCall, int firstGroup, int endGroup, TileArguments* a)
    {
        int count = twoRows ? 2 * pixels : pixels;
        nint step = c.StrideWidth * c.Input.Lanes;
        nint inputOfSecond = twoRows ? (nint)(c.StrideHeight * c.Input.RowStride) : Tiles<L, V>.FirstRow * step;
        nint outputOfSecond = twoRows ? (nint)c.Output.RowStride : Tiles<L, V>.FirstRow * L.Count;
        nint outputBlock = (nint)c.Output.BlockStride;
        float* output = arguments.Output + c.Output.At(sample, groups[firstGroup].FirstBlock, row, column);
        float* residual = null;
        nint residualOfSecond = 0, residualBlock = 0, residualRow = 0;
        if (c.Residual is { } other)
        {
            residual = arguments.Residual + other.At(sample, groups[firstGroup].FirstBlock, row, column);
            residualOfSecond = twoRows ? (nint)other.RowStride : Tiles<L, V>.FirstRow * L.Count;
            residualBlock = (nint)other.BlockStride;
            residualRow = (nint)other.RowStride;
        }
        (float low, float high) = c.Activation.Bounds;
        float* sums = stackalloc float[Tiles<L, V>.MostFloats];

        float* input = arguments.Input + c.Input.At(sample, 0, (row * c.StrideHeight) - c.PadTop, (column * c.StrideWidth) - c.PadLeft);
        a->PixelStride = step;
        a->Tiles = tilesOfCall;
        a->InputAdvance = InputAdvance(pixels);
        a->OutputAdvance = tilesOfRow > 1 ? pixels * L.Count : (nint)(rowsOfTile * c.Output.RowStride);
        a->AddAdvance = tilesOfRow > 1 ? pixels * L.Count : (nint)(rowsOfTile * residualRow);
        for (int index = firstGroup; index < endGroup; index++)
        {
            OutputGroup group = groups[index];
            delegate*<TileArguments*, void> compute = Tiles<L, V>.Of(group.Vectors, count);
            a->Input = input;
            a->InputOfSecond = input + inputOfSecond;
            a->Weights = arguments.Weights + group.Weights;
            a->Start = arguments.Weights + (group.FirstBlock * L.Count);
            a->Add = residual;
            a->AddOfSecond = residual + residualOfSecond;
            a->AddBlock = residualBlock;
            Chunk[] own = chunks[index];
            fixed (int* table = offsets[index])
            {
                for (int i = 0; i < own.Length; i++)
                {
                    Chunk chunk = own[i];
                    a->Offsets = table + chunk.First;
                    a->Panels = chunk.Panels;
                    a->Steps = chunk.Steps;
                    a->LastSteps = chunk.LastSteps;
                    // The first sum is the output's own; later ones are gathered apart and then added to it.
                    bool apart = i >= ChunksOfSum;
                    a->Output = apart ? sums : output;
                    a->OutputOfSecond = apart ? sums + (Tiles<L, V>.FirstRow * L.Count) : output + outputOfSecond;
                    a->OutputBlock = apart ? Tiles<L, V>.Widest * L.Count : outputBlock;
                    if (i > 0)
                    {
                        a->Start = null;
                        a->Add = i % ChunksOfSum == 0 ? null : a->Output;
                        a->AddOfSecond = a->OutputOfSecond;
                        a->AddBlock = a->OutputBlock;
                    }
                    bool isLast = i == own.Length - 1;
                    a->Low = isLast && !apart ? low : float.NegativeInfinity;
                    a->High = isLast && !apart ? high : float.PositiveInfinity;
                    compute(a);
                    if (apart && (isLast || i % ChunksOfSum == ChunksOfSum - 1))
                    {
                        AddSums(sums, output, output + outputOfSecond, count, group.Vectors, isLast);
                    }
                }
            }
            if (c.Activation.HasPass)
            {
                // Tiles along a row make one row.
                int rows = tilesOfRow > 1 ? 1 : tilesOfCall * (twoRows ? 2 : 1);
                int pixelsOfRow = tilesOfRow > 1 ? tilesOfCall * pixels : pixels;
                for (int vector = 0; vector < group.Vectors; vector++)
                {
                    VectorFunctions<L, V>.Apply(c.Activation, output + (vector * outputBlock), pixelsOfRow, rows, (nint)c.Output.RowStride);
                }
            }
            output += group.Vectors * outputBlock;
            residual = residual == null ? null : residual + (group.Vectors * residualBlock);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddSums(float* sums, float* output, float* outputOfSecond, int count, int vectors, bool isLast)
    {
        (float low, float high) = isLast ? c.Activation.Bounds : (float.NegativeInfinity, float.PositiveInfinity);
        V lowest = L.All(low), highest = L.All(high);
        for (int vector = 0; vector < vectors; vector++)
        {
            for (int q = 0; q < count; q++)
            {
                int second = q - Tiles<L, V>.FirstRow;
                float* y = (second < 0 ? output + (q * L.Count) : outputOfSecond + (second * L.Count)) + (vector * c.Output.BlockStride);
                V sum = L.Add(L.Load(y), L.Load(sums + (((vector * Tiles<L, V>.Widest) + q) * L.Count)));
                L.Store(y, L.Min(highest, L.Max(lowest, sum)));
            }
        }
    }
}
