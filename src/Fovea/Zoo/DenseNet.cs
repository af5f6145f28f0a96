using Fovea.Graphs;
using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>Huang, Liu, van der Maaten and Weinberger, "Densely connected convolutional networks", 2016, as in torchvision.</summary>
internal static class DenseNet
{
    private const int Growth = 32;

    public static readonly ZooEntry[] Entries =
    [
        new("densenet121", "Huang et al. 2016, as in torchvision", () => Network(6, 12, 24, 16).Graph([1, 3, 224, 224], "densenet121")),
    ];

    private static Network Network(params int[] layers) =>
    [
        Networks.Network.Create(
        [
            Conv(2 * Growth, 7, stride: 2, padding: 3, bias: false).Named("conv0"), BatchNorm.Named("norm0"), Relu.Named("relu0"),
            MaxPool(3, stride: 2, padding: 1).Named("pool0"),
            .. layers[..^1].SelectMany((count, block) => new[] { Block(count).Named($"denseblock{block + 1}"), Transition.Named($"transition{block + 1}") }),
            Block(layers[^1]).Named($"denseblock{layers.Length}"), BatchNorm.Named("norm5"),
        ]).Named("features"),
        Relu, GlobalAveragePool, Dense(1000).Named("classifier"),
    ];

    // Every layer reads what the block got and what all layers before it made.
    private static Network Block(int layers) => Networks.Network.Of(x =>
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

    private static Network Transition => Networks.Network.Of(x => Networks.Network.Create(
        [BatchNorm.Named("norm"), Relu.Named("relu"), Conv(Half(x), 1, bias: false).Named("conv"), AveragePool(2).Named("pool")]).Apply(x));

    private static Numbers.Size Half(GraphValue x) => Numbers.Size.FloorDiv(x.Channels, 2);
}
