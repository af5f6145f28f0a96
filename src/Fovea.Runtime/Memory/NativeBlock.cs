using System.Runtime.InteropServices;

namespace Fovea.Runtime.Memory;

/// <summary>Memory outside the collected heap, aligned to a page, filled with zeros.</summary>
internal sealed unsafe class NativeBlock : IDisposable
{
    private const nuint Alignment = 4096;

    private byte* start;

    public NativeBlock(long bytes)
    {
        Bytes = bytes;
        start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, 1), Alignment);
        NativeMemory.Clear(start, (nuint)bytes);
        GC.AddMemoryPressure(Math.Max(bytes, 1));
    }

    ~NativeBlock() => Free();

    public long Bytes { get; }

    public byte* Start => start is null ? throw new ObjectDisposedException(nameof(NativeBlock)) : start;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (start is not null)
        {
            NativeMemory.AlignedFree(start);
            start = null;
            GC.RemoveMemoryPressure(Math.Max(Bytes, 1));
        }
    }
}
