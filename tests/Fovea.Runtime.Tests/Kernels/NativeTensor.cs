using System.Runtime.InteropServices;
using Fovea.Runtime.Kernels;

namespace Fovea.Runtime.Tests.Kernels;

/// <summary>A tensor in native memory. What is neither pixel nor halo (lanes beyond the last channel) is NaN: whatever reads it shows.</summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    private readonly float* memory;
    private readonly int samples;

    public NativeTensor(int samples, BlockedLayout layout, float[]? values = null)
    {
        this.samples = samples;
        Layout = layout;
        Floats = (layout.BatchStride * samples) + VectorWidth.Floats;
        memory = (float*)NativeMemory.AlignedAlloc((nuint)Floats * sizeof(float), 64);
        new Span<float>(memory, (int)Floats).Fill(float.NaN);
        layout.ClearHalo(Pixel, samples);
        if (values is not null)
        {
            Each((int i, float* at) => *at = values[i]);
        }
    }

    public BlockedLayout Layout { get; }

    public long Floats { get; }

    public float* Pixel => memory + Layout.Origin;

    /// <summary>The elements as [N, C, H, W].</summary>
    public float[] Values()
    {
        var values = new float[samples * Layout.Channels * Layout.Height * Layout.Width];
        Each((int i, float* at) => values[i] = *at);
        return values;
    }

    /// <summary>Whether the halo still holds zeros.</summary>
    public bool HaloIsZero()
    {
        float[] before = new Span<float>(memory, (int)Floats).ToArray();
        Layout.ClearHalo(Pixel, samples);
        return MemoryMarshal.AsBytes(before.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(new Span<float>(memory, (int)Floats)));
    }

    private delegate void Element(int index, float* at);

    private void Each(Element element)
    {
        int i = 0;
        for (int n = 0; n < samples; n++)
        {
            for (int c = 0; c < Layout.Channels; c++)
            {
                for (int h = 0; h < Layout.Height; h++)
                {
                    for (int w = 0; w < Layout.Width; w++)
                    {
                        element(i++, Pixel + Layout.At(n, c / Layout.Lanes, h, w) + (c % Layout.Lanes));
                    }
                }
            }
        }
    }

    public void Dispose() => NativeMemory.AlignedFree(memory);
}

/// <summary>Memory that is aligned to cache lines, and given back.</summary>
internal sealed unsafe class NativeMemoryBlock(long bytes) : IDisposable
{
    public byte* Start { get; } = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, 64), 64);

    public void Dispose() => NativeMemory.AlignedFree(Start);
}

/// <summary>Runs a kernel as a session does, in a number of parts.</summary>
internal static unsafe class KernelRun
{
    public static void Run(Kernel kernel, KernelArguments arguments, int parts)
    {
        using var shared = new NativeMemoryBlock(kernel.SharedBytes);
        using var scratch = new NativeMemoryBlock(kernel.ScratchBytes);
        new Span<byte>(shared.Start, checked((int)kernel.SharedBytes)).Fill(0xFF);
        arguments.Shared = shared.Start;
        arguments.Scratch = scratch.Start;
        for (int phase = 0; phase < kernel.Phases; phase++)
        {
            for (int part = 0; part < parts; part++)
            {
                new Span<byte>(scratch.Start, checked((int)kernel.ScratchBytes)).Fill(0xFF);
                kernel.Run(arguments, phase, part, parts);
            }
        }
    }

    /// <summary>The bytes of managed memory that a run takes: the least of some runs, for the runtime allocates when it compiles what runs.</summary>
    public static long Allocated(Kernel kernel, KernelArguments arguments)
    {
        using var shared = new NativeMemoryBlock(kernel.SharedBytes);
        using var scratch = new NativeMemoryBlock(kernel.ScratchBytes);
        arguments.Shared = shared.Start;
        arguments.Scratch = scratch.Start;
        long least = long.MaxValue;
        for (int run = 0; run < 4 && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int phase = 0; phase < kernel.Phases; phase++)
            {
                kernel.Run(arguments, phase, 0, 1);
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
