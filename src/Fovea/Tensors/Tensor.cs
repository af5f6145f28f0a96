using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fovea.Numbers;

namespace Fovea.Tensors;

/// <summary>
/// A tensor with its values: an element type, known sizes, and elements in row-major order, little-endian. The bytes may lie in a mapped file
/// and are not read before they are asked for. Equal to another tensor of the same type, sizes and bytes.
/// </summary>
public sealed class Tensor : IEquatable<Tensor>
{
    private const int Block = 1 << 20;

    /// <summary>A tensor over bytes that are at hand or can be fetched.</summary>
    /// <exception cref="ArgumentException">There are more or fewer bytes than the shape asks for.</exception>
    public Tensor(ElementType element, Values<long> dimensions, TensorData data)
    {
        Element = element;
        Dimensions = dimensions;
        Data = data;
        if (HasNumbers && data.Length != Type.Bytes.Value)
        {
            throw new ArgumentException($"{Type} takes {Type.Bytes} bytes, not {data.Length}", nameof(data));
        }
    }

    /// <summary>The type of every element.</summary>
    public ElementType Element { get; }

    /// <summary>The size of every axis.</summary>
    public Values<long> Dimensions { get; }

    /// <summary>The bytes.</summary>
    public TensorData Data { get; }

    /// <summary>The element type and the shape.</summary>
    public TensorType Type => new(Element, Shape.Of(Dimensions.AsSpan()));

    /// <summary>The number of elements.</summary>
    public long Count => Type.Shape.Elements.Value;

    /// <summary>Whether its elements are numbers or truth values; text is kept elsewhere and has none.</summary>
    public bool HasNumbers => Element is not (ElementType.String or ElementType.Undefined);

    /// <summary>A tensor of int64.</summary>
    public static Tensor Of(Values<long> dimensions, params ReadOnlySpan<long> elements) =>
        new(ElementType.Int64, dimensions, new MemoryData(MemoryMarshal.AsBytes(elements).ToArray()));

    /// <summary>A vector of int64.</summary>
    public static Tensor Vector(params ReadOnlySpan<long> elements) => Of([elements.Length], elements);

    /// <summary>A tensor of float32.</summary>
    public static Tensor Of(Values<long> dimensions, params ReadOnlySpan<float> elements) =>
        new(ElementType.Float32, dimensions, new MemoryData(MemoryMarshal.AsBytes(elements).ToArray()));

    /// <summary>One element as a real number. float16, bfloat16 and whole numbers up to 2⁵³ are exact.</summary>
    /// <exception cref="NotSupportedException">The element type has no such number (text, complex, the narrow floats).</exception>
    public double GetDouble(long index) => Element switch
    {
        ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(At(index, 4)),
        ElementType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(At(index, 8)),
        ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(At(index, 2)),
        ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(At(index, 2)) << 16),
        ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(At(index, 8)),
        _ => GetInt64(index),
    };

    /// <summary>One element as a whole number; a truth value is 0 or 1.</summary>
    /// <exception cref="NotSupportedException">The elements are no whole numbers.</exception>
    public long GetInt64(long index) => Element switch
    {
        ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(At(index, 8)),
        ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(At(index, 4)),
        ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(At(index, 4)),
        ElementType.UInt64 => checked((long)BinaryPrimitives.ReadUInt64LittleEndian(At(index, 8))),
        ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(At(index, 2)),
        ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(At(index, 2)),
        ElementType.Int8 => (sbyte)At(index, 1)[0],
        ElementType.UInt8 => At(index, 1)[0],
        ElementType.Bool => At(index, 1)[0] != 0 ? 1 : 0,
        _ when PackedIntegers.Holds(Element) => PackedIntegers.Read(Data.Slice(PackedIntegers.Byte(index, Element), 1)[0], index, Element),
        _ => throw new NotSupportedException($"elements of type {Element.Name()} are no whole numbers"),
    };

    /// <summary>One element as an exact fraction; false for NaN, infinities and numbers too fine for one.</summary>
    public bool TryGetFraction(long index, out Fraction value)
    {
        switch (Element)
        {
            case ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16:
                return Fraction.TryFromDouble(GetDouble(index), out value);
            case ElementType.Int64 or ElementType.Int32 or ElementType.Int16 or ElementType.Int8
                or ElementType.UInt32 or ElementType.UInt16 or ElementType.UInt8 or ElementType.Bool
                or ElementType.Int4 or ElementType.UInt4 or ElementType.Int2 or ElementType.UInt2:
                value = GetInt64(index);
                return true;
            case ElementType.UInt64 when BinaryPrimitives.ReadUInt64LittleEndian(At(index, 8)) <= long.MaxValue:
                value = GetInt64(index);
                return true;
            default:
                value = default;
                return false;
        }
    }

    /// <summary>All bytes, copied.</summary>
    /// <exception cref="ArgumentException">There is less room.</exception>
    public void CopyTo(Span<byte> to)
    {
        for (long offset = 0; offset < Data.Length; offset += Block)
        {
            Data.Slice(offset, (int)Math.Min(Block, Data.Length - offset)).CopyTo(to[checked((int)offset)..]);
        }
    }

    private ReadOnlySpan<byte> At(long index, int width) => Data.Slice(index * width, width);

    /// <inheritdoc/>
    public bool Equals(Tensor? other) => other is not null
        && (ReferenceEquals(this, other)
            || (Element == other.Element && Dimensions.Equals(other.Dimensions) && SameBytes(Data, other.Data)));

    private static bool SameBytes(TensorData left, TensorData right)
    {
        if (left.Length != right.Length || left.Equals(right))
        {
            return left.Length == right.Length;
        }
        for (long offset = 0; offset < left.Length; offset += Block)
        {
            int length = (int)Math.Min(Block, left.Length - offset);
            if (!left.Slice(offset, length).SequenceEqual(right.Slice(offset, length)))
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Tensor);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Element, Dimensions);

    /// <summary>The type, and the elements of a small tensor.</summary>
    public override string ToString() => Type.ToString();
}
