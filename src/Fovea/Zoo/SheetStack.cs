using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>Three convolutions of the same window and different dilations, of one channel, without padding and bias: what the exercise sheet's first question stacks.</summary>
internal static class SheetStack
{
    public static readonly ZooEntry[] Entries =
    [
        new(
            "sheet-stack",
            "the exercise sheet, question 1: three dilated convolutions",
            () => Network.Graph([1, 1, "i", "i"], "sheet-stack", symbols: [new("k"), new("d1"), new("d2"), new("d3")])),
    ];

    private static Network Network => [Layer("d1"), Layer("d2"), Layer("d3")];

    private static Network Layer(string dilation) => Conv(1, "k", dilation: dilation, bias: false);
}
