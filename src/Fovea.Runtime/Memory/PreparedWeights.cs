using Fovea.Runtime.Plans;
using Fovea.Tensors;

namespace Fovea.Runtime.Memory;

/// <summary>The weights of a session as kernels want them, made when a plan first asks for them and kept for all plans.</summary>
internal sealed unsafe class PreparedWeights : IDisposable
{
    private readonly Dictionary<string, (NativeBlock Block, Slot Slot)> prepared = new(StringComparer.Ordinal);

    /// <summary>The bytes of all of them.</summary>
    public long Bytes => prepared.Values.Sum(entry => entry.Block.Bytes);

    /// <summary>A tensor as float32 in row-major order.</summary>
    public Slot Plain(string name, Tensor tensor) => Prepare(name, tensor.Count, to => Floats.Read(tensor, to));

    /// <summary>Weights in a form of their own.</summary>
    /// <param name="key">What names the weights and the form.</param>
    /// <param name="floats">How many floats they take.</param>
    /// <param name="fill">Writes them; the room is filled with zeros.</param>
    public Slot Prepare(string key, long floats, Fill fill)
    {
        if (!prepared.TryGetValue(key, out (NativeBlock Block, Slot Slot) entry))
        {
            var block = new NativeBlock(checked(floats * sizeof(float)));
            fill((float*)block.Start);
            prepared.Add(key, entry = (block, Slot.Fixed((float*)block.Start, block.Bytes)));
        }
        return entry.Slot;
    }

    /// <summary>Writes weights.</summary>
    public delegate void Fill(float* to);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((NativeBlock block, _) in prepared.Values)
        {
            block.Dispose();
        }
        prepared.Clear();
    }
}
