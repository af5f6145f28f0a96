using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// What is shown when no network is named: a little of everything, on one screen. Normal, dilated and depthwise separable convolutions, both poolings, a path past two
/// of them, and a dense head.
/// </summary>
internal static class FoveaSampler
{
    public static readonly ZooEntry[] Entries =
    [
        new("fovea-sampler", "Fovea's own: one of each", () => Network.Graph([1, 3, 64, 64], "fovea-sampler")),
    ];

    private static Network Network =>
    [
        Conv(16, 5, stride: 2, padding: 2).Named("conv"), Relu, MaxPool(2).Named("max"),
        Residual(
        [
            Conv(16, 3, padding: 2, dilation: 2).Named("dilated1"), Relu, Conv(16, 3, padding: 4, dilation: 4).Named("dilated2"),
        ]),
        Networks.Network.Create([DepthwiseConv(3, padding: 1).Named("depthwise"), Conv(32, 1).Named("pointwise")]).Named("separable"), Relu,
        AveragePool([4, 2]).Named("average"), Dense(10).Named("dense"), Softmax,
    ];
}
