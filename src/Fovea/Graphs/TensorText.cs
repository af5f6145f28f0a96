using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Fovea.Notation;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>
/// The values of a tensor as text: <c>[0, -1]</c>, in row-major order, or a single one without brackets for a scalar; <c>hex "…"</c>, the bytes,
/// where elements have no exact decimal form (packed and narrow types, unusual NaNs).
/// </summary>
internal static class TensorText
{
    /// <summary>A float32 as the shortest decimal number that is read as the same one.</summary>
    public static string Write(float value) => Write(value.ToString("R", CultureInfo.InvariantCulture));

    private static string Write(string number) => number switch
    {
        "NaN" => "nan",
        "Infinity" => "inf",
        "-Infinity" => "-inf",
        _ when number.Contains('E', StringComparison.Ordinal) => number.Replace("E", "e", StringComparison.Ordinal),
        _ => number.Contains('.', StringComparison.Ordinal) ? number : number + ".0",
    };

    public static void Write(StringBuilder to, Tensor tensor)
    {
        if (!IsDecimal(tensor))
        {
            to.Append("hex \"");
            const int block = 1 << 16;
            for (long offset = 0; offset < tensor.Data.Length; offset += block)
            {
                to.Append(Convert.ToHexStringLower(tensor.Data.Slice(offset, (int)Math.Min(block, tensor.Data.Length - offset))));
            }
            to.Append('"');
            return;
        }
        bool single = tensor.Dimensions.Count == 0;
        to.Append(single ? "" : "[");
        long count = tensor.Count;
        for (long i = 0; i < count; i++)
        {
            to.Append(i > 0 ? ", " : "").Append(Element(tensor, i));
        }
        to.Append(single ? "" : "]");
    }

    private static string Element(Tensor tensor, long index) => tensor.Element switch
    {
        ElementType.Float64 => Write(tensor.GetDouble(index).ToString("R", CultureInfo.InvariantCulture)),
        ElementType.Float16 => Write(((Half)tensor.GetDouble(index)).ToString("R", CultureInfo.InvariantCulture)),
        ElementType.Float32 or ElementType.BFloat16 => Write((float)tensor.GetDouble(index)),
        ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(tensor.Data.Slice(index * 8, 8)).ToString(CultureInfo.InvariantCulture),
        ElementType.Bool => tensor.GetInt64(index) != 0 ? "true" : "false",
        _ => tensor.GetInt64(index).ToString(CultureInfo.InvariantCulture),
    };

    // A NaN other than the one that is written as nan, and a truth value other than 0 and 1, would not come back.
    private static bool IsDecimal(Tensor tensor)
    {
        bool floating = Width(tensor.Element) > 0 && tensor.Element.IsFloating();
        if (!floating && tensor.Element != ElementType.Bool)
        {
            return Width(tensor.Element) > 0;
        }
        int width = Width(tensor.Element);
        Span<byte> usual = stackalloc byte[width];
        Put(usual, tensor.Element, double.NaN);
        long count = tensor.Count;
        for (long i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = tensor.Data.Slice(i * width, width);
            if (floating ? double.IsNaN(tensor.GetDouble(i)) && !bytes.SequenceEqual(usual) : bytes[0] > 1)
            {
                return false;
            }
        }
        return true;
    }

    // The bytes of an element that has a decimal form; 0 if it has none.
    private static int Width(ElementType element) => element switch
    {
        ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Bool => element.Bits() / 8,
        _ => element.IsInteger() && element.Bits() >= 8 ? element.Bits() / 8 : 0,
    };

    private static void Put(Span<byte> to, ElementType element, double value)
    {
        switch (element)
        {
            case ElementType.Float64 when double.IsNaN(value):
                BinaryPrimitives.WriteUInt64LittleEndian(to, 0x7FF8000000000000);
                break;
            case ElementType.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(to, value);
                break;
            case ElementType.Float32 when double.IsNaN(value):
                BinaryPrimitives.WriteUInt32LittleEndian(to, 0x7FC00000);
                break;
            case ElementType.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(to, (float)value);
                break;
            case ElementType.Float16 when double.IsNaN(value):
                BinaryPrimitives.WriteUInt16LittleEndian(to, 0x7E00);
                break;
            case ElementType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(to, (Half)value);
                break;
            case ElementType.BFloat16 when double.IsNaN(value):
                BinaryPrimitives.WriteUInt16LittleEndian(to, 0x7FC0);
                break;
            case ElementType.BFloat16:
                // To the nearest, ties to even.
                uint bits = BitConverter.SingleToUInt32Bits((float)value);
                BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
                break;
        }
    }

