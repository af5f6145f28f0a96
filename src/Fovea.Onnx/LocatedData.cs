using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>A tensor's bytes where they lie in a file: nothing is read before it is looked at.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">The first byte.</param>
/// <param name="length">The number of bytes.</param>
public sealed class LocatedData(MappedFile file, long offset, long length) : TensorData, IEquatable<LocatedData>
{
    private readonly MappedFile file = file;

    /// <summary>The first byte in the file.</summary>
    public long Offset { get; } = offset;

    /// <inheritdoc/>
    public override long Length { get; } = length;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return file.Slice(Offset + offset, length);
    }

    /// <inheritdoc/>
    public override void Release() => file.Release(Offset, Length);

    /// <inheritdoc/>
    public bool Equals(LocatedData? other) => other is not null && file == other.file && Offset == other.Offset && Length == other.Length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LocatedData);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Offset, Length);
}
