using System.Globalization;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// Tensors whose bytes lie in another file beside the model. Only regular files inside the model's folder are opened, under their only name: a model must not
/// reach what its user did not give it.
/// </summary>
internal sealed class ExternalData(string? folder) : IDisposable
{
    private readonly Dictionary<string, MappedFile> files = new(StringComparer.Ordinal);

    public TensorData Locate(string tensor, IReadOnlyDictionary<string, string> entries, long needed)
    {
        string? location = null;
        long offset = 0;
        long? length = null;
        foreach ((string key, string value) in entries)
        {
            switch (key)
            {
                case "location":
                    location = value;
                    break;
                case "offset":
                    offset = Number(tensor, key, value);
                    break;
                case "length":
                    length = Number(tensor, key, value);
                    break;
                case "checksum":
                    break;
                default:
                    throw new OnnxFormatException($"tensor '{tensor}': its external data has the unknown key '{key}'");
            }
        }
        MappedFile file = Open(tensor, location ?? throw new OnnxFormatException($"tensor '{tensor}': its external data has no location"));
        if (length is { } given && given != needed)
        {
            throw new OnnxFormatException($"tensor '{tensor}': its external data are {given} bytes long; its shape takes {needed}");
        }
        if (offset > file.Length - needed)
        {
            throw new OnnxFormatException(
                $"tensor '{tensor}': bytes {offset} to {offset + (decimal)needed} lie beyond the end of '{location}' ({file.Length} bytes)");
        }
        return new LocatedData(file, offset, needed);
    }

    private static long Number(string tensor, string key, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new OnnxFormatException($"tensor '{tensor}': the {key} of its external data is '{value}', no number");

    private MappedFile Open(string tensor, string location)
    {
        if (folder is null)
        {
            throw new OnnxFormatException($"tensor '{tensor}': a model that is read from memory cannot have external data");
        }
        if (files.TryGetValue(location, out MappedFile? open))
        {
            return open;
        }
        string refused = $"tensor '{tensor}': the location '{Printable(location)}' of its external data";
        // Backslashes and colons are separators somewhere, so that one file would mean different places.
        if (location.Length == 0 || location.AsSpan().ContainsAny('\\', ':', '\0') || Path.IsPathRooted(location))
        {
            throw new OnnxFormatException($"{refused} is no path inside the model's folder");
        }
        string path = folder;
        foreach (string part in location.Split('/'))
        {
            if (part == "..")
            {
                throw new OnnxFormatException($"{refused} leaves the model's folder");
            }
            if (part is "" or ".")
            {
                continue;
            }
            path = Path.Combine(path, part);
            var info = new FileInfo(path);
            if (info.LinkTarget is not null)
            {
                throw new OnnxFormatException($"{refused} goes through a symbolic link");
            }
        }
        if (!File.Exists(path))
        {
            throw new OnnxFormatException($"{refused} does not exist");
        }
        if (FileKind.HasOtherNames(path))
        {
            throw new OnnxFormatException($"{refused} is a hard link to a file that has other names");
        }
        MappedFile file = MappedFile.Open(path);
        files.Add(location, file);
        return file;
    }

    private static string Printable(string text) => text.Replace("\0", "\\0", StringComparison.Ordinal);

    public void Dispose()
    {
        foreach (MappedFile file in files.Values)
        {
            file.Dispose();
        }
    }
}
