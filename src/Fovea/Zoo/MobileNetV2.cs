using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Sandler, Howard, Zhu, Zhmoginov and Chen, "MobileNetV2: inverted residuals and linear bottlenecks", 2018, as in torchvision.
/// </summary>
internal static class MobileNetV2
{
    // Of each stage: by how much blocks widen, what they deliver, how many there are, and the stride of the first (table 2 of the paper).
    private static readonly (int Expansion, int Channels, int Blocks, int Stride)[] Stages =
    [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ];

    public static readonly ZooEntry[] Entries =
    [
        new("mobilenet_v2", "Sandler et al. 2018, as in torchvision", () => Network.Graph([1, 3, 224, 224], "mobilenet_v2")),
    ];

    private static Network Network => [Features.Named("features"), GlobalAveragePool, Dense(1000).Named("classifier.1")];

    private static Network Features
    {
        get
        {
            List<Network> parts = [ConvNormActivation.Network(32, 3, Relu6, stride: 2)];
            foreach ((int expansion, int channels, int blocks, int stride) in Stages)
            {
                parts.AddRange(Enumerable.Range(0, blocks).Select(block => Block(expansion, channels, block == 0 ? stride : 1)));
            }
            parts.Add(ConvNormActivation.Network(1280, 1, Relu6));
            return [.. parts.Select((part, number) => part.Named($"{number}"))];
        }
    }

    private static Network Block(int expansion, int channels, int stride) => Networks.Network.Of(x =>
    {
        List<Network> parts = [ConvNormActivation.Network(null, 3, Relu6, stride), Conv(channels, 1, bias: false), BatchNorm];
        if (expansion != 1)
        {
            parts.Insert(0, ConvNormActivation.Network(x.Channels * expansion, 1, Relu6));
        }
        Network body = Networks.Network.Create([.. parts.Select((part, number) => part.Named($"{number}"))]).Named("conv");
        return (stride == 1 && x.Channels == channels ? Residual(body) : body).Apply(x);
    });
}
