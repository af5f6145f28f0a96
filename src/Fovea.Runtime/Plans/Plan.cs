using System.Diagnostics;
using Fovea.Runtime.Threads;
using Fovea.Tensors;

namespace Fovea.Runtime.Plans;

/// <summary>What a session does for inputs of given types: steps in their order, over places in one block of memory.</summary>
internal sealed unsafe class Plan
{
    // The floats that a part works on at least: handing it to another thread would take longer.
    private const long LeastPart = 4096;

    // Where there is enough work for each thread it is cut finer, so that a slow processor holds the others up for a part of its share only.
    private const long LeastFinePart = 16384;
    private const int PartsOfThread = 4;

    private readonly PlanStep[] steps;
    private readonly Slot[] slots;
    private readonly Cell[] cells;
    private byte* arena;

    public Plan(PlanStep[] steps, PlanInput[] inputs, PlanOutput[] outputs, Slot[] slots, Cell[] cells, long bytes)
    {
        this.steps = steps;
        this.slots = slots;
        this.cells = cells;
        Inputs = inputs;
        Outputs = outputs;
        Bytes = bytes;
    }

    /// <summary>Where the inputs go.</summary>
    public PlanInput[] Inputs { get; }

    /// <summary>Where the outputs come from.</summary>
    public PlanOutput[] Outputs { get; }

    /// <summary>The bytes that it needs.</summary>
    public long Bytes { get; }

    /// <summary>What is done for each node.</summary>
    public IReadOnlyList<LayerReport> Layers =>
    [
        .. steps.Select(step => new LayerReport(
            step.Name, step.Operator, step.Path, step.Kind, step.Choice, step.Macs, step.Ticks < 0 ? null : step.Ticks * 1e3 / Stopwatch.Frequency)),
    ];

    /// <summary>Whether it is for inputs of these types.</summary>
    public bool IsFor(ReadOnlySpan<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!Inputs[i].IsFor(inputs[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Says where the block of memory is that the places lie in.</summary>
    public void Place(byte* start)
    {
        if (arena != start)
        {
            arena = start;
            foreach (Slot slot in slots)
            {
                slot.Place(start);
            }
        }
    }

    /// <summary>Does all steps; the inputs are in their places.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Run(ThreadTeam team, bool timed, CancellationToken cancel)
    {
        foreach (PlanStep planned in steps)
        {
            if (planned.Step is not { } step)
            {
                continue;
            }
            cancel.ThrowIfCancellationRequested();
            long start = timed ? Stopwatch.GetTimestamp() : 0;
            int parts = Parts(step.Work, team.Count);
            for (int phase = 0; phase < step.Phases; phase++)
            {
                step.Phase = phase;
                team.Run(step, parts);
            }
            if (timed)
            {
                planned.Ticks = Stopwatch.GetTimestamp() - start;
            }
        }
    }

    // As many for each thread, or fewer than there are threads.
    private static int Parts(long work, int threads) => threads == 1 ? 1
        : work < LeastPart * threads ? (int)Math.Max(1, work / LeastPart)
        : threads * (int)Math.Clamp(work / (LeastFinePart * threads), 1, PartsOfThread);

    /// <summary>Lets go of what the reference has kept.</summary>
    public void Clear()
    {
        foreach (Cell cell in cells)
        {
            cell.Value = null;
        }
    }
}
