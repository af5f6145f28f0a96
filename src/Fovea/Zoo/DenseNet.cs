using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>Huang, Liu, van der Maaten and Weinberger, "Densely connected convolutional networks", 2016, as in torchvision.</summary>
internal static class DenseNet
{
    private const int Growth = 32;

    public static readonly ZooEntry[] Entries =
    [
        new("densenet121", "Huang et al. 2016, as in torchvision", () => Network.Graph([1, 3, 224, 224], "densenet121")),
    ];

    private static Network Network => [Features.Named("features"), Relu, GlobalAveragePool, Dense(1000).Named("classifier")];

    private static Network Features =>
    [
        Conv(2 * Growth, 7, stride: 2, padding: 3, bias: false).Named("conv0"), BatchNorm.Named("norm0"), Relu.Named("relu0"),
        MaxPool(3, stride: 2, padding: 1).Named("pool0"),
        Block(6).Named("denseblock1"), Transition.Named("transition1"),
        Block(12).Named("denseblock2"), Transition.Named("transition2"),
        Block(24).Named("denseblock3"), Transition.Named("transition3"),
        Block(16).Named("denseblock4"), BatchNorm.Named("norm5"),
    ];

    // Every layer reads what the block got and what all layers before it made.
    private static Network Block(int layers) => Network.Of(x =>
    {
        List<GraphValue> made = [x];
        for (int layer = 1; layer <= layers; layer++)
        {
            made.Add(x.Builder.Within($"denselayer{layer}", () => Layer.Apply(Concat([.. made]))));
        }
        return Concat([.. made]);
    });

    private static Network Layer =>
    [
        BatchNorm.Named("norm1"), Relu.Named("relu1"), Conv(4 * Growth, 1, bias: false).Named("conv1"),
        BatchNorm.Named("norm2"), Relu.Named("relu2"), Conv(Growth, 3, padding: 1, bias: false).Named("conv2"),
    ];

    private static Network Transition =>
    [
        BatchNorm.Named("norm"), Relu.Named("relu"),
        Network.Of(x => Conv(Size.FloorDiv(x.Channels, 2), 1, bias: false).Named("conv").Apply(x)), AveragePool(2).Named("pool"),
    ];
}
