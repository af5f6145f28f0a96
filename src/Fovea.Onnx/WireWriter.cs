using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// Writes one protocol-buffer message. What is small is kept in memory until the message is complete, for its length stands before it; the bytes of tensors stay where they are and
/// are copied to the stream block by block.
/// </summary>
internal sealed class WireWriter
{
    private const int BlockBytes = 1 << 20;

    // A lone surrogate has no UTF-8 form: an error rather than another name.
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> small = new();
    private readonly List<(int Place, TensorData Data)> large = [];
    private long largeBytes;

    /// <summary>The bytes of the message so far.</summary>
    public long Length => small.WrittenCount + largeBytes;

    /// <summary>An integer; a negative one takes ten bytes.</summary>
    public void Integer(int field, long value)
    {
        Tag(field, WireType.Varint);
        Varint((ulong)value);
    }

    /// <summary>A float32.</summary>
    public void Float(int field, float value)
    {
        Tag(field, WireType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(small.GetSpan(sizeof(float)), value);
        small.Advance(sizeof(float));
    }

    /// <summary>A text, as UTF-8.</summary>
    public void Text(int field, string value)
    {
        Tag(field, WireType.Length);
        Varint((ulong)StrictUtf8.GetByteCount(value));
        StrictUtf8.GetBytes(value, small);
    }

    /// <summary>A text that is left out where it is empty.</summary>
    public void TextIfAny(int field, string value)
    {
        if (value.Length > 0)
        {
            Text(field, value);
        }
    }

    /// <summary>The bytes of a tensor.</summary>
    public void Data(int field, TensorData data)
    {
        Tag(field, WireType.Length);
        Varint((ulong)data.Length);
        large.Add((small.WrittenCount, data));
        largeBytes += data.Length;
    }

    /// <summary>A message inside this one.</summary>
    public void Message(int field, WireWriter inner)
    {
        Tag(field, WireType.Length);
        Varint((ulong)inner.Length);
        foreach ((int place, TensorData data) in inner.large)
        {
            large.Add((small.WrittenCount + place, data));
        }
        small.Write(inner.small.WrittenSpan);
        largeBytes += inner.largeBytes;
    }

    /// <summary>Puts the complete message out.</summary>
    public void CopyTo(Stream stream)
    {
        int from = 0;
        foreach ((int place, TensorData data) in large)
        {
            stream.Write(small.WrittenSpan[from..place]);
            from = place;
            for (long offset = 0; offset < data.Length; offset += BlockBytes)
            {
                stream.Write(data.Slice(offset, (int)Math.Min(BlockBytes, data.Length - offset)));
            }
        }
        stream.Write(small.WrittenSpan[from..]);
    }

    private void Tag(int field, WireType type) => Varint(((ulong)field << 3) | (ulong)type);

    private void Varint(ulong value)
    {
        Span<byte> bytes = small.GetSpan(10);
        int count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[count++] = (byte)(value | 0x80);
        }
        bytes[count++] = (byte)value;
        small.Advance(count);
    }
}
