using Fovea.Runtime.Kernels;

namespace Fovea.Runtime.Lowering;

/// <summary>Picks the algorithm of a convolution.</summary>
internal static class ConvolutionChoice
{
    /// <summary>The algorithm, and why; null if there is none.</summary>
    public static (ConvolutionMethod Method, string Reason)? Of(in Convolution convolution, SessionOptions options)
    {
        foreach (ConvolutionMethod method in ConvolutionMethod.All)
        {
            if (method.Refusal(convolution) is null && (options.Winograd || !method.Name.StartsWith("winograd", StringComparison.OrdinalIgnoreCase)))
            {
                return (method, method.Name);
            }
        }
        return null;
    }
}
