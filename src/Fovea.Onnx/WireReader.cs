using System.Buffers.Binary;
using System.Text;

namespace Fovea.Onnx;

/// <summary>The wire types of protocol buffers.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Fixed32 = 5,
}

/// <summary>
/// Reads one protocol-buffer message: fields one after the other, every length checked against the message around it. Offsets in errors count from
/// the beginning of the file.
/// </summary>
internal ref struct WireReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> bytes;
    private int position;
    private WireType type;

    public WireReader(ReadOnlySpan<byte> bytes, long origin)
    {
        this.bytes = bytes;
        Origin = origin;
    }

    /// <summary>Where the message begins in the file.</summary>
    public long Origin { get; }

    /// <summary>The field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Where the next byte lies in the file.</summary>
    public readonly long Offset => Origin + position;

    /// <summary>Goes on to the next field; false at the end of the message.</summary>
    public bool Next()
    {
        if (position == bytes.Length)
        {
            return false;
        }
        ulong tag = RawVarint();
        ulong number = tag >> 3;
        type = (WireType)(tag & 7);
        if (number is 0 or > 0x1FFFFFFF)
        {
            throw Error($"field number {number} does not exist");
        }
        if (type is not (WireType.Varint or WireType.Fixed64 or WireType.Length or WireType.Fixed32))
        {
            throw Error($"field {number} has the wire type {(int)type}, which ONNX does not use");
        }
        Field = (int)number;
        return true;
    }

    /// <summary>Passes over the value of the field.</summary>
    public void Skip()
    {
        switch (type)
        {
            case WireType.Varint:
                RawVarint();
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            default:
                Bytes();
                break;
        }
    }

    /// <summary>An integer.</summary>
    public long Integer()
    {
        Expect(WireType.Varint);
        return (long)RawVarint();
    }

    /// <summary>An integer that has to fit 32 bits, as an enumeration or a version does.</summary>
    public int SmallInteger(string what)
    {
        long value = Integer();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Error($"{what} is {value}");
    }

    /// <summary>A float32.</summary>
    public float Float()
    {
        Expect(WireType.Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(4));
    }

    /// <summary>The bytes of a field of known length.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        Expect(WireType.Length);
        ulong length = RawVarint();
        if (length > (ulong)(bytes.Length - position))
        {
            throw Error($"field {Field} is {length} bytes long, but its message ends after {bytes.Length - position}");
        }
        return Take((int)length);
    }

    /// <summary>A message inside this one.</summary>
    public WireReader Message()
    {
        ReadOnlySpan<byte> inner = Bytes();
        return new WireReader(inner, Offset - inner.Length);
    }

    /// <summary>A text.</summary>
    /// <param name="maximum">The most bytes that it may have.</param>
    /// <param name="recent">Where the text may have been read before: names are told again and again.</param>
    public string Text(int maximum = int.MaxValue, RecentTexts? recent = null)
    {
        ReadOnlySpan<byte> text = Bytes();
        if (text.Length > maximum)
        {
            throw Error($"a name of {text.Length} bytes is longer than {maximum}");
        }
        try
        {
            return recent?.Find(text, StrictUtf8) ?? StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException error)
        {
            throw new OnnxFormatException($"byte {Offset - text.Length}: field {Field} is no valid UTF-8", error);
        }
    }

    /// <summary>Integers of a repeated field, packed or one at a time.</summary>
    public void Integers(List<long> to, int maximum)
    {
        if (type == WireType.Varint)
        {
            to.Add((long)RawVarint());
        }
        else
        {
            WireReader packed = Message();
            while (packed.position < packed.bytes.Length)
            {
                to.Add((long)packed.RawVarint());
                Check(to.Count, maximum);
            }
        }
        Check(to.Count, maximum);
    }

    /// <summary>The elements of a repeated field of fixed width: a block of them if packed, or a single one. Their place is told, too.</summary>
    public ReadOnlySpan<byte> Fixed(int width, out long offset)
    {
        ReadOnlySpan<byte> block = type == WireType.Length ? Bytes() : Single(width);
        offset = Offset - block.Length;
        if (block.Length % width != 0)
        {
            throw Error($"field {Field} holds {block.Length} bytes, which are no whole number of {width}-byte elements");
        }
        return block;
    }

    private ReadOnlySpan<byte> Single(int width)
    {
        Expect(width == 4 ? WireType.Fixed32 : WireType.Fixed64);
        return Take(width);
    }

    private readonly void Check(int count, int maximum)
    {
        if (count > maximum)
        {
            throw Error($"field {Field} has more than {maximum} entries");
        }
    }

    private readonly void Expect(WireType expected)
    {
        if (type != expected)
        {
            throw Error($"field {Field} has the wire type {(int)type}, not {(int)expected}");
        }
    }

    private ulong RawVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
        throw Error("an integer is longer than 10 bytes");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - position)
        {
            throw Error("the file ends in the middle of a field");
        }
        ReadOnlySpan<byte> taken = bytes.Slice(position, length);
        position += length;
        return taken;
    }

    /// <summary>An error at this place.</summary>
    public readonly OnnxFormatException Error(string reason) => new($"byte {Offset}: {reason}");
}
