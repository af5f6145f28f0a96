using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998, in the form that is taught today: C3 reads all maps, pooling
/// is a plain average, the output a dense layer.
/// </summary>
internal static class LeNet
{
    public static readonly ZooEntry[] Entries =
    [
        new("lenet5", "LeCun et al. 1998, with full connections in C3 and a dense output", () => Network.Graph([1, 1, 32, 32], "lenet5")),
    ];

    private static Network Network =>
    [
        Conv(6, 5).Named("c1"), Tanh, AveragePool(2).Named("s2"),
        Conv(16, 5).Named("c3"), Tanh, AveragePool(2).Named("s4"),
        Conv(120, 5).Named("c5"), Tanh,
        Dense(84).Named("f6"), Tanh, Dense(10).Named("output"),
    ];
}
