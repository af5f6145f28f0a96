using Fovea.Graphs;

namespace Fovea.Onnx;

/// <summary>Reads and writes ONNX files.</summary>
public static class OnnxFile
{
    /// <summary>Reads a model. Its weights stay in the file until they are looked at.</summary>
    /// <exception cref="OnnxFormatException">The file is no ONNX model, or asks for more than the limits allow.</exception>
    /// <exception cref="GraphException">Its network is ill-formed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OnnxModel Read(string path, ReadLimits? limits = null) =>
        Read(MappedFile.Open(path), Path.GetDirectoryName(Path.GetFullPath(path)), limits);

    /// <summary>Reads a model from memory. It cannot have external data.</summary>
    /// <inheritdoc cref="Read(string, ReadLimits?)"/>
    public static OnnxModel Read(byte[] bytes, ReadLimits? limits = null) => Read(MappedFile.Of(bytes), null, limits);

    /// <summary>Reads a file that holds a single tensor (TensorProto), as ONNX's backend tests do.</summary>
    /// <inheritdoc cref="Read(string, ReadLimits?)"/>
    public static NamedTensor ReadTensor(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        using var external = new ExternalData(null);
        return new TensorReader(MappedFile.Of(bytes), external, ReadLimits.Default).Read(new WireReader(bytes, 0));
    }

    /// <summary>
    /// Writes a model with its weights into one file. The file appears when it is complete: one of that name that is there already is replaced then, and
    /// stays as it is if anything fails.
    /// </summary>
    /// <exception cref="GraphException">A tensor has no values, or a file cannot say what the network is.</exception>
    /// <exception cref="UnavailableException">It holds text, or is larger than 2 GiB.</exception>
    /// <exception cref="OnnxFormatException">What is there already is no regular file.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, OnnxModel model) => WholeFile.Write(path, Message(model).CopyTo);

    /// <summary>Writes a model with its weights to a stream.</summary>
    /// <inheritdoc cref="Write(string, OnnxModel)"/>
    public static void Write(Stream stream, OnnxModel model) => Message(model).CopyTo(stream);

    private static WireWriter Message(OnnxModel model)
    {
        WireWriter message = new ModelWriter(model).Write();
        return message.Length <= int.MaxValue
            ? message
            : throw new UnavailableException($"the model takes {message.Length} bytes; a protocol-buffer message ends at 2 GiB, and weights in other files are not written");
    }

    private static OnnxModel Read(MappedFile file, string? folder, ReadLimits? limits)
    {
        var external = new ExternalData(folder);
        var files = new Files(file, external);
        try
        {
            if (file.Length > int.MaxValue)
            {
                throw new OnnxFormatException($"it is {file.Length} bytes long; a protocol-buffer message ends at 2 GiB");
            }
            // The structure stands in few places, between the weights.
            file.ReadAhead(false);
            OnnxModel model = new ModelReader(file, external, limits ?? ReadLimits.Default, files).Read();
            file.ReadAhead(true);
            return model;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private sealed class Files(params IDisposable[] parts) : IDisposable
    {
        public void Dispose()
        {
            foreach (IDisposable part in parts)
            {
                part.Dispose();
            }
        }
    }
}
