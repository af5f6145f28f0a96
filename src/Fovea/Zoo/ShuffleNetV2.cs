using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Ma, Zhang, Zheng and Sun, "ShuffleNet V2: practical guidelines for efficient CNN architecture design", 2018, as in torchvision.
/// </summary>
internal static class ShuffleNetV2
{
    public static readonly ZooEntry[] Entries =
    [
        new("shufflenet_v2_x1_0", "Ma et al. 2018, as in torchvision", () => Network.Graph([1, 3, 224, 224], "shufflenet_v2_x1_0")),
    ];

    private static Network Network =>
    [
        ConvNormActivation.Network(24, 3, Relu, stride: 2).Named("conv1"), MaxPool(3, stride: 2, padding: 1).Named("maxpool"),
        Stage(116, 4).Named("stage2"), Stage(232, 8).Named("stage3"), Stage(464, 4).Named("stage4"),
        ConvNormActivation.Network(1024, 1, Relu).Named("conv5"), GlobalAveragePool, Dense(1000).Named("fc"),
    ];

    private static Network Stage(int channels, int blocks) =>
    [
        .. Enumerable.Range(0, blocks).Select(block => Networks.Network.Create(
            [block == 0 ? Halving(channels / 2) : Splitting(channels / 2), ChannelShuffle(2)]).Named($"{block}")),
    ];

    private static Network Halving(int channels) => Parallel(
        Networks.Network.Create([DepthwiseConv(3, 2, 1, bias: false).Named("0"), BatchNorm.Named("1"), Conv(channels, 1, bias: false).Named("2"), BatchNorm.Named("3"), Relu]).Named("branch1"),
        Branch(channels, 2));

    // Half of the channels pass by untouched.
    private static Network Splitting(int channels) => Networks.Network.Of(x =>
    {
        Values<GraphValue> halves = x.Builder.Add(null, new Operators.Split(1, Pieces: 2), outputs: 2, x);
        return Concat(halves[0], Branch(channels, 1).Apply(halves[1]));
    });

    private static Network Branch(int channels, int stride) => Networks.Network.Create(
    [
        Conv(channels, 1, bias: false).Named("0"), BatchNorm.Named("1"), Relu,
        DepthwiseConv(3, stride, 1, bias: false).Named("3"), BatchNorm.Named("4"),
        Conv(channels, 1, bias: false).Named("5"), BatchNorm.Named("6"), Relu,
    ]).Named("branch2");
}
