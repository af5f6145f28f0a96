using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>
/// Szegedy et al., "Going deeper with convolutions", 2014, as in torchvision: with batch normalisation, 3 × 3 in place of 5 × 5 convolutions, and
/// without auxiliary heads.
/// </summary>
internal static class GoogLeNet
{
    public static readonly ZooEntry[] Entries =
    [
        new("googlenet", "Szegedy et al. 2014, as in torchvision", () => Network.Graph([1, 3, 224, 224], "googlenet")),
    ];

    private static Network Network =>
    [
        Convolution(64, 7, stride: 2, padding: 3).Named("conv1"), MaxPool(3, stride: 2, ceil: true).Named("maxpool1"),
        Convolution(64, 1).Named("conv2"), Convolution(192, 3, padding: 1).Named("conv3"), MaxPool(3, stride: 2, ceil: true).Named("maxpool2"),
        Inception(64, 96, 128, 16, 32, 32).Named("inception3a"), Inception(128, 128, 192, 32, 96, 64).Named("inception3b"),
        MaxPool(3, stride: 2, ceil: true).Named("maxpool3"),
        Inception(192, 96, 208, 16, 48, 64).Named("inception4a"), Inception(160, 112, 224, 24, 64, 64).Named("inception4b"),
        Inception(128, 128, 256, 24, 64, 64).Named("inception4c"), Inception(112, 144, 288, 32, 64, 64).Named("inception4d"),
        Inception(256, 160, 320, 32, 128, 128).Named("inception4e"), MaxPool(2, ceil: true).Named("maxpool4"),
        Inception(256, 160, 320, 32, 128, 128).Named("inception5a"), Inception(384, 192, 384, 48, 128, 128).Named("inception5b"),
        GlobalAveragePool.Named("avgpool"), Dense(1000).Named("fc"),
    ];

    /// <summary>A convolution, normalised and rectified: torchvision's BasicConv2d, which Inception v3 is made of, too.</summary>
    internal static Network Convolution(int channels, PerAxis kernel, PerAxis stride = default, PerAxis padding = default) =>
        [Conv(channels, kernel, stride, padding, bias: false).Named("conv"), BatchNormalization(1e-3f).Named("bn"), Relu];

    private static Network Inception(int plain, int reducedMiddle, int middle, int reducedWide, int wide, int pooled) => Parallel(
        Convolution(plain, 1).Named("branch1"),
        Sequential(Convolution(reducedMiddle, 1), Convolution(middle, 3, padding: 1)).Named("branch2"),
        // 5 × 5 in the paper; torchvision keeps an old mistake, which its weights are trained with.
        Sequential(Convolution(reducedWide, 1), Convolution(wide, 3, padding: 1)).Named("branch3"),
        Sequential(MaxPool(3, stride: 1, padding: 1, ceil: true), Convolution(pooled, 1)).Named("branch4"));
}
