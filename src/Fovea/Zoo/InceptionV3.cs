using Fovea.Graphs;
using Fovea.Networks;
using static Fovea.Networks.Layers;
using static Fovea.Zoo.GoogLeNet;

namespace Fovea.Zoo;

/// <summary>
/// Szegedy et al., "Rethinking the Inception architecture for computer vision", 2015, as in torchvision; in use, and with the auxiliary head of training, whose
/// weights torchvision's published number of parameters includes.
/// </summary>
internal static class InceptionV3
{
    public static readonly ZooEntry[] Entries =
    [
        new("inception_v3", "Szegedy et al. 2015, as in torchvision", () => Build("inception_v3", auxiliary: false)),
        new("inception_v3_auxiliary", "Szegedy et al. 2015, as in torchvision, with its auxiliary head", () => Build("inception_v3_auxiliary", auxiliary: true)),
    ];

    private static Graph Build(string name, bool auxiliary)
    {
        var builder = new GraphBuilder(name);
        GraphValue middle = Trunk.Apply(builder.Input("input", [1, 3, 299, 299]));
        builder.Output("output", Head.Apply(middle));
        if (auxiliary)
        {
            builder.Output("auxiliary", Auxiliary.Named("AuxLogits").Apply(middle));
        }
        return builder.Build();
    }

    private static Network Trunk =>
    [
        Convolution(32, 3, stride: 2).Named("Conv2d_1a_3x3"), Convolution(32, 3).Named("Conv2d_2a_3x3"),
        Convolution(64, 3, padding: 1).Named("Conv2d_2b_3x3"), MaxPool(3, stride: 2).Named("maxpool1"),
        Convolution(80, 1).Named("Conv2d_3b_1x1"), Convolution(192, 3).Named("Conv2d_4a_3x3"), MaxPool(3, stride: 2).Named("maxpool2"),
        Square(32).Named("Mixed_5b"), Square(64).Named("Mixed_5c"), Square(64).Named("Mixed_5d"),
        HalvedOnce.Named("Mixed_6a"),
        Factored(128).Named("Mixed_6b"), Factored(160).Named("Mixed_6c"), Factored(160).Named("Mixed_6d"), Factored(192).Named("Mixed_6e"),
    ];

    private static Network Head =>
    [
        HalvedTwice.Named("Mixed_7a"), Expanded.Named("Mixed_7b"), Expanded.Named("Mixed_7c"),
        GlobalAveragePool.Named("avgpool"), Dense(1000).Named("fc"),
    ];

    private static Network Auxiliary =>
        [AveragePool(5, stride: 3), Convolution(128, 1).Named("conv0"), Convolution(768, 5).Named("conv1"), GlobalAveragePool, Dense(1000).Named("fc")];

    // Figure 5 of the paper: 5 × 5 as two of 3 × 3 in one branch.
    private static Network Square(int pooled) => Parallel(
        Convolution(64, 1).Named("branch1x1"),
        [Convolution(48, 1).Named("branch5x5_1"), Convolution(64, 5, padding: 2).Named("branch5x5_2")],
        [
            Convolution(64, 1).Named("branch3x3dbl_1"),
            Convolution(96, 3, padding: 1).Named("branch3x3dbl_2"),
            Convolution(96, 3, padding: 1).Named("branch3x3dbl_3"),
        ],
        Pooled(pooled));

    private static Network HalvedOnce => Parallel(
        Convolution(384, 3, stride: 2).Named("branch3x3"),
        [
            Convolution(64, 1).Named("branch3x3dbl_1"),
            Convolution(96, 3, padding: 1).Named("branch3x3dbl_2"),
            Convolution(96, 3, stride: 2).Named("branch3x3dbl_3"),
        ],
        MaxPool(3, stride: 2));

    // Figure 6: 7 × 7 as 1 × 7 and 7 × 1.
    private static Network Factored(int channels) => Parallel(
        Convolution(192, 1).Named("branch1x1"),
        [Convolution(channels, 1).Named("branch7x7_1"), Row(channels, 7).Named("branch7x7_2"), Column(192, 7).Named("branch7x7_3")],
        [
            Convolution(channels, 1).Named("branch7x7dbl_1"),
            Column(channels, 7).Named("branch7x7dbl_2"), Row(channels, 7).Named("branch7x7dbl_3"),
            Column(channels, 7).Named("branch7x7dbl_4"), Row(192, 7).Named("branch7x7dbl_5"),
        ],
        Pooled(192));

    private static Network HalvedTwice => Parallel(
        [Convolution(192, 1).Named("branch3x3_1"), Convolution(320, 3, stride: 2).Named("branch3x3_2")],
        [
            Convolution(192, 1).Named("branch7x7x3_1"),
            Row(192, 7).Named("branch7x7x3_2"), Column(192, 7).Named("branch7x7x3_3"),
            Convolution(192, 3, stride: 2).Named("branch7x7x3_4"),
        ],
        MaxPool(3, stride: 2));

    // Figure 7: 3 × 3 as 1 × 3 beside 3 × 1.
    private static Network Expanded => Parallel(
        Convolution(320, 1).Named("branch1x1"),
        [Convolution(384, 1).Named("branch3x3_1"), Parallel(Row(384, 3).Named("branch3x3_2a"), Column(384, 3).Named("branch3x3_2b"))],
        [
            Convolution(448, 1).Named("branch3x3dbl_1"), Convolution(384, 3, padding: 1).Named("branch3x3dbl_2"),
            Parallel(Row(384, 3).Named("branch3x3dbl_3a"), Column(384, 3).Named("branch3x3dbl_3b")),
        ],
        Pooled(192));

    private static Network Pooled(int channels) => [AveragePool(3, stride: 1, padding: 1), Convolution(channels, 1).Named("branch_pool")];

    private static Network Row(int channels, int width) => Convolution(channels, [1, width], padding: [0, width / 2]);

    private static Network Column(int channels, int height) => Convolution(channels, [height, 1], padding: [height / 2, 0]);
}
