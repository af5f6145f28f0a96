using Fovea.Numbers;

namespace Fovea.Tensors;

/// <summary>The type of a tensor's elements: all that ONNX knows, with ONNX's codes.</summary>
public enum ElementType
{
    /// <summary>Not said.</summary>
    Undefined = 0,

    /// <summary>IEEE 754 binary32.</summary>
    Float32 = 1,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8 = 2,

    /// <summary>Two's complement, 8 bits.</summary>
    Int8 = 3,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 4,

    /// <summary>Two's complement, 16 bits.</summary>
    Int16 = 5,

    /// <summary>Two's complement, 32 bits.</summary>
    Int32 = 6,

    /// <summary>Two's complement, 64 bits.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    String = 8,

    /// <summary>A truth value, a byte of 0 or 1.</summary>
    Bool = 9,

    /// <summary>IEEE 754 binary16.</summary>
    Float16 = 10,

    /// <summary>IEEE 754 binary64.</summary>
    Float64 = 11,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 12,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64 = 13,

    /// <summary>Two float32: the real and the imaginary part.</summary>
    Complex64 = 14,

    /// <summary>Two float64: the real and the imaginary part.</summary>
    Complex128 = 15,

    /// <summary>The upper half of a float32.</summary>
    BFloat16 = 16,

    /// <summary>8 bits: 4 of exponent, 3 of mantissa, no infinity.</summary>
    Float8E4M3FN = 17,

    /// <summary>8 bits: 4 of exponent, 3 of mantissa, no infinity, no negative zero.</summary>
    Float8E4M3FNUZ = 18,

    /// <summary>8 bits: 5 of exponent, 2 of mantissa.</summary>
    Float8E5M2 = 19,

    /// <summary>8 bits: 5 of exponent, 2 of mantissa, no infinity, no negative zero.</summary>
    Float8E5M2FNUZ = 20,

    /// <summary>Unsigned, 4 bits, two to a byte.</summary>
    UInt4 = 21,

    /// <summary>Two's complement, 4 bits, two to a byte.</summary>
    Int4 = 22,

    /// <summary>4 bits: 2 of exponent, 1 of mantissa, two to a byte.</summary>
    Float4E2M1 = 23,

    /// <summary>8 bits of exponent: powers of two.</summary>
    Float8E8M0 = 24,

    /// <summary>Unsigned, 2 bits, four to a byte.</summary>
    UInt2 = 25,

    /// <summary>Two's complement, 2 bits, four to a byte.</summary>
    Int2 = 26,
}

/// <summary>What is true of element types.</summary>
public static class ElementTypes
{
    // In the order of the codes: name and bits.
    private static readonly (string Name, int Bits)[] Facts =
    [
        ("undefined", 0), ("float32", 32), ("uint8", 8), ("int8", 8), ("uint16", 16), ("int16", 16), ("int32", 32), ("int64", 64),
        ("string", 0), ("bool", 8), ("float16", 16), ("float64", 64), ("uint32", 32), ("uint64", 64), ("complex64", 64),
        ("complex128", 128), ("bfloat16", 16), ("float8e4m3fn", 8), ("float8e4m3fnuz", 8), ("float8e5m2", 8),
        ("float8e5m2fnuz", 8), ("uint4", 4), ("int4", 4), ("float4e2m1", 4), ("float8e8m0", 8), ("uint2", 2), ("int2", 2),
    ];

    /// <summary>Whether a code of ONNX names an element type.</summary>
    public static bool IsDefined(int code) => code > 0 && code < Facts.Length;

    /// <summary>The bits that an element takes in storage; 0 for text, which has no fixed size.</summary>
    public static int Bits(this ElementType type) => Facts[(int)type].Bits;

    /// <summary>The name: <c>float32</c>, <c>int64</c>, <c>bool</c> …</summary>
    public static string Name(this ElementType type) => Facts[(int)type].Name;

    /// <summary>The type of a name.</summary>
    public static bool TryParse(string name, out ElementType type)
    {
        int code = Array.FindIndex(Facts, fact => fact.Name == name);
        type = (ElementType)Math.Max(0, code);
        return code > 0;
    }

    /// <summary>Whether elements are floating-point numbers.</summary>
    public static bool IsFloating(this ElementType type) => type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16
        or ElementType.BFloat16 or ElementType.Float8E4M3FN or ElementType.Float8E4M3FNUZ or ElementType.Float8E5M2
        or ElementType.Float8E5M2FNUZ or ElementType.Float8E8M0 or ElementType.Float4E2M1;

    /// <summary>Whether elements are whole numbers, of either sign or none.</summary>
    public static bool IsInteger(this ElementType type) => type.IsSigned() || type is ElementType.UInt8 or ElementType.UInt16
        or ElementType.UInt32 or ElementType.UInt64 or ElementType.UInt4 or ElementType.UInt2;

    /// <summary>Whether elements are whole numbers that may be negative.</summary>
    public static bool IsSigned(this ElementType type) => type is ElementType.Int8 or ElementType.Int16 or ElementType.Int32
        or ElementType.Int64 or ElementType.Int4 or ElementType.Int2;

    /// <summary>Whether the reference computes with it as with a floating-point number: float16, bfloat16, float32, float64.</summary>
    public static bool IsComputedFloat(this ElementType type) => type.Format() is not null;

    /// <summary>The least and the greatest number of an integer type.</summary>
    public static (Int128 Least, Int128 Greatest) Range(this ElementType type) => type.IsSigned()
        ? (-(Int128.One << (type.Bits() - 1)), (Int128.One << (type.Bits() - 1)) - 1)
        : (0, (Int128.One << type.Bits()) - 1);

    /// <summary>The format of a floating-point type that numbers are rounded to; null for all others.</summary>
    public static FloatFormat? Format(this ElementType type) => type switch
    {
        ElementType.Float16 => FloatFormat.Half,
        ElementType.BFloat16 => FloatFormat.Brain,
        ElementType.Float32 => FloatFormat.Single,
        ElementType.Float64 => FloatFormat.Double,
        _ => null,
    };
}
