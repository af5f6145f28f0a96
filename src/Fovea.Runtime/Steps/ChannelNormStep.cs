using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>(x − mean) / √(variance + epsilon) · scale + shift with mean and variance over the channels of each pixel, in full blocks.</summary>
internal static class ChannelNormStep
{
    public static Step Of(Placement from, Placement to, Slot scale, Slot? shift, float epsilon) => VectorWidth.Floats switch
    {
        16 => new ChannelNormStep<Lanes512, Vector512<float>>(from, to, scale, shift, epsilon),
        8 => new ChannelNormStep<Lanes256, Vector256<float>>(from, to, scale, shift, epsilon),
        _ => new ChannelNormStep<Lanes128, Vector128<float>>(from, to, scale, shift, epsilon),
    };
}

internal sealed unsafe class ChannelNormStep<L, V>(Placement from, Placement to, Slot scale, Slot? shift, float epsilon) : Step
    where L : struct, ILanes<V>
    where V : struct
{
    public override IEnumerable<Slot> Reads => shift is null ? [from.Slot, scale] : [from.Slot, scale, shift];

    public override IEnumerable<Slot> Writes => [to.Slot];

    public override long Work => 4L * to.Samples * to.Layout.Channels * to.Layout.Height * to.Layout.Width;

    public override void Run(int part, int parts, int thread)
    {
        to.ClearHalo(part, parts);
        (long first, long end) = Share((long)to.Samples * to.Layout.Height, part, parts);
        for (long row = first; row < end; row++)
        {
            (int sample, int y) = ((int)(row / to.Layout.Height), (int)(row % to.Layout.Height));
            Row(from.Pointer + from.Layout.At(sample, 0, y, 0), to.Pointer + to.Layout.At(sample, 0, y, 0));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row(float* x, float* y)
    {
        int blocks = to.Layout.Blocks;
        float channels = to.Layout.Channels;
        for (int column = 0; column < to.Layout.Width; column++, x += L.Count, y += L.Count)
        {
            V sum = L.All(0);
            for (int block = 0; block < blocks; block++)
            {
                sum = L.Add(sum, L.Load(x + (block * from.Layout.BlockStride)));
            }
            V mean = L.All(L.Sum(sum) / channels);
            V squares = L.All(0);
            for (int block = 0; block < blocks; block++)
            {
                V value = L.Subtract(L.Load(x + (block * from.Layout.BlockStride)), mean);
                squares = L.MultiplyAdd(value, value, squares);
            }
            V factor = L.All(1 / MathF.Sqrt((L.Sum(squares) / channels) + epsilon));
            for (int block = 0; block < blocks; block++)
            {
                V value = L.Multiply(L.Multiply(L.Subtract(L.Load(x + (block * from.Layout.BlockStride)), mean), factor), L.Load(scale.Floats + (block * L.Count)));
                L.Store(y + (block * to.Layout.BlockStride), shift is null ? value : L.Add(value, L.Load(shift.Floats + (block * L.Count))));
            }
        }
    }
}
