using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>Brings channels of images in blocks together: each vector of the result is picked from the vectors that hold its channels.</summary>
internal static class ChannelStep
{
    public static Step Of(ChannelSource[] channels, Placement to) => VectorWidth.Floats switch
    {
        16 => new ChannelStep<Lanes512, Vector512<float>>(channels, to),
        8 => new ChannelStep<Lanes256, Vector256<float>>(channels, to),
        _ => new ChannelStep<Lanes128, Vector128<float>>(channels, to),
    };
}

internal sealed unsafe class ChannelStep<L, V> : Step
    where L : struct, ILanes<V>
    where V : struct
{
    // A block of an image, and for each lane of the result the lane of it that goes there; −1 for none.
    private readonly record struct Pick(Placement Image, int Block, int[] Places);

    private readonly Placement to;
    private readonly Pick[][] picks;

    public ChannelStep(ChannelSource[] channels, Placement to)
    {
        this.to = to;
        picks = new Pick[to.Layout.Blocks][];
        for (int block = 0; block < picks.Length; block++)
        {
            var own = new List<Pick>();
            for (int lane = 0; lane < L.Count && (block * L.Count) + lane < channels.Length; lane++)
            {
                (Placement image, int channel) = channels[(block * L.Count) + lane];
                int source = channel / L.Count;
                Pick pick = own.Find(other => other.Image == image && other.Block == source);
                if (pick.Places is null)
                {
                    int[] none = GC.AllocateUninitializedArray<int>(L.Count, pinned: true);
                    Array.Fill(none, -1);
                    own.Add(pick = new Pick(image, source, none));
                }
                pick.Places[lane] = channel % L.Count;
            }
            picks[block] = [.. own];
        }
    }

    public override IEnumerable<Slot> Reads => picks.SelectMany(own => own).Select(pick => pick.Image.Slot).Distinct();

    public override IEnumerable<Slot> Writes => [to.Slot];

    public override long Work => (long)to.Samples * to.Layout.Channels * to.Layout.Height * to.Layout.Width;

    public override void Run(int part, int parts, int thread)
    {
        to.ClearHalo(part, parts);
        (long first, long end) = Share((long)to.Samples * to.Layout.Blocks * to.Layout.Height, part, parts);
        for (long item = first; item < end; item++)
        {
            (long image, long row) = Math.DivRem(item, to.Layout.Height);
            (int sample, int block) = ((int)(image / to.Layout.Blocks), (int)(image % to.Layout.Blocks));
            float* y = to.Pointer + to.Layout.At(sample, block, (int)row, 0);
            bool begun = false;
            foreach (Pick pick in picks[block])
            {
                fixed (int* places = pick.Places)
                {
                    float* x = pick.Image.Pointer + pick.Image.Layout.At(sample, pick.Block, (int)row, 0);
                    Row(x, y, L.Load((float*)places), begun);
                }
                begun = true;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row(float* x, float* y, V places, bool begun)
    {
        float* end = y + ((long)to.Layout.Width * L.Count);
        for (; y != end; x += L.Count, y += L.Count)
        {
            V picked = L.Pick(L.Load(x), places);
            L.Store(y, begun ? L.Or(L.Load(y), picked) : picked);
        }
    }
}
