namespace Fovea.Runtime.Plans;

/// <summary>
/// A place in the arena. It is taken from the first step that uses it to the last; a place inside another one lives and lies with that.
/// </summary>
internal sealed unsafe class Slot
{
    private readonly Slot? whole;
    private readonly long offset;
    private byte* address;

    /// <summary>A place of its own.</summary>
    public Slot(long bytes) => Bytes = bytes;

    /// <summary>A place inside another one.</summary>
    public Slot(Slot whole, long offset, long bytes)
    {
        this.whole = whole;
        this.offset = offset;
        Bytes = bytes;
    }

    /// <summary>The number of bytes.</summary>
    public long Bytes { get; }

    /// <summary>The place that owns the memory: itself, or the one it lies in.</summary>
    public Slot Root => whole is null ? this : whole.Root;

    /// <summary>The first step that uses it.</summary>
    public int First { get; private set; } = int.MaxValue;

    /// <summary>The last step that uses it.</summary>
    public int Last { get; private set; } = -1;

    /// <summary>Where it lies in the arena, or among other weights.</summary>
    public long Offset { get; set; }

    /// <summary>Whether it lies outside the arena, at an address that does not change: the weights do.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Its floats.</summary>
    public float* Floats => (float*)(whole is null ? address : (byte*)whole.Floats + offset);

    /// <summary>Notes that a step uses it.</summary>
    public void Use(int step)
    {
        Slot root = Root;
        root.First = Math.Min(root.First, step);
        root.Last = Math.Max(root.Last, step);
    }

    /// <summary>Says where the memory is that it lies in.</summary>
    public void Place(byte* start) => address = start + Offset;
}
