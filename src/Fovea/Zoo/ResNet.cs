using Fovea.Networks;
using Fovea.Numbers;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015, as in torchvision: the stride of a bottleneck stands at its
/// 3×3 convolution.
/// </summary>
internal static class ResNet
{
    public static readonly ZooEntry[] Entries =
    [
        Entry("resnet18", false, 2, 2, 2, 2),
        Entry("resnet50", true, 3, 4, 6, 3),
        Entry("resnet101", true, 3, 4, 23, 3),
        Entry("resnet152", true, 3, 8, 36, 3),
    ];

    private static ZooEntry Entry(string name, bool bottleneck, params int[] blocks) =>
        new(name, "He et al. 2015, as in torchvision", () => Network(bottleneck, blocks).Graph([1, 3, 224, 224], name));

    private static Network Network(bool bottleneck, int[] blocks) =>
    [
        Trunk(bottleneck, blocks), GlobalAveragePool.Named("avgpool"), Dense(1000).Named("fc"),
    ];

    /// <summary>The network without its head.</summary>
    /// <param name="bottleneck">Whether blocks are bottlenecks.</param>
    /// <param name="blocks">The number of blocks of each stage.</param>
    /// <param name="dilated">How many of the last stages dilate their convolutions where they would halve the grid, so that later ones see as far on a finer grid.</param>
    internal static Network Trunk(bool bottleneck, int[] blocks, int dilated = 0)
    {
        List<Network> parts =
            [Conv(64, 7, stride: 2, padding: 3, bias: false).Named("conv1"), BatchNorm.Named("bn1"), Relu, MaxPool(3, stride: 2, padding: 1).Named("maxpool")];
        int dilation = 1;
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            bool dilate = stage >= blocks.Length - dilated;
            int stride = stage == 0 || dilate ? 1 : 2;
            int next = dilate ? 2 * dilation : dilation;
            parts.Add(Stage(bottleneck, 64 << stage, blocks[stage], stride, dilation, next).Named($"layer{stage + 1}"));
            dilation = next;
        }
        return [.. parts];
    }

    // The first block still reads the grid of the stage before: it has that one's dilation.
    private static Network Stage(bool bottleneck, int channels, int blocks, int stride, int firstDilation, int dilation) =>
    [
        .. Enumerable.Range(0, blocks).Select(block => Networks.Network.Create(
            [block == 0 ? Block(bottleneck, channels, stride, firstDilation) : Block(bottleneck, channels, 1, dilation), Relu]).Named($"{block}")),
    ];

    private static Network Block(bool bottleneck, int channels, int stride, int dilation) => Networks.Network.Of(x =>
    {
        int output = bottleneck ? 4 * channels : channels;
        Network? shortcut = stride != 1 || x.Channels != output
            ? Networks.Network.Create([Conv(output, 1, stride, bias: false).Named("0"), BatchNorm.Named("1")]).Named("downsample")
            : null;
        return Residual(bottleneck ? Bottleneck(channels, stride, dilation) : Basic(channels, stride, dilation), shortcut).Apply(x);
    });

    private static Network Basic(int channels, int stride, int dilation) =>
    [
        Conv(channels, 3, stride, dilation, dilation, bias: false).Named("conv1"), BatchNorm.Named("bn1"), Relu,
        Conv(channels, 3, padding: dilation, dilation: dilation, bias: false).Named("conv2"), BatchNorm.Named("bn2"),
    ];

    private static Network Bottleneck(int channels, int stride, int dilation) =>
    [
        Conv(channels, 1, bias: false).Named("conv1"), BatchNorm.Named("bn1"), Relu,
        Conv(channels, 3, stride, dilation, dilation, bias: false).Named("conv2"), BatchNorm.Named("bn2"), Relu,
        Conv(4 * channels, 1, bias: false).Named("conv3"), BatchNorm.Named("bn3"),
    ];
}
