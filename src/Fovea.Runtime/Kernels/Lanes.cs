using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Runtime.Kernels;

/// <summary>
/// The vector instructions that kernels are written in. A kernel is generic over a set of lanes and its vector, and the compiler makes one machine code of
/// it per width: every call below becomes one instruction, as if it stood there by itself.
/// </summary>
/// <typeparam name="V">The vector of floats.</typeparam>
internal unsafe interface ILanes<V>
    where V : struct
{
    /// <summary>The number of floats in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The widest tile of a matrix product, in pixels: with two vectors of outputs each, two of weights and one pixel it fills the registers.</summary>
    static abstract int Pixels { get; }

    static abstract V Load(float* from);

    static abstract void Store(float* to, V value);

    /// <summary>One float of memory in every lane.</summary>
    static abstract V Broadcast(float* from);

    static abstract V All(float value);

    /// <summary>a · b + c, rounded once where the machine can.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    /// <summary>The lesser; <paramref name="b"/> where either is NaN.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The greater; <paramref name="b"/> where either is NaN.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The bits that either has.</summary>
    static abstract V Or(V a, V b);

    /// <summary>The nearest whole number, ties to even.</summary>
    static abstract V Round(V a);

    /// <summary>a − ⌊a⌋; 0 where a is infinite.</summary>
    static abstract V Fraction(V a);

    /// <summary>a · 2^⌊exponent⌋ for magnitudes of a from 1/2 to 2; what is less than 2⁻¹²⁵ may become 0.</summary>
    static abstract V Scale(V a, V exponent);

    static abstract V Abs(V a);

    static abstract V Sqrt(V a);

    /// <summary>For each lane the lane of another vector whose number stands there, as the bits of a whole number; 0 where there is no such lane.</summary>
    static abstract V Pick(V from, V places);

    /// <summary>The magnitude of one with the sign of the other.</summary>
    static abstract V WithSign(V magnitude, V sign);

    /// <summary>The sum over the lanes.</summary>
    static abstract float Sum(V a);

    /// <summary>A value for the lanes where a is less than b, another for the rest (also where a or b is NaN).</summary>
    static abstract V WhereLess(V a, V b, V then, V otherwise);
}

/// <summary>AVX-512: sixteen floats, 32 registers.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    private const MethodImplOptions Inlined = MethodImplOptions.AggressiveInlining;

    public static int Count => 16;

    public static int Pixels => 14;

    [MethodImpl(Inlined)]
    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    [MethodImpl(Inlined)]
    public static void Store(float* to, Vector512<float> value) => value.Store(to);

    [MethodImpl(Inlined)]
    public static Vector512<float> Broadcast(float* from) => Vector512.Create(*from);

    [MethodImpl(Inlined)]
    public static Vector512<float> All(float value) => Vector512.Create(value);

    [MethodImpl(Inlined)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.MultiplyAddEstimate(a, b, c);

    [MethodImpl(Inlined)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [MethodImpl(Inlined)]
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

    [MethodImpl(Inlined)]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    [MethodImpl(Inlined)]
    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => a / b;

    [MethodImpl(Inlined)]
    public static Vector512<float> Min(Vector512<float> a, Vector512<float> b) => Avx512F.IsSupported ? Avx512F.Min(a, b) : Vector512.ConditionalSelect(Vector512.LessThan(a, b), a, b);

    [MethodImpl(Inlined)]
    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Avx512F.IsSupported ? Avx512F.Max(a, b) : Vector512.ConditionalSelect(Vector512.GreaterThan(a, b), a, b);

    [MethodImpl(Inlined)]
    public static Vector512<float> Or(Vector512<float> a, Vector512<float> b) => a | b;

    [MethodImpl(Inlined)]
    public static Vector512<float> Round(Vector512<float> a) => Vector512.Round(a);

    [MethodImpl(Inlined)]
    public static Vector512<float> Fraction(Vector512<float> a)
    {
        if (Avx512DQ.IsSupported)
        {
            // Rounded down, no digits behind the point.
            return Avx512DQ.Reduce(a, 1);
        }
        Vector512<float> bounded = Min(All(1 << 23), Max(All(-1 << 23), a));
        return bounded - Vector512.Floor(bounded);
    }

    [MethodImpl(Inlined)]
    public static Vector512<float> Scale(Vector512<float> a, Vector512<float> exponent)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.Scale(a, exponent);
        }
        // Half the power, so that 2¹²⁸ is within reach: its bits are an exponent and nothing else.
        Vector512<float> whole = Min(All(129), Max(All(-126), Vector512.Floor(exponent)));
        Vector512<float> half = a * Vector512.ShiftLeft(Vector512.ConvertToInt32Native(whole) + Vector512.Create(126), 23).AsSingle();
        return half + half;
    }

    [MethodImpl(Inlined)]
    public static Vector512<float> Abs(Vector512<float> a) => Vector512.Abs(a);

    [MethodImpl(Inlined)]
    public static Vector512<float> Sqrt(Vector512<float> a) => Vector512.Sqrt(a);

    [MethodImpl(Inlined)]
    public static Vector512<float> Pick(Vector512<float> from, Vector512<float> places) => Vector512.Shuffle(from, places.AsInt32());

    [MethodImpl(Inlined)]
    public static Vector512<float> WithSign(Vector512<float> magnitude, Vector512<float> sign) => Vector512.CopySign(magnitude, sign);

    [MethodImpl(Inlined)]
    public static float Sum(Vector512<float> a) => Vector512.Sum(a);

    [MethodImpl(Inlined)]
    public static Vector512<float> WhereLess(Vector512<float> a, Vector512<float> b, Vector512<float> then, Vector512<float> otherwise) =>
        Vector512.ConditionalSelect(Vector512.LessThan(a, b), then, otherwise);
}

