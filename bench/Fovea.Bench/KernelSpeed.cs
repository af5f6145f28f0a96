using System.Globalization;
using Fovea.Runtime;
using Fovea.Runtime.Kernels;

namespace Fovea.Bench;

/// <summary>Kernels by themselves on one thread, in cache, against the multiply-adds that the processor can do.</summary>
internal static class KernelSpeed
{
    /// <summary>Measures all layers whose name contains a text.</summary>
    public static void Measure(string wanted)
    {
        double peak = ProcessorPeak.Gflops(1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"vectors of {VectorWidth.Floats} floats, multiply-adds at best {peak:f0} GFLOP/s"));
        Console.WriteLine($"{"layer",-32} {"method",-14} {"median ms",9} {"min ms",9} {"GFLOP/s",9} {"of peak",8}");
        foreach (KernelCase one in KernelCase.Of(wanted))
        {
            one.Prepare();
            int repetitions = (int)Math.Max(1, 2e-3 * peak * 1e9 / one.Operations);
            void Repeat()
            {
                for (int i = 0; i < repetitions; i++)
                {
                    one.Run();
                }
            }
            Times times = Rounds.Measure(TimeSpan.FromMilliseconds(20), 21, false, Repeat)[0];
            double best = one.Operations * repetitions / times.Minimum / 1e6;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Name,-32} {one.Method,-14} {times.Median / repetitions,9:f4} {times.Minimum / repetitions,9:f4} {best,9:f0} {best / peak,8:p0}"));
        }
    }
}
