namespace Fovea.Tensors;

/// <summary>
/// element i = bits b · (i mod n) … b · (i mod n) + b − 1 of byte ⌊i / n⌋, where n = 8 / b: integers of b = 4 or 2 bits, n to a byte from its lowest bits on, as ONNX packs them. Signed ones
/// are in two's complement; the bits of the last byte that belong to no element are 0.
/// <para>ONNX: https://onnx.ai/onnx/technical/int4.html</para>
/// </summary>
internal static class PackedIntegers
{
    /// <summary>Whether several elements of a type share a byte.</summary>
    public static bool Holds(ElementType type) => type is ElementType.UInt4 or ElementType.Int4 or ElementType.UInt2 or ElementType.Int2;

    /// <summary>The byte that an element lies in.</summary>
    public static long Byte(long index, ElementType type) => index * type.Bits() / 8;

    /// <summary>An element, from the byte that it lies in.</summary>
    public static int Read(byte packed, long index, ElementType type)
    {
        int unused = 32 - type.Bits();
        int atTop = packed << (unused - Shift(index, type));
        return type.IsSigned() ? atTop >> unused : atTop >>> unused;
    }

    /// <summary>Puts an element into the byte that it lies in, whose bits for it are 0.</summary>
    public static void Write(ref byte packed, long index, ElementType type, Int128 number) =>
        packed |= (byte)((int)(number & ((1 << type.Bits()) - 1)) << Shift(index, type));

    private static int Shift(long index, ElementType type) => (int)(index * type.Bits() % 8);
}
