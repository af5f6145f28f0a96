using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Liu, Mao, Wu, Feichtenhofer, Darrell and Xie, "A ConvNet for the 2020s", 2022, as in torchvision. The dense layers of a block act on the last axis: their weights
/// are [inputs, outputs], the transpose of torchvision's, as in its export.
/// </summary>
internal static class ConvNeXt
{
    private static readonly (int Channels, int Blocks)[] Stages = [(96, 3), (192, 3), (384, 9), (768, 3)];

    public static readonly ZooEntry[] Entries =
    [
        new("convnext_tiny", "Liu et al. 2022, as in torchvision", () => Network.Graph([1, 3, 224, 224], "convnext_tiny")),
    ];

    private static Network Network =>
    [
        Networks.Network.Create([.. Stages.SelectMany(Features).Select((part, number) => part.Named($"{number}"))]).Named("features"),
        GlobalAveragePool.Named("avgpool"),
        Networks.Network.Create([ChannelNorm("0"), Dense(1000).Named("2")]).Named("classifier"),
    ];

    // What makes the grid coarser, and the blocks on the new one.
    private static Network[] Features((int Channels, int Blocks) stage, int number) =>
    [
        number == 0
            ? [Conv(stage.Channels, 4, stride: 4).Named("0"), ChannelNorm("1")]
            : [ChannelNorm("0"), Conv(stage.Channels, 2, stride: 2).Named("1")],
        [.. Enumerable.Range(0, stage.Blocks).Select(block => Block(stage.Channels).Named($"{block}"))],
    ];

    private static Network Block(int channels) => Residual(
    [
        Networks.Network.Create(
        [
            DepthwiseConv(7, padding: 3).Named("0"),
            Permute(0, 2, 3, 1).Named("1"), LayerNorm(1e-6f).Named("2"), DenseOnLastAxis(4 * channels).Named("3"), Gelu, DenseOnLastAxis(channels).Named("5"),
            Permute(0, 3, 1, 2).Named("6"),
        ]).Named("block"),
        LayerScale,
    ]);

    private static Network LayerScale { get; } = Networks.Network.Of(x =>
        x.Builder.Add(null, new Operators.Mul(), x, x.Builder.Parameter("layer_scale", [x.Channels, 1, 1])));

    // Layer normalisation over the channels of each position.
    private static Network ChannelNorm(string name) => [Permute(0, 2, 3, 1), LayerNorm(1e-6f).Named(name), Permute(0, 3, 1, 2)];

    private static Network DenseOnLastAxis(int units) => Networks.Network.Layer("dense", (x, name) => x.Builder.Add(
        name,
        new Operators.Add(),
        x.Builder.Add($"{name}.matmul", new Operators.MatMul(), x, x.Builder.Parameter($"{name}.weight", [x.Shape[^1], units])),
        x.Builder.Parameter($"{name}.bias", [units])));
}
