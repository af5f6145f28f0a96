using Fovea.Networks;
using static Fovea.Networks.Layers;
using AutoPad = Fovea.Operators.AutoPad;

namespace Fovea.Zoo;

/// <summary>
/// Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision applications", 2017, as in TF-Slim (<c>mobilenet_v1</c>, with
/// global pooling, which its 7 × 7 window is for an input of 224 × 224). Padding is TensorFlow's SAME: with a stride it depends on the size of the input.
/// </summary>
internal static class MobileNetV1
{
    private static readonly (int Channels, int Stride)[] Pairs =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    public static readonly ZooEntry[] Entries =
    [
        new("mobilenet_v1", "Howard et al. 2017, as in TF-Slim", () => Network.Graph([1, 3, 224, 224], "mobilenet_v1")),
    ];

    private static Network Network =>
    [
        Normalized("Conv2d_0", Conv(32, 3, stride: 2, bias: false, autoPad: AutoPad.SameUpper)),
        .. Pairs.SelectMany((pair, index) => new[]
        {
            Normalized($"Conv2d_{index + 1}_depthwise", DepthwiseConv(3, pair.Stride, bias: false, autoPad: AutoPad.SameUpper)),
            Normalized($"Conv2d_{index + 1}_pointwise", Conv(pair.Channels, 1, bias: false)),
        }),
        Logits.Named("Logits"),
    ];

    private static Network Logits => [GlobalAveragePool.Named("AvgPool_1a"), Conv(1000, 1).Named("Conv2d_1c_1x1"), Flatten.Named("SpatialSqueeze")];

    private static Network Normalized(string name, Network convolution) =>
        [convolution.Named(name), BatchNormalization(1e-3f).Named($"{name}.BatchNorm"), Relu6.Named($"{name}.Relu6")];
}
