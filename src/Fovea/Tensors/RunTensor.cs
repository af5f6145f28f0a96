using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fovea.Numbers;

namespace Fovea.Tensors;

/// <summary>
/// A tensor in a run of the reference computation. What it is stored as (its element type) and what it is computed in (its elements) are apart: floats are
/// numbers of the run, all integer types are <see cref="Whole"/>, truth values are apart.
/// </summary>
/// <param name="Element">The type it is stored as.</param>
/// <param name="Dimensions">The size of every axis.</param>
/// <param name="Elements">Its elements in row-major order.</param>
public sealed record RunTensor(ElementType Element, Values<long> Dimensions, Elements Elements)
{
    /// <summary>The element type and the shape.</summary>
    public TensorType Type => new(Element, Shape.Of(Dimensions.AsSpan()));

    /// <summary>The number of axes.</summary>
    public int Rank => Dimensions.Count;

    /// <summary>The elements of one kind.</summary>
    /// <exception cref="InvalidCastException">They are of another kind.</exception>
    public E[] Items<E>() => ((Elements<E>)Elements).Items;

    /// <summary>A tensor with its values, taken into a run.</summary>
    /// <exception cref="UnavailableElementException">The reference does not compute with its element type.</exception>
    public static RunTensor From<T>(Tensor tensor)
        where T : struct, IScalar<T>
    {
        int count = checked((int)tensor.Count);
        return new RunTensor(tensor.Element, tensor.Dimensions, tensor.Element switch
        {
            ElementType.Bool => new Elements<bool>(Each(count, i => tensor.GetInt64(i) != 0)),
            ElementType.UInt64 => new Elements<Whole>(Each(count, i => new Whole(BinaryPrimitives.ReadUInt64LittleEndian(tensor.Data.Slice(i * 8L, 8))))),
            var element when element.IsComputedFloat() => new Elements<T>(Numbers<T>(tensor, count)),
            var element when element.IsInteger() => new Elements<Whole>(Each(count, i => new Whole(tensor.GetInt64(i)))),
            var element => throw new UnavailableElementException(element),
        });
    }

    /// <summary>Numbers as elements of the kind that an element type is computed in; as truth values, whether they are not 0.</summary>
    /// <exception cref="UnavailableElementException">The reference does not compute with the element type.</exception>
    public static Elements Literals<T>(ElementType element, params ReadOnlySpan<double> values)
        where T : struct, IScalar<T>
    {
        double[] given = values.ToArray();
        return element switch
        {
            ElementType.Bool => new Elements<bool>(Each(given.Length, i => given[i] != 0)),
            _ when element.IsComputedFloat() => new Elements<T>(Each(given.Length, i => T.Literal(given[i]))),
            _ when element.IsInteger() => new Elements<Whole>(Each(given.Length, i => Whole.Literal(given[i]))),
            _ => throw new UnavailableElementException(element),
        };
    }

    private static T[] Numbers<T>(Tensor tensor, int count)
        where T : struct, IScalar<T>
    {
        if (typeof(T) == typeof(Real) && tensor.Element == ElementType.Float32 && BitConverter.IsLittleEndian)
        {
            var items = new T[count];
            tensor.CopyTo(MemoryMarshal.AsBytes(items.AsSpan()));
            return items;
        }
        return Each(count, i => T.Literal(tensor.GetDouble(i)));
    }

    /// <summary>The tensor with its values in the type it is stored as: whole numbers are wrapped to their width.</summary>
    /// <exception cref="UndecidableException">A number has no value.</exception>
    public Tensor ToTensor<T>()
        where T : struct, IScalar<T>
    {
        bool packed = PackedIntegers.Holds(Element);
        int width = packed ? 0 : Element.Bits() / 8;
        var bytes = new byte[Type.Bytes.Value];
        Span<byte> wide = stackalloc byte[16];
        for (int i = 0; i < Elements.Count; i++)
        {
            Span<byte> place = bytes.AsSpan(checked(i * width), width);
            switch (Elements)
            {
                case Elements<bool> truths:
                    place[0] = truths.Items[i] ? (byte)1 : (byte)0;
                    break;
                case Elements<Whole> wholes when packed:
                    PackedIntegers.Write(ref bytes[PackedIntegers.Byte(i, Element)], i, Element, wholes.Items[i].Number);
                    break;
                case Elements<Whole> wholes:
                    BinaryPrimitives.WriteInt128LittleEndian(wide, wholes.Items[i].Number);
                    wide[..width].CopyTo(place);
                    break;
                case Elements<T> numbers:
                    Write(place, Element, Scalar.Known(numbers.Items[i]));
                    break;
            }
        }
        return new Tensor(Element, Dimensions, new MemoryData(bytes));
    }

    private static void Write(Span<byte> place, ElementType element, double value)
    {
        switch (element)
        {
            case ElementType.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(place, (float)value);
                break;
            case ElementType.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(place, value);
                break;
            case ElementType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(place, (Half)value);
                break;
            default:
                float rounded = (float)Scalar.Round(value, FloatFormat.Brain);
                BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)(BitConverter.SingleToUInt32Bits(rounded) >> 16));
                break;
        }
    }

    /// <summary>
    /// The same values as they are after they have been stored: numbers rounded to the element type's format, whole numbers wrapped to its width.
    /// </summary>
    public RunTensor Stored<T>()
        where T : struct, IScalar<T>
    {
        switch (Elements)
        {
            case Elements<T> numbers when Element.Format() is { } format:
                for (int i = 0; i < numbers.Items.Length; i++)
                {
                    numbers.Items[i] = T.Round(numbers.Items[i], format);
                }
                break;
            case Elements<Whole> wholes:
                for (int i = 0; i < wholes.Items.Length; i++)
                {
                    wholes.Items[i] = new Whole(Wrap(wholes.Items[i].Number));
                }
                break;
        }
        return this;
    }

    private Int128 Wrap(Int128 number)
    {
        int unused = 128 - Element.Bits();
        return Element.IsSigned() ? number << unused >> unused : (Int128)((UInt128)(number << unused) >> unused);
    }

    private static TItem[] Each<TItem>(int count, Func<int, TItem> item)
    {
        var items = new TItem[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = item(i);
        }
        return items;
    }
}

/// <summary>The reference does not compute with an element type.</summary>
public sealed class UnavailableElementException(ElementType element) : Exception($"the reference does not compute with elements of type {element.Name()}");
