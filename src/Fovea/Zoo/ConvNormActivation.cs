using Fovea.Networks;
using Fovea.Numbers;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>Convolution, batch normalisation and, if given, an activation: torchvision's <c>Conv2dNormActivation</c>, whose members are numbered 0, 1, 2.</summary>
internal static class ConvNormActivation
{
    /// <summary>The three, on a grid that only the stride changes.</summary>
    /// <param name="channels">Output channels; null for a convolution of each channel by itself.</param>
    /// <param name="kernel">The side of the window, odd.</param>
    /// <param name="activation">What follows; nothing if not said.</param>
    /// <param name="stride">Input positions per output position.</param>
    /// <param name="dilation">Input positions between taps.</param>
    public static Network Network(Size? channels, int kernel, Network? activation = null, int stride = 1, int dilation = 1)
    {
        int padding = dilation * (kernel / 2);
        Network convolution = channels is { } count
            ? Conv(count, kernel, stride, padding, dilation, bias: false)
            : DepthwiseConv(kernel, stride, padding, dilation, bias: false);
        return [convolution.Named("0"), BatchNorm.Named("1"), activation ?? []];
    }
}
