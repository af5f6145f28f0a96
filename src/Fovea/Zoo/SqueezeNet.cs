using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and &lt;0.5MB model size", 2016, version 1.1 of the authors, as in torchvision.
/// </summary>
internal static class SqueezeNet
{
    public static readonly ZooEntry[] Entries =
    [
        new("squeezenet1_1", "Iandola et al. 2016, version 1.1, as in torchvision", () => Network.Graph([1, 3, 224, 224], "squeezenet1_1")),
    ];

    private static Network Network =>
    [
        Sequential(
            Conv(64, 3, stride: 2), Relu, MaxPool(3, stride: 2, ceil: true),
            Fire(16, 64), Fire(16, 64), MaxPool(3, stride: 2, ceil: true),
            Fire(32, 128), Fire(32, 128), MaxPool(3, stride: 2, ceil: true),
            Fire(48, 192), Fire(48, 192), Fire(64, 256), Fire(64, 256)).Named("features"),
        Classifier.Named("classifier"), Flatten,
    ];

    // Position 0 is dropout.
    private static Network Classifier => [Conv(1000, 1).Named("1"), Relu.Named("2"), GlobalAveragePool.Named("3")];

    private static Network Fire(int squeezed, int expanded) =>
    [
        Conv(squeezed, 1).Named("squeeze"), Relu.Named("squeeze_activation"),
        Parallel(
            [Conv(expanded, 1).Named("expand1x1"), Relu.Named("expand1x1_activation")],
            [Conv(expanded, 3, padding: 1).Named("expand3x3"), Relu.Named("expand3x3_activation")]),
    ];
}
