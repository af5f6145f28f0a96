using System.Globalization;
using Fovea.Runtime.Kernels;

namespace Fovea.Runtime.Lowering;

/// <summary>
/// Picks the algorithm of a convolution: the one whose time is the least by a model of a processor. It computes at nine tenths of its peak, while weights that no cache holds come from
/// memory; the greater of the two counts, for they go on at once. Winograd's transforms come on top.
/// </summary>
internal static class ConvolutionChoice
{
    // Multiply–adds a nanosecond: two vectors a cycle at 4 GHz, nine tenths of the time.
    private static readonly double ProductsOfNanosecond = 2 * VectorWidth.Floats * 4 * 0.9;

    // What all threads share.
    private const double FloatsOfNanosecond = 10;

    // Nanoseconds that a tile takes through a transform, for each vector of channels: 4 × 4 and 2 × 2 outputs.
    private const double LargeTile = 45;
    private const double SmallTile = 15;

    /// <summary>The algorithm, and why; null if there is none.</summary>
    public static (ConvolutionMethod Method, string Reason)? Of(in Convolution convolution, SessionOptions options)
    {
        (ConvolutionMethod? best, double least) = (null, double.PositiveInfinity);
        var estimates = new List<string>();
        foreach (ConvolutionMethod method in ConvolutionMethod.All)
        {
            if (method.Refusal(convolution) is not null || (!options.Winograd && method is WinogradConvolution))
            {
                continue;
            }
            if (method is DepthwiseConvolution)
            {
                return (method, $"{method.Name}: each output reads its own channel");
            }
            double time = Estimate(convolution, method, options.Threads);
            estimates.Add(string.Create(CultureInfo.InvariantCulture, $"{method.Name} {time / 1e6:0.000}"));
            if (time < least)
            {
                (best, least) = (method, time);
            }
        }
        return best is null ? null
            : estimates.Count == 1 ? (best, best.Name)
            : (best, $"{best.Name}: expected ms {string.Join(", ", estimates)}");
    }

    private static double Estimate(in Convolution c, ConvolutionMethod method, int threads)
    {
        double filters = (double)c.Output.Blocks * VectorWidth.Floats;
        double memory = method.PackedFloats(c) / FloatsOfNanosecond;
        if (method is not WinogradConvolution winograd)
        {
            double taps = (double)c.ChannelsOfGroup * c.KernelHeight * c.KernelWidth;
            return Math.Max(c.Batch * filters * taps * c.Output.Height * c.Output.Width / ProductsOfNanosecond / threads, memory);
        }
        int size = winograd.Outputs;
        double tiles = (double)c.Batch * Tiles(c.Output.Height, c.DilationHeight, size) * Tiles(c.Output.Width, c.DilationWidth, size);
        double products = tiles * (size + 2) * (size + 2) * c.Input.Channels * filters / ProductsOfNanosecond / threads;
        double transforms = tiles * (c.Input.Blocks + c.Output.Blocks) * (size == 4 ? LargeTile : SmallTile) / threads;
        return Math.Max(products, memory) + transforms;
    }

    // Tiles along an axis, those of each of the interleaved images.
    private static double Tiles(int size, int dilation, int outputs)
    {
        double tiles = 0;
        for (int phase = 0; phase < Math.Min(dilation, size); phase++)
        {
            int own = (size - phase + dilation - 1) / dilation;
            tiles += (own + outputs - 1) / outputs;
        }
        return tiles;
    }
}
