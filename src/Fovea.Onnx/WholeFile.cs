namespace Fovea.Onnx;

/// <summary>Writes files that are there whole or not at all: what is there already is replaced when the new content is complete, and stays as it is if anything fails.</summary>
public static class WholeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="OnnxFormatException">What is there already is no regular file.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        // Through a symbolic link it is the file behind it that is written.
        string target = Path.GetFullPath(path);
        if (Path.Exists(target))
        {
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;
            FileKind.RequireRegular(target);
        }
        string unfinished = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, target, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