    /// <summary>Reads the values of a tensor of a known type.</summary>
    /// <exception cref="TextException">They do not fit the type.</exception>
    public static Tensor Read(TokenReader reader, ElementType element, long[] dimensions)
    {
        Token start = reader.Peek();
        byte[] bytes = reader.TakeWord("hex") ? Hex(reader)
            : Width(element) == 0 ? throw reader.Error(start, $"values of {element.Name()} are written as hex \"…\"")
            : Decimal(reader, element, dimensions.Length == 0);
        try
        {
            return new Tensor(element, Numbers.Values.Create<long>(dimensions), new MemoryData(bytes));
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            int width = Width(element);
            throw reader.Error(
                start, $"{element.Name()}[{string.Join(", ", dimensions)}] does not have {(width > 0 ? $"{bytes.Length / width} values" : $"{bytes.Length} bytes")}");
        }
    }

    private static byte[] Hex(TokenReader reader)
    {
        if (reader.Peek().Kind != TokenKind.Quoted)
        {
            throw reader.Unexpected("bytes in quotation marks");
        }
        Token token = reader.Next();
        try
        {
            return Convert.FromHexString(reader.Span(token)[1..^1]);
        }
        catch (FormatException)
        {
            throw reader.Error(token, "bytes are written as pairs of hexadecimal digits");
        }
    }

    private static byte[] Decimal(TokenReader reader, ElementType element, bool scalar)
    {
        int width = Width(element);
        var bytes = new byte[width];
        if (scalar && !reader.Peek().Is('['))
        {
            Element(reader, element, bytes);
            return bytes;
        }
        reader.Expect('[');
        int count = 0;
        while (!reader.Take(']'))
        {
            if (count > 0)
            {
                reader.Expect(',');
            }
            if ((count + 1) * width > bytes.Length)
            {
                Array.Resize(ref bytes, bytes.Length * 2);
            }
            Element(reader, element, bytes.AsSpan(count++ * width, width));
        }
        return bytes[..(count * width)];
    }

    private static void Element(TokenReader reader, ElementType element, Span<byte> to)
    {
        Token token = reader.Peek();
        if (element == ElementType.Bool)
        {
            bool truth = reader.IsWord("true");
            to[0] = truth || reader.IsWord("false") ? (byte)(truth ? 1 : 0) : throw reader.Unexpected("true or false");
            reader.Next();
            return;
        }
        bool negative = reader.Take('-');
        if (element.IsFloating())
        {
            double value = element switch
            {
                // Rounded once, to the type itself.
                ElementType.Float64 => Real(reader, negative),
                ElementType.Float16 => (double)Half.Parse(Number(reader, negative), NumberStyles.Float, CultureInfo.InvariantCulture),
                _ => float.Parse(Number(reader, negative), NumberStyles.Float, CultureInfo.InvariantCulture),
            };
            Put(to, element, value);
            return;
        }
        if (reader.Peek().Kind != TokenKind.Whole)
        {
            throw reader.Unexpected("a whole number");
        }
        Int128 least = element.IsSigned() ? -(Int128.One << ((8 * to.Length) - 1)) : 0;
        Int128 most = (Int128.One << ((8 * to.Length) - (element.IsSigned() ? 1 : 0))) - 1;
        if (!Int128.TryParse(reader.Content(reader.Next()), NumberStyles.None, CultureInfo.InvariantCulture, out Int128 number)
            || (number = negative ? -number : number) < least || number > most)
        {
            throw reader.Error(token, $"the number is no {element.Name()}");
        }
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = (byte)(number >> (8 * i) & 0xFF);
        }
    }

    /// <summary>Whether a real number stands next: with a point, an exponent, or infinite, or none.</summary>
    public static bool IsReal(TokenReader reader)
    {
        int place = reader.Peek().Is('-') ? 1 : 0;
        return reader.Peek(place).Kind == TokenKind.Real || reader.IsWord("inf", place) || reader.IsWord("nan", place);
    }

    /// <summary>Reads a float32.</summary>
    public static float Real(TokenReader reader) =>
        float.Parse(Number(reader, reader.Take('-')), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static double Real(TokenReader reader, bool negative) =>
        double.Parse(Number(reader, negative), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Number(TokenReader reader, bool negative)
    {
        Token token = reader.Peek();
        string text = token.Kind is TokenKind.Real or TokenKind.Whole ? reader.Content(token)
            : reader.IsWord("inf") ? "Infinity"
            : reader.IsWord("nan") ? "NaN"
            : throw reader.Unexpected("a number");
        reader.Next();
        return negative ? "-" + text : text;
    }
}
