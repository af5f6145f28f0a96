using Fovea.Runtime.Plans;
using Fovea.Runtime.Threads;
using Fovea.Tensors;

namespace Fovea.Runtime.Memory;

/// <summary>The weights of a session as kernels want them, made when a plan first asks for them and kept for all plans.</summary>
internal sealed unsafe class PreparedWeights : IDisposable
{
    private const long Alignment = 128;

    private readonly Dictionary<string, Slot> prepared = new(StringComparer.Ordinal);

    // All that were made for a plan lie in one block.
    private readonly List<NativeBlock> blocks = [];

    // What has no memory and no values yet.
    private readonly List<(Fill Fill, Slot Slot)> empty = [];

    /// <summary>A tensor as float32 in row-major order.</summary>
    public Slot Plain(string name, Tensor tensor) => Prepare(name, tensor.Count, to => Floats.Read(tensor, to));

    /// <summary>Weights in a form of their own. They have their place and their values when <see cref="Complete"/> has been called.</summary>
    /// <param name="key">What names the weights and the form.</param>
    /// <param name="floats">How many floats they take.</param>
    /// <param name="fill">Writes them; the room is filled with zeros. It may run beside others.</param>
    public Slot Prepare(string key, long floats, Fill fill)
    {
        if (!prepared.TryGetValue(key, out Slot? slot))
        {
            prepared.Add(key, slot = new Slot(checked(floats * sizeof(float))) { IsFixed = true });
            empty.Add((fill, slot));
        }
        return slot;
    }

    /// <summary>Writes all values that are missing; threads share the work, the largest first. What has failed is tried again the next time.</summary>
    public void Complete(ThreadTeam team)
    {
        if (empty.Count == 0)
        {
            return;
        }
        long bytes = 0;
        foreach ((_, Slot slot) in empty)
        {
            slot.Offset = bytes;
            bytes = checked(bytes + slot.Bytes + Alignment - 1) / Alignment * Alignment;
        }
        var block = new NativeBlock(bytes);
        foreach ((_, Slot slot) in empty)
        {
            slot.Place(block.Start);
        }
        empty.Sort((a, b) => b.Slot.Bytes.CompareTo(a.Slot.Bytes));
        team.Run(new Filling(empty), team.Count);
        blocks.Add(block);
        empty.Clear();
    }

    private sealed class Filling(List<(Fill Fill, Slot Slot)> empty) : IShared
    {
        private int next = -1;

        public void Run(int part, int parts, int thread)
        {
            while (Interlocked.Increment(ref next) is var index && index < empty.Count)
            {
                empty[index].Fill(empty[index].Slot.Floats);
            }
        }
    }

    /// <summary>Writes weights.</summary>
    public delegate void Fill(float* to);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBlock block in blocks)
        {
            block.Dispose();
        }
        prepared.Clear();
    }
}
