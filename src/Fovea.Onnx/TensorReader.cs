using System.Buffers.Binary;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>A tensor of a file with its name.</summary>
/// <param name="Name">The name; may be empty.</param>
/// <param name="Value">The tensor.</param>
public readonly record struct NamedTensor(string Name, Tensor Value);

/// <summary>Reads TensorProto. Raw, external and packed data are located; only what is written as varints is decoded.</summary>
internal sealed class TensorReader(MappedFile file, ExternalData external, ReadLimits limits)
{
    private int count;
    private long decoded;

    public NamedTensor Read(WireReader reader)
    {
        if (++count > limits.Tensors)
        {
            throw reader.Error($"the model has more than {limits.Tensors} tensors");
        }
        long start = reader.Offset;
        string name = "";
        int code = 0;
        int typedField = 0;
        int texts = 0;
        bool isExternal = false;
        TensorData? raw = null;
        var dimensions = new List<long>();
        var integers = new List<long>();
        var blocks = new List<LocatedData>();
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    reader.Integers(dimensions, limits.Axes);
                    break;
                case 2:
                    code = reader.SmallInteger("the element type");
                    break;
                case 4 or 10:
                    int width = reader.Field == 4 ? 4 : 8;
                    Only(ref typedField, reader);
                    int length = reader.Fixed(width, out long offset).Length;
                    blocks.Add(blocks.Count < limits.Tensors
                        ? new LocatedData(file, offset, length)
                        : throw reader.Error($"the data of a tensor come in more than {limits.Tensors} pieces"));
                    break;
                case 5 or 7 or 11:
                    Only(ref typedField, reader);
                    reader.Integers(integers, limits.ListEntries);
                    break;
                case 6:
                    Only(ref typedField, reader);
                    reader.Bytes();
                    texts++;
                    break;
                case 8:
                    name = reader.Text(limits.NameBytes);
                    break;
                case 9:
                    int bytes = reader.Bytes().Length;
                    raw = new LocatedData(file, reader.Offset - bytes, bytes);
                    break;
                case 13:
                    (string key, string value) = Entry(reader.Message(), limits);
                    if (!entries.TryAdd(key, value))
                    {
                        throw reader.Error($"tensor '{name}': its external data has the key '{key}' twice");
                    }
                    break;
                case 14:
                    isExternal = reader.Integer() == 1;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        string what = $"byte {start}: tensor '{name}'";
        if (!ElementTypes.IsDefined(code))
        {
            throw new OnnxFormatException($"{what}: element type {code} does not exist");
        }
        var element = (ElementType)code;
        long needed = Bytes(what, element, dimensions);
        if ((raw is not null ? 1 : 0) + (typedField != 0 ? 1 : 0) + (isExternal ? 1 : 0) > 1)
        {
            throw new OnnxFormatException($"{what}: its values are given twice, as {(raw is not null ? "raw data" : "typed data")} and otherwise");
        }
        TensorData data =
            isExternal ? external.Locate(name, entries, needed)
            : element == ElementType.String ? Texts(what, texts, dimensions)
            : raw
            ?? (blocks.Count > 0 ? Join(what, element, typedField, blocks)
                : typedField != 0 ? Decode(what, element, typedField, integers)
                : new MemoryData(ReadOnlyMemory<byte>.Empty));
        if (element != ElementType.String && data.Length != needed)
        {
            throw new OnnxFormatException($"{what}: it has {data.Length} bytes of data; {element.Name()}[{string.Join(", ", dimensions)}] takes {needed}");
        }
        return new NamedTensor(name, new Tensor(element, Values.Create<long>([.. dimensions]), data));
    }

    /// <summary>A key and its value.</summary>
    public static (string Key, string Value) Entry(WireReader reader, ReadLimits limits)
    {
        string key = "";
        string value = "";
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    key = reader.Text(limits.NameBytes);
                    break;
                case 2:
                    value = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return (key, value);
    }

    private static void Only(ref int typedField, WireReader reader)
    {
        if (typedField != 0 && typedField != reader.Field)
        {
            throw reader.Error($"a tensor has data in the fields {typedField} and {reader.Field}");
        }
        typedField = reader.Field;
    }

    private static long Bytes(string what, ElementType element, List<long> dimensions)
    {
        foreach (long size in dimensions)
        {
            if (size < 0)
            {
                throw new OnnxFormatException(FormattableString.Invariant($"{what}: it has the negative size {size}"));
            }
        }
        try
        {
            return new TensorType(element, Shape.Of(dimensions.ToArray())).Bytes.Value;
        }
        catch (OverflowException error)
        {
            throw new OnnxFormatException($"{what}: the product of its sizes [{string.Join(", ", dimensions)}] is larger than any memory", error);
        }
    }

    private static MemoryData Texts(string what, int texts, List<long> dimensions)
    {
        long expected = Shape.Of(dimensions.ToArray()).Elements.Value;
        return texts == expected
            ? new MemoryData(ReadOnlyMemory<byte>.Empty)
            : throw new OnnxFormatException($"{what}: it has {texts} texts; its shape takes {expected}");
    }

    private static OnnxFormatException Misplaced(string what, ElementType element, int field) =>
        new($"{what}: elements of type {element.Name()} cannot be given in field {field}");

    private byte[] Memory(string what, long bytes)
    {
        decoded += bytes;
        return decoded <= limits.DecodedBytes
            ? new byte[bytes]
            : throw new OnnxFormatException($"{what}: the model has more than {limits.DecodedBytes} bytes of tensors that are not stored as raw data");
    }

    private TensorData Join(string what, ElementType element, int field, List<LocatedData> blocks)
    {
        // complex64 stands in float_data as pairs, complex128 in double_data.
        bool fits = field == 4 ? element is ElementType.Float32 or ElementType.Complex64 : element is ElementType.Float64 or ElementType.Complex128;
        if (!fits)
        {
            throw Misplaced(what, element, field);
        }
        if (blocks.Count == 1)
        {
            return blocks[0];
        }
        long length = blocks.Sum(block => block.Length);
        byte[] joined = Memory(what, length);
        int position = 0;
        foreach (LocatedData block in blocks)
        {
            block.Slice(0, (int)block.Length).CopyTo(joined.AsSpan(position));
            position += (int)block.Length;
        }
        return new MemoryData(joined);
    }

    // int32_data holds every type of at most 32 bits, float16 and bfloat16 by their bits, the 4- and 2-bit types packed.
    private MemoryData Decode(string what, ElementType element, int field, List<long> integers)
    {
        bool fits = field switch
        {
            5 => element is not (ElementType.Int64 or ElementType.UInt64 or ElementType.UInt32 or ElementType.Float32 or ElementType.Float64
                or ElementType.Complex64 or ElementType.Complex128),
            7 => element is ElementType.Int64,
            _ => element is ElementType.UInt64 or ElementType.UInt32,
        };
        if (!fits)
        {
            throw Misplaced(what, element, field);
        }
        int width = Math.Max(1, element.Bits() / 8);
        byte[] bytes = Memory(what, (long)integers.Count * width);
        Span<byte> wide = stackalloc byte[8];
        for (int i = 0; i < integers.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(wide, integers[i]);
            wide[..width].CopyTo(bytes.AsSpan(i * width));
        }
        return new MemoryData(bytes);
    }
}
