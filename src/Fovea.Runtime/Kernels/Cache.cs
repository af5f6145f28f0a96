using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Runtime.Kernels;

/// <summary>Hints to the caches, where the machine takes them.</summary>
internal static unsafe class Cache
{
    /// <summary>The floats of a cache line.</summary>
    public const int LineFloats = 16;

    /// <summary>The floats that are expected to stay in the first-level cache beside what streams through it: 32 kilobytes.</summary>
    public const long FirstLevelFloats = 1 << 13;

    /// <summary>The floats that are expected to stay in the second-level cache beside what streams through it: half a megabyte.</summary>
    public const long SecondLevelFloats = 1 << 17;

    /// <summary>So many floats, and what is missing to whole lines.</summary>
    public static long WholeLines(long floats) => checked(floats + LineFloats - 1) / LineFloats * LineFloats;

    /// <summary>Fetches a line into the second-level cache; does nothing for an address that is not mapped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }

    /// <summary>Fetches a line into the first-level cache; does nothing for an address that is not mapped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchNear(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
