using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Tan and Le, "EfficientNet: rethinking model scaling for convolutional neural networks", 2019, as in torchvision: inverted residuals with
/// squeeze-and-excitation.
/// </summary>
internal static class EfficientNet
{
    // Of each stage of B0: by how much blocks widen, the window, the stride of the first, what blocks deliver, and how many there are (table 1 of the paper).
    private static readonly (int Expansion, int Kernel, int Stride, int Channels, int Blocks)[] Stages =
    [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
    ];

    public static readonly ZooEntry[] Entries =
    [
        new("efficientnet_b0", "Tan and Le 2019, as in torchvision", () => Network.Graph([1, 3, 224, 224], "efficientnet_b0")),
    ];

    private static Network Network =>
    [
        Networks.Network.Create(
        [
            ConvNormActivation.Network(32, 3, Silu, stride: 2).Named("0"),
            .. Stages.Select((stage, number) => Stage(stage.Expansion, stage.Kernel, stage.Stride, stage.Channels, stage.Blocks).Named($"{number + 1}")),
            ConvNormActivation.Network(1280, 1, Silu).Named("8"),
        ]).Named("features"),
        GlobalAveragePool.Named("avgpool"), Dense(1000).Named("classifier.1"),
    ];

    private static Network Stage(int expansion, int kernel, int stride, int channels, int blocks) =>
    [
        .. Enumerable.Range(0, blocks).Select(block => Block(expansion, kernel, block == 0 ? stride : 1, channels).Named($"{block}")),
    ];

    private static Network Block(int expansion, int kernel, int stride, int channels) => Networks.Network.Of(x =>
    {
        int input = (int)x.Channels.Value;
        List<Network> parts =
        [
            ConvNormActivation.Network(null, kernel, Silu, stride),
            // The squeezed channels are a quarter of the block's input, not of what it is widened to.
            SqueezeExcite(input / 4, input * expansion),
            ConvNormActivation.Network(channels, 1),
        ];
        if (expansion != 1)
        {
            parts.Insert(0, ConvNormActivation.Network(input * expansion, 1, Silu));
        }
        Network body = Networks.Network.Create([.. parts.Select((part, number) => part.Named($"{number}"))]).Named("block");
        return (stride == 1 && input == channels ? Residual(body) : body).Apply(x);
    });

    private static Network SqueezeExcite(int squeezed, int channels) => Networks.Network.Create(
    [
        Gated([GlobalAveragePool.Named("avgpool"), Conv(squeezed, 1).Named("fc1"), Silu, Conv(channels, 1).Named("fc2"), Sigmoid]),
    ]);
}
