using System.Globalization;
using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014, configuration D: as in torchvision, with dense layers
/// at the end; and as in TF-Slim (<c>vgg_16</c>, without its spatial squeeze), where they are convolutions, so that any larger input gives a map of classes.
/// </summary>
internal static class Vgg
{
    private static readonly (int Channels, int Convolutions)[] Stages = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)];

    public static readonly ZooEntry[] Entries =
    [
        new("vgg16", "Simonyan and Zisserman 2014, as in torchvision", () => Dense16.Graph([1, 3, 224, 224], "vgg16")),
        new("vgg16_slim", "Simonyan and Zisserman 2014, as in TF-Slim, fully convolutional", () => Convolutional16.Graph([1, 3, 224, 224], "vgg16_slim")),
    ];

    private static Network Dense16 =>
    [
        Sequential([.. Stages.SelectMany(stage => Enumerable.Repeat(stage.Channels, stage.Convolutions)
            .SelectMany(channels => new[] { Conv(channels, 3, padding: 1), Relu })
            .Append(MaxPool(2)))]).Named("features"),
        // Adaptive to 7 × 7, which is what an input of 224 × 224 has here.
        AveragePool(1).Named("avgpool"),
        // Positions 2 and 5 are dropout.
        Network.Create([Dense(4096).Named("0"), Relu, Dense(4096).Named("3"), Relu, Dense(1000).Named("6")]).Named("classifier"),
    ];

    private static Network Convolutional16 =>
    [
        .. Stages.SelectMany((stage, index) => Stage(index + 1, stage.Channels, stage.Convolutions)),
        Conv(4096, 7).Named("fc6"), Relu, Conv(4096, 1).Named("fc7"), Relu, Conv(1000, 1).Named("fc8"),
    ];

    private static Network[] Stage(int number, int channels, int convolutions)
    {
        string own = number.ToString(CultureInfo.InvariantCulture);
        return
        [
            Network.Create([.. Enumerable.Range(1, convolutions)
                .SelectMany(convolution => new[] { Conv(channels, 3, padding: 1).Named($"conv{own}_{convolution}"), Relu })]).Named($"conv{own}"),
            MaxPool(2).Named($"pool{own}"),
        ];
    }
}
