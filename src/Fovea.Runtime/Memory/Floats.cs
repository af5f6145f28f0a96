using System.Runtime.InteropServices;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Runtime.Memory;

/// <summary>Floats of 32 bits and fewer between tensors, where they have their own format, and the arena, where all are float32.</summary>
internal static unsafe class Floats
{
    // The bytes of a tensor may lie in a file: they are looked at piece by piece.
    private const int Piece = 1 << 18;

    /// <summary>Copies the elements of a tensor; narrow ones are widened, which is exact.</summary>
    public static void Read(Tensor tensor, float* to)
    {
        int width = tensor.Element.Bits() / 8;
        long count = tensor.Data.Length / width;
        for (long done = 0; done < count; done += Piece)
        {
            int length = (int)Math.Min(Piece, count - done);
            if (tensor.Data is ScaledData scaled)
            {
                scaled.CopyTo(done, new Span<float>(to + done, length));
                continue;
            }
            Widen(tensor.Element, tensor.Data.Slice(done * width, length * width), new Span<float>(to + done, length));
        }
    }

    /// <summary>
    /// Does something with the elements of a weight as float32, which last as long as that takes: its own bytes where they are that, otherwise copies outside the collected heap. What lies
    /// in a file is let go afterwards.
    /// </summary>
    public static void Use(Tensor tensor, Reading action)
    {
        if (tensor.Element == ElementType.Float32 && tensor.Data is not ScaledData)
        {
            action(Of(tensor));
            tensor.Data.Release();
            return;
        }
        int count = checked((int)tensor.Count);
        float* copy = (float*)NativeMemory.Alloc((nuint)count, sizeof(float));
        try
        {
            Read(tensor, copy);
            tensor.Data.Release();
            action(new ReadOnlySpan<float>(copy, count));
        }
        finally
        {
            NativeMemory.Free(copy);
        }
    }

    /// <summary>Reads floats.</summary>
    public delegate void Reading(ReadOnlySpan<float> floats);

    /// <summary>The elements of a tensor as float32: its own bytes where they are that, otherwise widened copies.</summary>
    public static ReadOnlySpan<float> Of(Tensor tensor)
    {
        if (tensor.Element == ElementType.Float32)
        {
            return MemoryMarshal.Cast<byte, float>(tensor.Data.Slice(0, checked((int)tensor.Data.Length)));
        }
        var floats = new float[tensor.Count];
        fixed (float* to = floats)
        {
            Read(tensor, to);
        }
        return floats;
    }

    private static void Widen(ElementType element, ReadOnlySpan<byte> from, Span<float> to)
    {
        if (element == ElementType.Float32)
        {
            from.CopyTo(MemoryMarshal.AsBytes(to));
            return;
        }
        for (int i = 0; i < to.Length; i++)
        {
            ushort bits = MemoryMarshal.Read<ushort>(from[(2 * i)..]);
            to[i] = element == ElementType.Float16 ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.UInt32BitsToSingle((uint)bits << 16);
        }
    }

    /// <summary>Copies floats to the bytes of a tensor; narrow ones are rounded, halves to even.</summary>
    public static void Write(ElementType element, float* from, Span<byte> to)
    {
        int count = to.Length / (element.Bits() / 8);
        if (element == ElementType.Float32)
        {
            new ReadOnlySpan<byte>(from, to.Length).CopyTo(to);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            ushort bits = element == ElementType.Float16
                ? BitConverter.HalfToUInt16Bits((Half)from[i])
                : (ushort)(BitConverter.SingleToUInt32Bits((float)Scalar.Round(from[i], FloatFormat.Brain)) >> 16);
            MemoryMarshal.Write(to[(2 * i)..], in bits);
        }
    }
}
