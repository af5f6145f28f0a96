using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fovea.Onnx;

/// <summary>
/// The bytes of a file, mapped: the system reads only the pages that are looked at. Bytes in memory can stand in for a file.
/// </summary>
public sealed unsafe partial class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? mapping;
    private readonly MemoryMappedViewAccessor? view;
    private readonly byte* start;
    private readonly byte[]? bytes;
    private bool closed;

    private MappedFile(string path, byte[] bytes)
    {
        Path = path;
        this.bytes = bytes;
        Length = bytes.Length;
    }

    private MappedFile(string path, SafeFileHandle handle, long length)
    {
        Path = path;
        Length = length;
        mapping = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = mapping.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        start = pointer + view.PointerOffset;
    }

    /// <summary>The file's path, or what stands for it.</summary>
    public string Path { get; }

    /// <summary>The number of bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a file for reading.</summary>
    /// <exception cref="OnnxFormatException">It is a folder, a pipe or a device.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static MappedFile Open(string path)
    {
        FileKind.RequireRegular(path);
        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            long length = RandomAccess.GetLength(handle);
            if (length > 0)
            {
                return new MappedFile(path, handle, length);
            }
            handle.Dispose();
            return new MappedFile(path, []);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Bytes in memory, under a name.</summary>
    public static MappedFile Of(byte[] bytes, string name = "(memory)") => new(name, bytes);

    /// <summary>Some of the bytes; valid until the file is closed.</summary>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">They reach beyond the end.</exception>
    public ReadOnlySpan<byte> Slice(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return bytes is not null ? bytes.AsSpan((int)offset, length) : new ReadOnlySpan<byte>(start + offset, length);
    }

    /// <summary>
    /// Whether the system reads ahead of what is looked at. Who looks here and there does better without: it may read megabytes for each look, in the end the
    /// whole file. Advice that a system does not take changes nothing but the time.
    /// </summary>
    internal void ReadAhead(bool wanted)
    {
        const int normal = 0;
        const int random = 1;
        if (mapping is not null && (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()))
        {
            _ = Advise(start, (nuint)Length, wanted ? normal : random);
        }
    }

    /// <summary>Lets go of the pages that lie within some bytes: they are read again when they are looked at again.</summary>
    internal void Release(long offset, long length)
    {
        const int doNotNeed = 4;
        if (mapping is not null && !closed && (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()))
        {
            nuint page = (nuint)Environment.SystemPageSize;
            nuint first = ((nuint)(start + offset) + page - 1) / page * page;
            nuint end = (nuint)(start + offset + length) / page * page;
            if (first < end)
            {
                _ = Advise((byte*)first, end - first, doNotNeed);
            }
        }
    }

    // man 2 madvise
    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint length, int advice);

    /// <summary>Closes the file. Tensors that lie in it can no longer be read.</summary>
    public void Dispose()
    {
        if (closed)
        {
            return;
        }
        closed = true;
        view?.SafeMemoryMappedViewHandle.ReleasePointer();
        view?.Dispose();
        mapping?.Dispose();
    }
}
