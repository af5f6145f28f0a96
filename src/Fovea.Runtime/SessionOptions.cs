namespace Fovea.Runtime;

/// <summary>How a network is compiled and run.</summary>
public sealed record SessionOptions
{
    /// <summary>The number of threads that a run is shared among, the caller's included; 1 … 256. The result has the same bits for any number.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether convolutions may be computed by Winograd's minimal filtering: fewer multiplications, and about four times the rounding error.</summary>
    public bool Winograd { get; init; } = true;

    /// <summary>How many plans are kept where dimensions are open: one for each combination of input shapes, the one used longest ago goes first.</summary>
    public int Plans { get; init; } = 8;

    /// <summary>The most bytes that activations and scratch of one plan may take; by default half of the memory that the process may use.</summary>
    public long MaximumBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(Threads));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, 256, nameof(Threads));
        ArgumentOutOfRangeException.ThrowIfLessThan(Plans, 1, nameof(Plans));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumBytes, 1, nameof(MaximumBytes));
    }
}
