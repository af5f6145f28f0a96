using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>The network of the exercise sheet's first question: two convolutions and a dilated one, without padding and bias, on a square image.</summary>
internal static class SheetDilated
{
    public static readonly ZooEntry[] Entries =
    [
        new(
            "sheet-dilated",
            "the exercise sheet, question 1: a dilated convolution after two others",
            () => Network.Graph([1, 3, "i", "i"], "sheet-dilated", symbols: [new("k1"), new("k2"), new("k3"), new("n"), new("d1"), new("d2"), new("d3")])),
    ];

    private static Network Network =>
    [
        Conv("d1", "k1", bias: false).Named("c1"),
        Conv("d2", "k2", bias: false).Named("c2"),
        Conv("d3", "k3", dilation: "n", bias: false).Named("c3"),
    ];
}
