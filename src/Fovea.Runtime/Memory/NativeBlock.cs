using System.Runtime.InteropServices;

namespace Fovea.Runtime.Memory;

/// <summary>Memory outside the collected heap, aligned to a page, filled with zeros.</summary>
internal sealed unsafe partial class NativeBlock : IDisposable
{
    private const nuint SmallPage = 1 << 12;
    private const nuint LargePage = 1 << 21;

    private readonly byte* start;
    private void* memory;

    public NativeBlock(long bytes)
    {
        Bytes = bytes;
        nuint alignment = (nuint)bytes < LargePage ? SmallPage : LargePage;
        // The system hands out zeros: pages are not touched before they are used, and then by the thread that uses them.
        memory = NativeMemory.AllocZeroed(checked((nuint)Math.Max(bytes, 1) + alignment));
        start = (byte*)(((nuint)memory + alignment - 1) & ~(alignment - 1));
        if (alignment == LargePage && OperatingSystem.IsLinux())
        {
            // The first touch of a page takes the system microseconds. Advice that it does not take changes nothing but the time.
            const int largePages = 14;
            _ = Advise(start, (nuint)bytes & ~(LargePage - 1), largePages);
        }
        GC.AddMemoryPressure(Math.Max(bytes, 1));
    }

    ~NativeBlock() => Free();

    public long Bytes { get; }

    public byte* Start => memory is null ? throw new ObjectDisposedException(nameof(NativeBlock)) : start;

    // man 2 madvise
    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint length, int advice);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (memory is not null)
        {
            NativeMemory.Free(memory);
            memory = null;
            GC.RemoveMemoryPressure(Math.Max(Bytes, 1));
        }
    }
}
