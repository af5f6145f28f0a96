namespace Fovea.Tensors;

/// <summary>The bytes of a tensor, little-endian, wherever they lie: in memory, or in a mapped file that is read only where it is looked at.</summary>
public abstract class TensorData
{
    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Some of the bytes; valid as long as the data are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They reach beyond the end.</exception>
    /// <exception cref="ObjectDisposedException">The file behind them has been closed.</exception>
    public abstract ReadOnlySpan<byte> Slice(long offset, int length);

    /// <summary>Says that the bytes will hardly be looked at again: what only mirrors a file may leave memory. They can be read as before.</summary>
    public virtual void Release()
    {
    }
}

/// <summary>Bytes in memory.</summary>
/// <param name="bytes">The bytes.</param>
public sealed class MemoryData(ReadOnlyMemory<byte> bytes) : TensorData
{
    /// <inheritdoc/>
    public override long Length => bytes.Length;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Slice(long offset, int length) => bytes.Span.Slice(checked((int)offset), length);
}
