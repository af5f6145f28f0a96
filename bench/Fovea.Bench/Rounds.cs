using System.Diagnostics;

namespace Fovea.Bench;

/// <summary>The times of one contender, in milliseconds.</summary>
/// <param name="Median">The median over the rounds.</param>
/// <param name="Minimum">The least of them.</param>
internal readonly record struct Times(double Median, double Minimum);

/// <summary>Measures contenders in turns, so that whatever slows the machine down slows all of them.</summary>
internal static class Rounds
{
    /// <summary>Warms every contender up, then times each once a round.</summary>
    /// <param name="warmUp">For how long each runs before anything is timed: the compiler has to have finished with it.</param>
    /// <param name="count">The number of rounds.</param>
    /// <param name="collects">Whether the heap is collected before each run, outside its time: each then pays for its own garbage only.</param>
    /// <param name="contenders">What is measured.</param>
    public static Times[] Measure(TimeSpan warmUp, int count, bool collects, params Action[] contenders)
    {
        foreach (Action contender in contenders)
        {
            var watch = Stopwatch.StartNew();
            do
            {
                contender();
            }
            while (watch.Elapsed < warmUp);
        }
        var times = new double[contenders.Length][];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = new double[count];
        }
        for (int round = 0; round < count; round++)
        {
            for (int i = 0; i < contenders.Length; i++)
            {
                if (collects)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    GC.Collect();
                }
                long start = Stopwatch.GetTimestamp();
                contenders[i]();
                times[i][round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }
        return [.. times.Select(Summarise)];
    }

    public static Times Summarise(double[] times)
    {
        Array.Sort(times);
        int middle = times.Length / 2;
        return new Times(times.Length % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2, times[0]);
    }
}
