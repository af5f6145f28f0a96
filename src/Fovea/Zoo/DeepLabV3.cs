using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Chen, Papandreou, Schroff and Adam, "Rethinking atrous convolution for semantic image segmentation", 2017, on a ResNet-50 whose last two stages are dilated, as in
/// torchvision; without its auxiliary output.
/// </summary>
internal static class DeepLabV3
{
    private const int Classes = 21;

    private static readonly int[] Dilations = [12, 24, 36];

    public static readonly ZooEntry[] Entries =
    [
        new("deeplabv3_resnet50", "Chen et al. 2017, as in torchvision, without its auxiliary output", () => Network.Graph([1, 3, 520, 520], "deeplabv3_resnet50")),
    ];

    private static Network Network => Networks.Network.Of(image => ResizeLike(Coarse.Apply(image), image));

    private static Network Coarse =>
    [
        ResNet.Trunk(bottleneck: true, [3, 4, 6, 3], dilated: 2).Named("backbone"),
        Networks.Network.Create(
        [
            SpatialPyramid.Named("0"), Conv(256, 3, padding: 1, bias: false).Named("1"), BatchNorm.Named("2"), Relu, Conv(Classes, 1).Named("4"),
        ]).Named("classifier"),
    ];

    // Atrous spatial pyramid pooling: what stands at a position, around it at several distances, and in the whole image.
    private static Network SpatialPyramid =>
    [
        Parallel(
        [
            ConvNormActivation.Network(256, 1, Relu).Named("convs.0"),
            .. Dilations.Select((dilation, index) => ConvNormActivation.Network(256, 3, Relu, dilation: dilation).Named($"convs.{index + 1}")),
            Pooled.Named("convs.4"),
        ]),
        ConvNormActivation.Network(256, 1, Relu).Named("project"),
    ];

    private static Network Pooled => Networks.Network.Of(x => ResizeLike(
        Networks.Network.Create([GlobalAveragePool.Named("0"), Conv(256, 1, bias: false).Named("1"), BatchNorm.Named("2"), Relu]).Apply(x), x));
}
