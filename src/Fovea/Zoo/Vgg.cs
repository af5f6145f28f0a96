using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014, configuration D: as in torchvision, with dense layers
/// at the end; and as in TF-Slim (<c>vgg_16</c>, without its spatial squeeze), where they are convolutions, so that a larger input gives a map of classes.
/// </summary>
internal static class Vgg
{
    public static readonly ZooEntry[] Entries =
    [
        new("vgg16", "Simonyan and Zisserman 2014, as in torchvision", () => WithDenseLayers.Graph([1, 3, 224, 224], "vgg16")),
        new("vgg16_slim", "Simonyan and Zisserman 2014, as in TF-Slim: fully convolutional", () => FullyConvolutional.Graph([1, 3, 224, 224], "vgg16_slim")),
    ];

    private static Network WithDenseLayers =>
    [
        Sequential(
            Square(64), Relu, Square(64), Relu, MaxPool(2),
            Square(128), Relu, Square(128), Relu, MaxPool(2),
            Square(256), Relu, Square(256), Relu, Square(256), Relu, MaxPool(2),
            Square(512), Relu, Square(512), Relu, Square(512), Relu, MaxPool(2),
            Square(512), Relu, Square(512), Relu, Square(512), Relu, MaxPool(2)).Named("features"),
        // Adaptive to 7 × 7, which is what an input of 224 × 224 has here.
        AveragePool(1).Named("avgpool"),
        Classifier.Named("classifier"),
    ];

    // Positions 2 and 5 are dropout.
    private static Network Classifier => [Dense(4096).Named("0"), Relu, Dense(4096).Named("3"), Relu, Dense(1000).Named("6")];

    private static Network FullyConvolutional =>
    [
        Stage("conv1", 64, 2).Named("conv1"), MaxPool(2).Named("pool1"),
        Stage("conv2", 128, 2).Named("conv2"), MaxPool(2).Named("pool2"),
        Stage("conv3", 256, 3).Named("conv3"), MaxPool(2).Named("pool3"),
        Stage("conv4", 512, 3).Named("conv4"), MaxPool(2).Named("pool4"),
        Stage("conv5", 512, 3).Named("conv5"), MaxPool(2).Named("pool5"),
        Conv(4096, 7).Named("fc6"), Relu, Conv(4096, 1).Named("fc7"), Relu, Conv(1000, 1).Named("fc8"),
    ];

    private static Network Stage(string name, int channels, int convolutions) =>
    [
        .. Enumerable.Range(1, convolutions).SelectMany(convolution => new[] { Square(channels).Named($"{name}_{convolution}"), Relu }),
    ];

    private static Network Square(int channels) => Conv(channels, 3, padding: 1);
}
