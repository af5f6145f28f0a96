using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>Brings a tensor from one layout of images into another: plain planes into blocks or back, with or without a halo.</summary>
/// <param name="from">What is read.</param>
/// <param name="to">What is written; its halo is zeroed.</param>
internal sealed unsafe class BlockStep(Placement from, Placement to) : Step
{
    public override IEnumerable<Slot> Reads => [from.Slot];

    public override IEnumerable<Slot> Writes => [to.Slot];

    public override long Work => (long)to.Samples * to.Layout.Channels * to.Layout.Height * to.Layout.Width;

    public override void Run(int part, int parts, int thread)
    {
        to.ClearHalo(part, parts);
        // Rows are shared: all channels of one at a time.
        long rows = (long)to.Samples * to.Layout.Height;
        (long first, long end) = Share(rows, part, parts);
        for (long row = first; row < end; row++)
        {
            Row((int)(row / to.Layout.Height), (int)(row % to.Layout.Height));
        }
    }

    private void Row(int sample, int row)
    {
        BlockedLayout source = from.Layout;
        BlockedLayout target = to.Layout;
        float* x = from.Pointer + source.At(sample, 0, row, 0);
        float* y = to.Pointer + target.At(sample, 0, row, 0);
        if (source.Lanes == target.Lanes)
        {
            for (int block = 0; block < target.Blocks; block++)
            {
                Buffer.MemoryCopy(x + (block * source.BlockStride), y + (block * target.BlockStride), long.MaxValue, (long)target.Width * target.Lanes * sizeof(float));
            }
            return;
        }
        for (int channel = 0; channel < target.Channels; channel++)
        {
            float* a = x + (channel / source.Lanes * source.BlockStride) + (channel % source.Lanes);
            float* b = y + (channel / target.Lanes * target.BlockStride) + (channel % target.Lanes);
            for (int column = 0; column < target.Width; column++)
            {
                b[column * target.Lanes] = a[column * source.Lanes];
            }
        }
    }
}
