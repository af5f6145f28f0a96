using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>Elements that lie at even distances in a tensor and side by side in another.</summary>
/// <param name="To">Where the first is put.</param>
/// <param name="From">Where it is found; −1 for zeros, −2 for a constant.</param>
/// <param name="Step">How far the next one is.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct PickRun(long To, long From, int Step, int Count)
{
    public const long Zero = -1;
    public const long Constant = -2;

    /// <summary>The runs of a list of places.</summary>
    public static PickRun[] Of(ReadOnlySpan<long> places)
    {
        var runs = new List<PickRun>();
        for (int start = 0; start < places.Length;)
        {
            long from = places[start];
            long step = start + 1 < places.Length ? places[start + 1] - from : 1;
            bool even = from >= 0 ? start + 1 < places.Length && places[start + 1] >= 0 && step is >= int.MinValue and <= int.MaxValue : step == 0;
            int count = 1;
            while (even && start + count < places.Length && places[start + count] == from + (step * count))
            {
                count++;
            }
            runs.Add(new PickRun(start, from, count == 1 ? 1 : (int)step, count));
            start += count;
        }
        return [.. runs];
    }
}

/// <summary>Moves elements: each of the output is one of the input, or a constant. Where each comes from was asked of the operator's rule when the plan was made.</summary>
/// <param name="from">What is read.</param>
/// <param name="to">What is written.</param>
/// <param name="runs">Where the elements come from, in order.</param>
/// <param name="constant">What stands where a run has no source.</param>
internal sealed unsafe class PickStep(Slot from, Slot to, PickRun[] runs, float constant) : Step
{
    public override IEnumerable<Slot> Reads => [from];

    public override IEnumerable<Slot> Writes => [to];

    public override long Work => to.Bytes / sizeof(float);

    public override void Run(int part, int parts, int thread)
    {
        (long first, long end) = Share(runs.Length, part, parts);
        for (long i = first; i < end; i++)
        {
            PickRun run = runs[i];
            float* y = to.Floats + run.To;
            if (run.From < 0)
            {
                new Span<float>(y, run.Count).Fill(run.From == PickRun.Constant ? constant : 0);
                continue;
            }
            float* x = from.Floats + run.From;
            if (run.Step == 1)
            {
                Buffer.MemoryCopy(x, y, run.Count * (long)sizeof(float), run.Count * (long)sizeof(float));
            }
            else
            {
                for (int k = 0; k < run.Count; k++)
                {
                    y[k] = x[(long)k * run.Step];
                }
            }
        }
    }
}
