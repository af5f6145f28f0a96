using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>Resizes images in blocks: the rows that an output row is made of are added up first, then the columns.</summary>
internal static class ResizeStep
{
    public static Step Of(Placement from, Placement to, (int Position, float Weight)[][] rows, (int Position, float Weight)[][] columns, int threads) => VectorWidth.Floats switch
    {
        16 => new ResizeStep<Lanes512, Vector512<float>>(from, to, rows, columns, threads),
        8 => new ResizeStep<Lanes256, Vector256<float>>(from, to, rows, columns, threads),
        _ => new ResizeStep<Lanes128, Vector128<float>>(from, to, rows, columns, threads),
    };
}

internal sealed unsafe class ResizeStep<L, V>(
    Placement from, Placement to, (int Position, float Weight)[][] rows, (int Position, float Weight)[][] columns, int threads) : Step
    where L : struct, ILanes<V>
    where V : struct
{
    // A row of the input, for each thread.
    private readonly Slot sums = new(checked((long)threads * from.Layout.Width * L.Count * sizeof(float)));

    public override IEnumerable<Slot> Reads => [from.Slot];

    public override IEnumerable<Slot> Writes => [to.Slot, sums];

    public override long Work => (long)to.Samples * to.Layout.Channels * to.Layout.Height * to.Layout.Width * 2;

    public override void Run(int part, int parts, int thread)
    {
        to.ClearHalo(part, parts);
        int width = from.Layout.Width;
        float* row = sums.Floats + ((long)part * width * L.Count);
        (long first, long end) = Share((long)to.Samples * to.Layout.Blocks * to.Layout.Height, part, parts);
        for (long item = first; item < end; item++)
        {
            (long image, long y) = Math.DivRem(item, to.Layout.Height);
            (int sample, int block) = ((int)(image / to.Layout.Blocks), (int)(image % to.Layout.Blocks));
            (int Position, float Weight)[] taps = rows[y];
            float* source = row;
            if (taps is [(var only, 1f)])
            {
                source = from.Pointer + from.Layout.At(sample, block, only, 0);
            }
            else
            {
                AddRows(from.Pointer + from.Layout.At(sample, block, 0, 0), taps, row, width);
            }
            AddColumns(source, to.Pointer + to.Layout.At(sample, block, (int)y, 0));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows(float* x, (int Position, float Weight)[] taps, float* row, int width)
    {
        for (int column = 0; column < width; column++)
        {
            V sum = L.All(0);
            foreach ((int position, float weight) in taps)
            {
                sum = L.MultiplyAdd(L.All(weight), L.Load(x + (position * from.Layout.RowStride) + ((long)column * L.Count)), sum);
            }
            L.Store(row + ((long)column * L.Count), sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddColumns(float* row, float* y)
    {
        foreach ((int Position, float Weight)[] taps in columns)
        {
            V sum = L.All(0);
            foreach ((int position, float weight) in taps)
            {
                sum = L.MultiplyAdd(L.All(weight), L.Load(row + ((long)position * L.Count)), sum);
            }
            L.Store(y, sum);
            y += L.Count;
        }
    }
}
