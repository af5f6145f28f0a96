using System.Runtime.CompilerServices;

namespace Fovea.Runtime.Kernels;

/// <summary>
/// Functions of whole vectors. With units in the last place of the result, or of 1 where that is greater, they are right to two; NaN gives NaN.
/// </summary>
internal static unsafe class VectorFunctions<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    private const MethodImplOptions Inlined = MethodImplOptions.AggressiveInlining;

    private const float LogarithmOfE = 1.44269504f;

    /// <summary>
    /// eˣ = 2ⁿ · eʳ with n = round(x / ln 2), so |r| ≤ ln 2 / 2; the polynomial for eʳ is off by 3·10⁻⁹, the best of its degree. x − n·ln 2 is exact enough
    /// because ln 2 is taken away in two pieces, of which the first has so few bits that its product with n is exact. Right to two units in the last place of
    /// the result itself; what is less than 2⁻¹²⁵ may become 0.
    /// </summary>
    [MethodImpl(Inlined)]
    public static V Exp(V x)
    {
        x = L.Min(L.All(89), L.Max(L.All(-104), x));
        V n = L.Round(L.Multiply(x, L.All(LogarithmOfE)));
        V r = L.MultiplyAdd(n, L.All(-0.693359375f), x);
        r = L.MultiplyAdd(n, L.All(2.12194440e-4f), r);
        V sum = L.MultiplyAdd(L.All(1.381454018e-3f), r, L.All(8.368745109e-3f));
        sum = L.MultiplyAdd(sum, r, L.All(4.166839078e-2f));
        sum = L.MultiplyAdd(sum, r, L.All(0.1666652040f));
        sum = L.MultiplyAdd(sum, r, L.All(0.4999999343f));
        sum = L.MultiplyAdd(L.Multiply(sum, r), r, L.Add(r, L.All(1)));
        return L.Scale(sum, n);
    }

    /// <summary>
    /// 2ᵗ = 2^⌊t⌋ · 2ʳ with 0 ≤ r &lt; 1; the polynomial for 2ʳ is off by 7.5·10⁻⁸, the best of its degree. Where t is a rounded product, its error grows with
    /// t: this is for functions in which a large power no longer counts.
    /// </summary>
    [MethodImpl(Inlined)]
    private static V PowerOfTwo(V t)
    {
        V r = L.Fraction(t);
        V sum = L.MultiplyAdd(L.All(1.877576700e-3f), r, L.All(8.989340024e-3f));
        sum = L.MultiplyAdd(sum, r, L.All(5.582631812e-2f));
        sum = L.MultiplyAdd(sum, r, L.All(0.2401536170f));
        sum = L.MultiplyAdd(sum, r, L.All(0.6931530732f));
        sum = L.MultiplyAdd(sum, r, L.All(0.9999999251f));
        return L.Scale(sum, t);
    }

    /// <summary>
    /// From |x| = 0.625 on 1 − 2 / (e²ˣ + 1), which would lose the digits of small x; below, x times a polynomial in x², the best by Chebyshev's
    /// criterion, off by 4·10⁻⁹.
    /// </summary>
    [MethodImpl(Inlined)]
    public static V Tanh(V x)
    {
        V magnitude = L.Abs(x);
        V large = L.Subtract(L.All(1), L.Divide(L.All(2), L.Add(PowerOfTwo(L.Multiply(magnitude, L.All(2 * LogarithmOfE))), L.All(1))));
        V z = L.Multiply(x, x);
        V small = L.MultiplyAdd(L.All(-0.005657135184f), z, L.All(0.02058819145f));
        small = L.MultiplyAdd(small, z, L.All(-0.05372010766f));
        small = L.MultiplyAdd(small, z, L.All(0.1333111406f));
        small = L.MultiplyAdd(small, z, L.All(-0.3333325986f));
        small = L.MultiplyAdd(L.Multiply(small, z), x, x);
        return L.WhereLess(magnitude, L.All(0.625f), small, L.WithSign(large, x));
    }

    /// <summary>
    /// Below |x| = 1, x times a polynomial in x², off by 4·10⁻¹¹; from there to 4, 1 − 2^p(x) where p approximates log₂(1 − erf x) within 3·10⁻⁸;
    /// beyond, erf is 1 in float32.
    /// </summary>
    [MethodImpl(Inlined)]
    public static V Erf(V x)
    {
        V magnitude = L.Abs(x);
        V t = L.Min(L.All(4), magnitude);
        V p = L.MultiplyAdd(L.All(2.361910228e-6f), t, L.All(-6.644770978e-5f));
        p = L.MultiplyAdd(p, t, L.All(8.610085166e-4f));
        p = L.MultiplyAdd(p, t, L.All(-6.866645969e-3f));
        p = L.MultiplyAdd(p, t, L.All(3.811764190e-2f));
        p = L.MultiplyAdd(p, t, L.All(-0.1588119897f));
        p = L.MultiplyAdd(p, t, L.All(-0.9115323113f));
        p = L.MultiplyAdd(p, t, L.All(-1.630582172f));
        p = L.MultiplyAdd(p, t, L.All(4.618615767e-4f));
        V large = L.Subtract(L.All(1), PowerOfTwo(p));
        V z = L.Multiply(x, x);
        V small = L.MultiplyAdd(L.All(-9.667044571e-6f), z, L.All(0.0001126595903f));
        small = L.MultiplyAdd(small, z, L.All(-0.0008484080406f));
        small = L.MultiplyAdd(small, z, L.All(0.005221031808f));
        small = L.MultiplyAdd(small, z, L.All(-0.02686543073f));
        small = L.MultiplyAdd(small, z, L.All(0.112837825f));
        small = L.MultiplyAdd(small, z, L.All(-0.3761263847f));
        small = L.Multiply(L.MultiplyAdd(small, z, L.All(1.128379167f)), x);
        return L.WhereLess(magnitude, L.All(1), small, L.WithSign(large, x));
    }

    /// <summary>Applies an activation to rows of vectors, in place.</summary>
    /// <param name="activation">The function.</param>
    /// <param name="values">The first float.</param>
    /// <param name="vectors">The number of vectors of a row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="stride">From a row to the next.</param>
    public static void Apply(in Activation activation, float* values, int vectors, int rows = 1, nint stride = 0)
    {
        V alpha = L.All(activation.Alpha), beta = L.All(activation.Beta);
        switch (activation.Kind)
        {
            case ActivationKind.None:
                break;
            case ActivationKind.Clip:
                Apply(new Clip(alpha, beta), values, vectors, rows, stride);
                break;
            case ActivationKind.LeakyRelu:
                Apply(new LeakyRelu(alpha), values, vectors, rows, stride);
                break;
            case ActivationKind.Sigmoid:
                Apply(default(Sigmoid), values, vectors, rows, stride);
                break;
            case ActivationKind.Swish:
                Apply(new Swish(L.All(-activation.Alpha * LogarithmOfE)), values, vectors, rows, stride);
                break;
            case ActivationKind.HardSigmoid:
                Apply(new HardSigmoid(alpha, beta), values, vectors, rows, stride);
                break;
            case ActivationKind.HardSwish:
                Apply(new HardSwish(alpha, beta), values, vectors, rows, stride);
                break;
            case ActivationKind.Tanh:
                Apply(default(HyperbolicTangent), values, vectors, rows, stride);
                break;
            case ActivationKind.Gelu:
                Apply(default(Gelu), values, vectors, rows, stride);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<F>(F function, float* values, int vectors, int rows, nint stride)
        where F : struct, IUnary<V>
    {
        for (int row = 0; row < rows; row++, values += stride)
        {
            float* end = values + ((nint)vectors * L.Count);
            for (float* at = values; at != end; at += L.Count)
            {
                L.Store(at, function.Apply(L.Load(at)));
            }
        }
    }

    private readonly struct Clip(V low, V high) : IUnary<V>
    {
        [MethodImpl(Inlined)]
        public V Apply(V x) => L.Min(high, L.Max(low, x));
    }

    private readonly struct LeakyRelu(V alpha) : IUnary<V>
    {
        [MethodImpl(Inlined)]
        public V Apply(V x) => L.WhereLess(x, L.All(0), L.Multiply(alpha, x), x);
    }

    private readonly struct Sigmoid : IUnary<V>
    {
        [MethodImpl(Inlined)]
        public V Apply(V x) => L.Divide(L.All(1), L.Add(L.All(1), PowerOfTwo(L.Multiply(L.All(-LogarithmOfE), x))));
    }

    /// <param name="factor">−α · log₂ e</param>
    private readonly struct Swish(V factor) : IUnary<V>
    {
        [MethodImpl(Inlined)]
        public V Apply(V x) => L.Divide(x, L.Add(L.All(1), PowerOfTwo(L.Multiply(factor, x))));
    }

    private readonly struct HardSigmoid(V alpha, V beta) : IUnary<V>
    {
        [MethodImpl(Inlined)]
        public V Apply(V x) => L.Max(L.All(0), L.Min(L.All(1), L.MultiplyAdd(alpha, x, beta)));
    }

    private readonly struct HardSwish(V alpha, V beta) : IUnary<V>
    {
        [MethodImpl(Inlined)]
        public V Apply(V x) => L.Multiply(x, L.Max(L.All(0), L.Min(L.All(1), L.MultiplyAdd(alpha, x, beta))));
    }

    private readonly struct HyperbolicTangent : IUnary<V>
    {
        [MethodImpl(Inlined)]
        public V Apply(V x) => Tanh(x);
    }

    private readonly struct Gelu : IUnary<V>
    {
        [MethodImpl(Inlined)]
        public V Apply(V x) => L.Multiply(L.Multiply(x, L.All(0.5f)), L.Add(L.All(1), Erf(L.Multiply(x, L.All(0.70710678f)))));
    }
}
