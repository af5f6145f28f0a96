using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Threads;

namespace Fovea.Runtime;

/// <summary>What the processor does at most: multiply–adds on registers, measured.</summary>
public static class ProcessorPeak
{
    private const int Steps = 50_000;
    private const int Chains = 12;
    private const int Rounds = 40;

    /// <summary>10⁹ operations a second, a multiply–add being two, with the vectors that kernels use: the best of some short rounds.</summary>
    /// <param name="threads">How many threads compute at once.</param>
    public static double Gflops(int threads)
    {
        using var team = new ThreadTeam(threads);
        var work = new MultiplyAdds();
        double best = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            team.Run(work, threads);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * Chains * VectorWidth.Floats * Steps * threads / best / 1e9;
    }

    private sealed class MultiplyAdds : IShared
    {
        public void Run(int part, int parts, int thread)
        {
            float sum = VectorWidth.Floats switch
            {
                16 => Sum<Lanes512, Vector512<float>>(),
                8 => Sum<Lanes256, Vector256<float>>(),
                _ => Sum<Lanes128, Vector128<float>>(),
            };
            // What comes out is looked at, so that it is computed.
            if (float.IsNaN(sum))
            {
                throw new InvalidOperationException("multiply–adds of numbers below 1 made no number");
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Sum<L, V>()
            where L : struct, ILanes<V>
            where V : struct
        {
            V a = L.All(0.5f), b = L.All(1);
            V s0 = a, s1 = a, s2 = a, s3 = a, s4 = a, s5 = a, s6 = a, s7 = a, s8 = a, s9 = a, s10 = a, s11 = a;
            for (int i = 0; i < Steps; i++)
            {
                s0 = L.MultiplyAdd(s0, a, b);
                s1 = L.MultiplyAdd(s1, a, b);
                s2 = L.MultiplyAdd(s2, a, b);
                s3 = L.MultiplyAdd(s3, a, b);
                s4 = L.MultiplyAdd(s4, a, b);
                s5 = L.MultiplyAdd(s5, a, b);
                s6 = L.MultiplyAdd(s6, a, b);
                s7 = L.MultiplyAdd(s7, a, b);
                s8 = L.MultiplyAdd(s8, a, b);
                s9 = L.MultiplyAdd(s9, a, b);
                s10 = L.MultiplyAdd(s10, a, b);
                s11 = L.MultiplyAdd(s11, a, b);
            }
            return L.Sum(L.Add(L.Add(L.Add(s0, s1), L.Add(s2, s3)), L.Add(L.Add(L.Add(s4, s5), L.Add(s6, s7)), L.Add(L.Add(s8, s9), L.Add(s10, s11)))));
        }
    }
}