/// <summary>AVX2 with FMA: eight floats, 16 registers.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    private const MethodImplOptions Inlined = MethodImplOptions.AggressiveInlining;

    public static int Count => 8;

    public static int Pixels => 6;

    [MethodImpl(Inlined)]
    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    [MethodImpl(Inlined)]
    public static void Store(float* to, Vector256<float> value) => value.Store(to);

    [MethodImpl(Inlined)]
    public static Vector256<float> Broadcast(float* from) => Vector256.Create(*from);

    [MethodImpl(Inlined)]
    public static Vector256<float> All(float value) => Vector256.Create(value);

    [MethodImpl(Inlined)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.MultiplyAddEstimate(a, b, c);

    [MethodImpl(Inlined)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(Inlined)]
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    [MethodImpl(Inlined)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    [MethodImpl(Inlined)]
    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => a / b;

    [MethodImpl(Inlined)]
    public static Vector256<float> Min(Vector256<float> a, Vector256<float> b) => Avx.IsSupported ? Avx.Min(a, b) : Vector256.ConditionalSelect(Vector256.LessThan(a, b), a, b);

    [MethodImpl(Inlined)]
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) => Avx.IsSupported ? Avx.Max(a, b) : Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), a, b);

    [MethodImpl(Inlined)]
    public static Vector256<float> Or(Vector256<float> a, Vector256<float> b) => a | b;

    [MethodImpl(Inlined)]
    public static Vector256<float> Round(Vector256<float> a) => Vector256.Round(a);

    [MethodImpl(Inlined)]
    public static Vector256<float> Fraction(Vector256<float> a)
    {
        Vector256<float> bounded = Min(All(1 << 23), Max(All(-1 << 23), a));
        return bounded - Vector256.Floor(bounded);
    }

    [MethodImpl(Inlined)]
    public static Vector256<float> Scale(Vector256<float> a, Vector256<float> exponent)
    {
        // Half the power, so that 2¹²⁸ is within reach: its bits are an exponent and nothing else.
        Vector256<float> whole = Min(All(129), Max(All(-126), Vector256.Floor(exponent)));
        Vector256<float> half = a * Vector256.ShiftLeft(Vector256.ConvertToInt32Native(whole) + Vector256.Create(126), 23).AsSingle();
        return half + half;
    }

    [MethodImpl(Inlined)]
    public static Vector256<float> Abs(Vector256<float> a) => Vector256.Abs(a);

    [MethodImpl(Inlined)]
    public static Vector256<float> Sqrt(Vector256<float> a) => Vector256.Sqrt(a);

    [MethodImpl(Inlined)]
    public static Vector256<float> Pick(Vector256<float> from, Vector256<float> places) => Vector256.Shuffle(from, places.AsInt32());

    [MethodImpl(Inlined)]
    public static Vector256<float> WithSign(Vector256<float> magnitude, Vector256<float> sign) => Vector256.CopySign(magnitude, sign);

    [MethodImpl(Inlined)]
    public static float Sum(Vector256<float> a) => Vector256.Sum(a);

    [MethodImpl(Inlined)]
    public static Vector256<float> WhereLess(Vector256<float> a, Vector256<float> b, Vector256<float> then, Vector256<float> otherwise) =>
        Vector256.ConditionalSelect(Vector256.LessThan(a, b), then, otherwise);
}

