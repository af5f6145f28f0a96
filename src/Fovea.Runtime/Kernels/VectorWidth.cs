using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Runtime.Kernels;

/// <summary>The number of floats in a vector of this process: what activations and weights are blocked by.</summary>
public static class VectorWidth
{
    /// <summary>The environment variable that forces a width of 512, 256 or 128 bits; the machine has to have it.</summary>
    public const string Variable = "FOVEA_VECTOR";

    /// <summary>16 with AVX-512, 8 with AVX2 and FMA, otherwise 4; chosen once, when the process starts.</summary>
    public static readonly int Floats = Choose(Environment.GetEnvironmentVariable(Variable));

    internal static int Choose(string? forced) => forced switch
    {
        "512" when Vector512.IsHardwareAccelerated => 16,
        "256" when Vector256.IsHardwareAccelerated => 8,
        "128" => 4,
        null or "" => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated && Fma.IsSupported ? 8 : 4,
        _ => throw new PlatformNotSupportedException(string.Create(
            CultureInfo.InvariantCulture, $"{Variable} is '{forced}'; this machine has {(Vector512.IsHardwareAccelerated ? "512, 256 and 128" : Vector256.IsHardwareAccelerated ? "256 and 128" : "128")}")),
    };
}
