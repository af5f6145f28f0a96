using Fovea.Runtime.Kernels;

namespace Fovea.Runtime.Plans;

/// <summary>A tensor [N, C, H, W] in the arena as kernels read and write it.</summary>
/// <param name="Slot">The memory.</param>
/// <param name="Samples">N</param>
/// <param name="Layout">How it lies.</param>
/// <param name="Pixel">Where pixel (0, 0) of the first block stands, in floats from the start of the memory.</param>
internal sealed unsafe record Placement(Slot Slot, int Samples, BlockedLayout Layout, long Pixel)
{
    // Not public: a record writes out its public members, and native builds cannot write a pointer.
    internal float* Pointer => Slot.Floats + Pixel;

    /// <summary>A tensor by itself.</summary>
    public static Placement Of(int samples, BlockedLayout layout) =>
        new(new Slot(checked(samples * layout.BatchStride * sizeof(float))), samples, layout, layout.Origin);

    /// <summary>Some of its channels, from a block on.</summary>
    public Placement Channels(int firstBlock, int channels) => this with { Layout = Layout.Channelwise(channels), Pixel = Pixel + (firstBlock * Layout.BlockStride) };

    /// <summary>Zeros the halo around a part of its images.</summary>
    public void ClearHalo(int part, int parts)
    {
        if (Layout.Halo != default)
        {
            int images = Samples * Layout.Blocks;
            BlockedLayout one = Layout.Channelwise(Layout.Lanes);
            for (int image = images * part / parts; image < images * (part + 1) / parts; image++)
            {
                one.ClearHalo(Pointer + Layout.At(image / Layout.Blocks, image % Layout.Blocks, 0, 0), 1);
            }
        }
    }
}
