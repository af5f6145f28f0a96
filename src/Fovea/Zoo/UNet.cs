using Fovea.Graphs;
using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Ronneberger, Fischer and Brox, "U-Net: convolutional networks for biomedical image segmentation", 2015, as in its figure 1: no convolution is padded, so that
/// 388 × 388 positions come of 572 × 572, and what is copied across is cropped around its centre.
/// </summary>
internal static class UNet
{
    private static readonly int[] Widths = [64, 128, 256, 512, 1024];

    public static readonly ZooEntry[] Entries =
    [
        new("unet", "Ronneberger et al. 2015, figure 1", () => Network.Graph([1, 1, 572, 572], "unet")),
    ];

    private static Network Network => [Level(0), Conv(2, 1).Named("output")];

    // Two convolutions; then, but on the lowest level, all that is below, beside what is copied across; then two convolutions again.
    private static Network Level(int depth) => Networks.Network.Of(x =>
    {
        GraphValue down = Twice(Widths[depth]).Named($"down{depth + 1}").Apply(x);
        if (depth == Widths.Length - 1)
        {
            return down;
        }
        GraphValue below = Networks.Network.Create([MaxPool(2).Named($"pool{depth + 1}"), Level(depth + 1)]).Apply(down);
        GraphValue up = ConvTranspose(Widths[depth], 2, stride: 2).Named($"upconv{depth + 1}").Apply(below);
        return Twice(Widths[depth]).Named($"up{depth + 1}").Apply(Concat(CropLike(down, up), up));
    });

    private static Network Twice(int channels) => [Conv(channels, 3), Relu, Conv(channels, 3), Relu];

    private static GraphValue CropLike(GraphValue value, GraphValue other) => value.Builder.Add(
        null, new Operators.CenterCropPad([2, 3]), value, value.Builder.Add(null, new Operators.ShapeOf(Start: 2), other));
}
