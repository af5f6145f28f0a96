using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fovea.Tensors;

namespace Fovea.Runtime.Memory;

/// <summary>
/// Weights in float32 times a factor for each channel, computed when they are asked for: they are packed once, by threads at the same time, and no copy of them has to be kept. The
/// products are taken in float64 and rounded once.
/// </summary>
internal sealed class ScaledData : TensorData
{
    private readonly TensorData weights;
    private readonly double[] factors;
    private readonly long block;

    /// <summary>Scales weights.</summary>
    /// <param name="weights">The weights; scaled ones are scaled further.</param>
    /// <param name="factors">The factor of each channel.</param>
    /// <param name="block">How many elements of a channel follow each other; the channels come in their order, over and over again.</param>
    public ScaledData(TensorData weights, double[] factors, long block)
    {
        (this.weights, this.factors, this.block) = weights is ScaledData scaled && scaled.block == block && scaled.factors.Length == factors.Length
            ? (scaled.weights, [.. scaled.factors.Zip(factors, (first, second) => first * second)], block)
            : (weights, factors, block);
    }

    /// <inheritdoc/>
    public override long Length => weights.Length;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Slice(long offset, int length)
    {
        var made = new float[length / sizeof(float)];
        CopyTo(offset / sizeof(float), made);
        return MemoryMarshal.AsBytes(made.AsSpan());
    }

    /// <inheritdoc/>
    public override void Release() => weights.Release();

    /// <summary>Computes some of the elements.</summary>
    /// <param name="first">The first.</param>
    /// <param name="to">Room for them.</param>
    public void CopyTo(long first, Span<float> to)
    {
        while (to.Length > 0)
        {
            (long run, long within) = Math.DivRem(first, block);
            int count = (int)Math.Min(block - within, to.Length);
            double factor = factors[run % factors.Length];
            ReadOnlySpan<float> from = MemoryMarshal.Cast<byte, float>(weights.Slice(first * sizeof(float), count * sizeof(float)));
            Scale(from, factor, to);
            to = to[count..];
            first += count;
        }
    }

    // Most of what is done between opening a file and the first run: not to be done by code that the compiler has hardly looked at.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(ReadOnlySpan<float> from, double factor, Span<float> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = (float)(from[i] * factor);
        }
    }
}
