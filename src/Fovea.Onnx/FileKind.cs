using System.Runtime.InteropServices;

namespace Fovea.Onnx;

/// <summary>What the .NET library does not tell of a file on Linux: whether it is a regular one, and how many names it has.</summary>
internal static partial class FileKind
{
    // struct statx, linux/stat.h: stx_nlink at byte 16, stx_mode at byte 28.
    private const int StatxSize = 256;
    private const uint TypeMask = 0xF000;
    private const uint Regular = 0x8000;
    private const int CurrentFolder = -100;
    private const uint BasicStats = 0x7FF;

    /// <summary>Fails for a folder, and for a pipe, a socket or a device where that can be told: opening one could block for ever.</summary>
    /// <exception cref="OnnxFormatException">It is no regular file.</exception>
    public static void RequireRegular(string path)
    {
        if ((File.GetAttributes(path) & (FileAttributes.Directory | FileAttributes.Device)) != 0
            || (Stat(path) is var (mode, _) && (mode & TypeMask) != Regular))
        {
            throw new OnnxFormatException($"{path}: is no regular file");
        }
    }

    /// <summary>Whether the file has a second name, which may lie outside the folder that was asked for.</summary>
    public static bool HasOtherNames(string path) => Stat(path) is var (_, links) && links > 1;

    private static (uint Mode, uint Links)? Stat(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        Span<byte> buffer = stackalloc byte[StatxSize];
        return Statx(CurrentFolder, path, 0, BasicStats, ref MemoryMarshal.GetReference(buffer)) == 0
            ? (BitConverter.ToUInt16(buffer[28..]), BitConverter.ToUInt32(buffer[16..]))
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte buffer);
}
