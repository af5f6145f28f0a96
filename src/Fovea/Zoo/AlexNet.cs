using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014, as in torchvision: AlexNet in one column, without local response
/// normalisation.
/// </summary>
internal static class AlexNet
{
    public static readonly ZooEntry[] Entries =
    [
        new("alexnet", "Krizhevsky 2014, as in torchvision", () => Network.Graph([1, 3, 224, 224], "alexnet")),
    ];

    private static Network Network =>
    [
        Sequential(
            Conv(64, 11, stride: 4, padding: 2), Relu, MaxPool(3, stride: 2),
            Conv(192, 5, padding: 2), Relu, MaxPool(3, stride: 2),
            Conv(384, 3, padding: 1), Relu,
            Conv(256, 3, padding: 1), Relu,
            Conv(256, 3, padding: 1), Relu, MaxPool(3, stride: 2)).Named("features"),
        // Adaptive to 6 × 6, which is what an input of 224 × 224 has here.
        AveragePool(1).Named("avgpool"),
        Classifier.Named("classifier"),
    ];

    // Positions 0 and 3 are dropout.
    private static Network Classifier => [Dense(4096).Named("1"), Relu, Dense(4096).Named("4"), Relu, Dense(1000).Named("6")];
}