/// <summary>Four floats: NEON with 32 registers, SSE with 16, or no vector instructions at all.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    private const MethodImplOptions Inlined = MethodImplOptions.AggressiveInlining;

    public static int Count => 4;

    public static int Pixels => AdvSimd.IsSupported ? 14 : 6;

    [MethodImpl(Inlined)]
    public static Vector128<float> Load(float* from) => Vector128.Load(from);

    [MethodImpl(Inlined)]
    public static void Store(float* to, Vector128<float> value) => value.Store(to);

    [MethodImpl(Inlined)]
    public static Vector128<float> Broadcast(float* from) => Vector128.Create(*from);

    [MethodImpl(Inlined)]
    public static Vector128<float> All(float value) => Vector128.Create(value);

    [MethodImpl(Inlined)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.MultiplyAddEstimate(a, b, c);

    [MethodImpl(Inlined)]
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    [MethodImpl(Inlined)]
    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;

    [MethodImpl(Inlined)]
    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;

    [MethodImpl(Inlined)]
    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) => a / b;

    [MethodImpl(Inlined)]
    public static Vector128<float> Min(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.Min(a, b) : Vector128.ConditionalSelect(Vector128.LessThan(a, b), a, b);

    [MethodImpl(Inlined)]
    public static Vector128<float> Max(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.Max(a, b) : Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), a, b);

    [MethodImpl(Inlined)]
    public static Vector128<float> Or(Vector128<float> a, Vector128<float> b) => a | b;

    [MethodImpl(Inlined)]
    public static Vector128<float> Round(Vector128<float> a) => Vector128.Round(a);

    [MethodImpl(Inlined)]
    public static Vector128<float> Fraction(Vector128<float> a)
    {
        Vector128<float> bounded = Min(All(1 << 23), Max(All(-1 << 23), a));
        return bounded - Vector128.Floor(bounded);
    }

    [MethodImpl(Inlined)]
    public static Vector128<float> Scale(Vector128<float> a, Vector128<float> exponent)
    {
        // Half the power, so that 2¹²⁸ is within reach: its bits are an exponent and nothing else.
        Vector128<float> whole = Min(All(129), Max(All(-126), Vector128.Floor(exponent)));
        Vector128<float> half = a * Vector128.ShiftLeft(Vector128.ConvertToInt32Native(whole) + Vector128.Create(126), 23).AsSingle();
        return half + half;
    }

    [MethodImpl(Inlined)]
    public static Vector128<float> Abs(Vector128<float> a) => Vector128.Abs(a);

    [MethodImpl(Inlined)]
    public static Vector128<float> Sqrt(Vector128<float> a) => Vector128.Sqrt(a);

    [MethodImpl(Inlined)]
    public static Vector128<float> Pick(Vector128<float> from, Vector128<float> places) => Vector128.Shuffle(from, places.AsInt32());

    [MethodImpl(Inlined)]
    public static Vector128<float> WithSign(Vector128<float> magnitude, Vector128<float> sign) => Vector128.CopySign(magnitude, sign);

    [MethodImpl(Inlined)]
    public static float Sum(Vector128<float> a) => Vector128.Sum(a);

    [MethodImpl(Inlined)]
    public static Vector128<float> WhereLess(Vector128<float> a, Vector128<float> b, Vector128<float> then, Vector128<float> otherwise) =>
        Vector128.ConditionalSelect(Vector128.LessThan(a, b), then, otherwise);
}
