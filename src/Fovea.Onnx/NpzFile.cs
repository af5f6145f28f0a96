using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// Reads and writes <c>.npz</c> archives: NumPy arrays by name, each a <c>.npy</c> file in a zip. NumPy Enhancement Proposal 1:
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
/// </summary>
public static class NpzFile
{
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    // NumPy's names of element types, little-endian; one byte has no order.
    private static readonly (string Name, ElementType Element)[] Types =
    [
        ("<f4", ElementType.Float32), ("<f8", ElementType.Float64), ("<f2", ElementType.Float16), ("|b1", ElementType.Bool),
        ("|i1", ElementType.Int8), ("<i2", ElementType.Int16), ("<i4", ElementType.Int32), ("<i8", ElementType.Int64),
        ("|u1", ElementType.UInt8), ("<u2", ElementType.UInt16), ("<u4", ElementType.UInt32), ("<u8", ElementType.UInt64),
    ];

    /// <summary>Reads all arrays of an archive.</summary>
    /// <exception cref="OnnxFormatException">It is no such archive, or an array is damaged or of a type that ONNX lacks.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            var arrays = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                string name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
                if (!arrays.TryAdd(name, Read(path, name, entry)))
                {
                    throw new OnnxFormatException($"{path}: array '{name}' is there twice");
                }
            }
            return arrays;
        }
        catch (InvalidDataException error)
        {
            throw new OnnxFormatException($"{path}: is no .npz archive: {error.Message}", error);
        }
    }

    private static Tensor Read(string path, string name, ZipArchiveEntry entry)
    {
        OnnxFormatException Wrong(string reason) => new($"{path}: array '{name}' {reason}");
        using Stream stream = entry.Open();
        var start = new byte[10];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.AsSpan(0, 6).SequenceEqual(Magic))
        {
            throw Wrong("is no .npy array");
        }
        // Version 1 has a header of at most 64 KiB, the later ones of 4 GiB.
        int length = BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8));
        if (start[6] > 1)
        {
            var upper = new byte[2];
            stream.ReadExactly(upper);
            length |= BinaryPrimitives.ReadUInt16LittleEndian(upper) << 16;
        }
        if (length is < 0 or > 1 << 20)
        {
            throw Wrong($"has a header of {(uint)length} bytes");
        }
        var header = new byte[length];
        if (stream.ReadAtLeast(header, length, throwOnEndOfStream: false) < length)
        {
            throw Wrong("ends in its header");
        }
        string text = Encoding.UTF8.GetString(header);
        string type = Between(text, "'descr': '", "'") ?? throw Wrong("has no element type of one kind");
        int known = Array.FindIndex(Types, entry => entry.Name == type);
        if (known < 0)
        {
            throw Wrong($"has the element type '{type}', which is not supported");
        }
        if (!text.Contains("'fortran_order': False", StringComparison.Ordinal))
        {
            throw Wrong("is stored column by column; save it with numpy.ascontiguousarray");
        }
        ElementType element = Types[known].Element;
        long[] sizes = Sizes(Between(text, "'shape': (", ")") ?? throw Wrong("has no shape")) ?? throw Wrong("has a shape that is no list of sizes");
        long bytes;
        try
        {
            bytes = new TensorType(element, Shape.Of(sizes)).Bytes.Value;
        }
        catch (OverflowException)
        {
            throw Wrong("is larger than any memory");
        }
        long stored = entry.Length - start.Length - (start[6] > 1 ? 2 : 0) - length;
        if (stored != bytes || bytes > Array.MaxLength)
        {
            throw Wrong($"has {stored} bytes of data; {element.Name()}[{string.Join(", ", sizes)}] takes {bytes}");
        }
        var data = new byte[bytes];
        if (stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) < data.Length)
        {
            throw Wrong("ends in its data");
        }
        return new Tensor(element, Values.Create<long>(sizes), new MemoryData(data));
    }

    private static string? Between(string text, string before, string after)
    {
        int start = text.IndexOf(before, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }
        start += before.Length;
        int end = text.IndexOf(after, start, StringComparison.Ordinal);
        return end < 0 ? null : text[start..end];
    }

    private static long[]? Sizes(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var sizes = new long[parts.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            if (!long.TryParse(parts[i].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]))
            {
                return null;
            }
        }
        return sizes;
    }

    /// <summary>Writes arrays to an archive. A file of that name is replaced only when all is written.</summary>
    /// <exception cref="OnnxFormatException">NumPy has no such element type.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> arrays)
    {
        WholeFile.Write(path, file =>
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, Tensor tensor) in arrays)
            {
                using Stream stream = archive.CreateEntry(name + ".npy", CompressionLevel.Fastest).Open();
                Write(stream, name, tensor);
            }
        });
    }

    private static void Write(Stream to, string name, Tensor tensor)
    {
        int known = Array.FindIndex(Types, entry => entry.Element == tensor.Element);
        if (known < 0)
        {
            throw new OnnxFormatException($"array '{name}': NumPy has no elements of type {tensor.Element.Name()}");
        }
        string sizes = string.Join(", ", tensor.Dimensions) + (tensor.Dimensions.Count == 1 ? "," : "");
        string header = $"{{'descr': '{Types[known].Name}', 'fortran_order': False, 'shape': ({sizes}), }}";
        // The data begin at a multiple of 64 bytes.
        int length = ((10 + header.Length + 1 + 63) / 64 * 64) - 10;
        var start = new byte[10];
        Magic.CopyTo(start, 0);
        start[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(8), (ushort)length);
        to.Write(start);
        to.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"));
        const int block = 1 << 20;
        for (long offset = 0; offset < tensor.Data.Length; offset += block)
        {
            to.Write(tensor.Data.Slice(offset, (int)Math.Min(block, tensor.Data.Length - offset)));
        }
    }
}
