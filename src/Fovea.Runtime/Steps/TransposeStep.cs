using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>Permutes axes. Squares of the axes that run fastest in the output and in the input are moved at once, so that both are read and written by cache lines.</summary>
internal sealed unsafe class TransposeStep : Step
{
    private const int Tile = 16;

    private readonly Slot from;
    private readonly Slot to;

    // For each axis of the output its size, and the distance of neighbours in the input and in the output; the axis that runs fastest in the output is the last one.
    private readonly (long Size, long In, long Out)[] outer;
    private readonly (long Size, long In, long Out) across;
    private readonly (long Size, long In, long Out) along;

    /// <summary>A permutation.</summary>
    /// <param name="from">What is read.</param>
    /// <param name="to">What is written.</param>
    /// <param name="sizes">The sizes of the input.</param>
    /// <param name="order">Axis a of the output is axis <c>order[a]</c> of the input.</param>
    public TransposeStep(Slot from, Slot to, long[] sizes, int[] order)
    {
        this.from = from;
        this.to = to;
        var strides = new long[sizes.Length];
        long stride = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        Elements = stride;
        var axes = new List<(long Size, long In, long Out)>();
        stride = 1;
        for (int axis = order.Length - 1; axis >= 0; axis--)
        {
            if (sizes[order[axis]] != 1)
            {
                // Axes that stay together are one.
                if (axes.Count > 0 && strides[order[axis]] == axes[^1].In * axes[^1].Size)
                {
                    axes[^1] = axes[^1] with { Size = axes[^1].Size * sizes[order[axis]] };
                }
                else
                {
                    axes.Add((sizes[order[axis]], strides[order[axis]], stride));
                }
            }
            stride *= sizes[order[axis]];
        }
        along = axes.Count > 0 ? axes[0] : (1, 1, 1);
        int fastest = axes.FindIndex(1 % Math.Max(1, axes.Count), axis => axis.In == 1);
        across = fastest > 0 ? axes[fastest] : (1, 0, 0);
        outer = [.. axes.Where((_, i) => i != 0 && i != fastest).Reverse()];
    }

    private long Elements { get; }

    public override IEnumerable<Slot> Reads => [from];

    public override IEnumerable<Slot> Writes => [to];

    public override long Work => Elements;

    public override void Run(int part, int parts, int thread)
    {
        long strips = (across.Size + Tile - 1) / Tile;
        long count = outer.Aggregate(strips, (product, axis) => product * axis.Size);
        (long first, long end) = Share(count, part, parts);
        for (long item = first; item < end; item++)
        {
            (long rest, long strip) = Math.DivRem(item, strips);
            float* x = from.Floats + (strip * Tile * across.In);
            float* y = to.Floats + (strip * Tile * across.Out);
            for (int axis = outer.Length - 1; axis >= 0; axis--)
            {
                (rest, long position) = Math.DivRem(rest, outer[axis].Size);
                x += position * outer[axis].In;
                y += position * outer[axis].Out;
            }
            Strip(x, y, Math.Min(Tile, across.Size - (strip * Tile)));
        }
    }

    private void Strip(float* x, float* y, long width)
    {
        if (along.In == 1)
        {
            for (long j = 0; j < width; j++)
            {
                Buffer.MemoryCopy(x + (j * across.In), y + (j * across.Out), along.Size * sizeof(float), along.Size * sizeof(float));
            }
            return;
        }
        for (long start = 0; start < along.Size; start += Tile)
        {
            long length = Math.Min(Tile, along.Size - start);
            for (long j = 0; j < width; j++)
            {
                float* a = x + (start * along.In) + (j * across.In);
                float* b = y + start + (j * across.Out);
                for (long i = 0; i < length; i++)
                {
                    b[i] = a[i * along.In];
                }
            }
        }
    }
}
