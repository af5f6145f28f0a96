using Fovea.Networks;
using static Fovea.Networks.Layers;
using AutoPad = Fovea.Operators.AutoPad;

namespace Fovea.Zoo;

/// <summary>
/// He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015, as in TF-Slim (<c>resnet_v1_50</c> and so on): the stride of a block
/// stands in the 3 × 3 convolution of its <i>last</i> unit. Convolutions are padded alike on both sides whatever the input (<c>conv2d_same</c>); only
/// the padding of the max pool depends on its size.
/// </summary>
internal static class SlimResNet
{
    public static readonly ZooEntry[] Entries =
    [
        Entry("resnet50_slim", 3, 4, 6, 3),
        Entry("resnet101_slim", 3, 4, 23, 3),
        Entry("resnet152_slim", 3, 8, 36, 3),
    ];

    private static ZooEntry Entry(string name, params int[] units) =>
        new(name, "He et al. 2015, as in TF-Slim", () => Network(units).Graph([1, 3, 224, 224], name));

    private static Network Network(int[] units) =>
    [
        Convolution("conv1", 64, 7, stride: 2), Relu, MaxPool(3, stride: 2, autoPad: AutoPad.SameUpper).Named("pool1"),
        .. Enumerable.Range(0, 4).Select(block => Block(64 << block, units[block], block == 3 ? 1 : 2).Named($"block{block + 1}")),
        GlobalAveragePool.Named("pool5"), Conv(1000, 1).Named("logits"), Flatten.Named("SpatialSqueeze"),
    ];

    private static Network Block(int channels, int units, int stride) =>
    [
        .. Enumerable.Range(1, units).Select(unit => Unit(channels, unit == units ? stride : 1).Named($"unit_{unit}.bottleneck_v1")),
    ];

    private static Network Unit(int channels, int stride) =>
    [
        Networks.Network.Of(x => Residual(Bottleneck(channels, stride), Shortcut(4 * channels, stride, x.Channels == 4 * channels)).Apply(x)), Relu,
    ];

    private static Network Bottleneck(int channels, int stride) =>
        [Convolution("conv1", channels, 1), Relu, Convolution("conv2", channels, 3, stride), Relu, Convolution("conv3", 4 * channels, 1)];

    private static Network? Shortcut(int channels, int stride, bool fits) => !fits ? Convolution("shortcut", channels, 1, stride)
        : stride == 1 ? null
        : MaxPool(1, stride).Named("shortcut");

    private static Network Convolution(string name, int channels, int kernel, int stride = 1) =>
        [Conv(channels, kernel, stride, padding: kernel / 2, bias: false).Named(name), BatchNorm.Named($"{name}.BatchNorm")];
}
