using System.Runtime.CompilerServices;

namespace Fovea.Runtime.Kernels;

/// <summary>Functions of whole vectors, right to two units in the last place (of 1, where a function's result is bounded by 1). NaN gives NaN.</summary>
internal static unsafe class VectorFunctions<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    private const MethodImplOptions Inlined = MethodImplOptions.AggressiveInlining;

    /// <summary>
    /// eˣ = 2ⁿ · eʳ with n = round(x / ln 2), so |r| ≤ ln 2 / 2; the series of eʳ to r⁷ is off by at most r⁸/8! = 5·10⁻⁹. x − n·ln 2 is exact enough because
    /// ln 2 is taken away in two pieces, of which the first has so few bits that its product with n is exact. Between e⁻⁸⁷ and e⁸⁸; beyond, these bounds.
    /// </summary>
    [MethodImpl(Inlined)]
    public static V Exp(V x)
    {
        x = L.Min(L.All(88), L.Max(L.All(-87), x));
        V n = L.Round(L.Multiply(x, L.All(1.44269504f)));
        V r = L.MultiplyAdd(n, L.All(-0.693359375f), x);
        r = L.MultiplyAdd(n, L.All(2.12194440e-4f), r);
        V sum = L.MultiplyAdd(L.All(1 / 5040f), r, L.All(1 / 720f));
        sum = L.MultiplyAdd(sum, r, L.All(1 / 120f));
        sum = L.MultiplyAdd(sum, r, L.All(1 / 24f));
        sum = L.MultiplyAdd(sum, r, L.All(1 / 6f));
        sum = L.MultiplyAdd(sum, r, L.All(0.5f));
        sum = L.MultiplyAdd(L.Multiply(sum, r), r, L.Add(r, L.All(1)));
        return L.Multiply(sum, L.PowerOfTwo(n));
    }

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    [MethodImpl(Inlined)]
    public static V Sigmoid(V x) => L.Divide(L.All(1), L.Add(L.All(1), Exp(L.Subtract(L.All(0), x))));

    /// <summary>
    /// From |x| = 0.625 on 1 − 2 / (e²ˣ + 1), which would lose the digits of small x; below, x times a polynomial in x², the best by Chebyshev's
    /// criterion, off by 4·10⁻⁹.
    /// </summary>
    [MethodImpl(Inlined)]
    public static V Tanh(V x)
    {
        V magnitude = L.Abs(x);
        V large = L.Subtract(L.All(1), L.Divide(L.All(2), L.Add(Exp(L.Add(magnitude, magnitude)), L.All(1))));
        V z = L.Multiply(x, x);
        V small = L.MultiplyAdd(L.All(-0.005657135184f), z, L.All(0.02058819145f));
        small = L.MultiplyAdd(small, z, L.All(-0.05372010766f));
        small = L.MultiplyAdd(small, z, L.All(0.1333111406f));
        small = L.MultiplyAdd(small, z, L.All(-0.3333325986f));
        small = L.MultiplyAdd(L.Multiply(small, z), x, x);
        return L.WhereLess(magnitude, L.All(0.625f), small, L.WithSign(large, x));
    }

    /// <summary>
    /// Below |x| = 1, x times a polynomial in x², off by 4·10⁻¹¹; from there to 4, 1 − e^(−p(x)) where p approximates −ln(1 − erf x) within 2·10⁻⁸;
    /// beyond, erf is 1 in float32.
    /// </summary>
    [MethodImpl(Inlined)]
    public static V Erf(V x)
    {
        V magnitude = L.Abs(x);
        V t = L.Min(L.All(4), magnitude);
        V p = L.MultiplyAdd(L.All(-1.637151415e-6f), t, L.All(4.605804269e-5f));
        p = L.MultiplyAdd(p, t, L.All(-0.0005968056257f));
        p = L.MultiplyAdd(p, t, L.All(0.004759596293f));
        p = L.MultiplyAdd(p, t, L.All(-0.02642113601f));
        p = L.MultiplyAdd(p, t, L.All(0.1100800829f));
        p = L.MultiplyAdd(p, t, L.All(0.6318260516f));
        p = L.MultiplyAdd(p, t, L.All(1.130233435f));
        p = L.MultiplyAdd(p, t, L.All(-0.0003201380497f));
        V large = L.Subtract(L.All(1), Exp(L.Subtract(L.All(0), p)));
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

    /// <summary>Applies an activation to a row of vectors, in place.</summary>
    /// <param name="activation">The function.</param>
    /// <param name="values">The first float.</param>
    /// <param name="vectors">The number of vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(in Activation activation, float* values, int vectors)
    {
        V alpha = L.All(activation.Alpha), beta = L.All(activation.Beta), zero = L.All(0), one = L.All(1);
        float* end = values + ((long)vectors * L.Count);
        switch (activation.Kind)
        {
            case ActivationKind.None:
                break;
            case ActivationKind.Clip:
                for (; values != end; values += L.Count)
                {
                    L.Store(values, L.Min(beta, L.Max(alpha, L.Load(values))));
                }
                break;
            case ActivationKind.LeakyRelu:
                for (; values != end; values += L.Count)
                {
                    V x = L.Load(values);
                    L.Store(values, L.WhereLess(x, zero, L.Multiply(alpha, x), x));
                }
                break;
            case ActivationKind.Sigmoid:
                for (; values != end; values += L.Count)
                {
                    L.Store(values, Sigmoid(L.Load(values)));
                }
                break;
            case ActivationKind.Swish:
                for (; values != end; values += L.Count)
                {
                    V x = L.Load(values);
                    L.Store(values, L.Divide(x, L.Add(one, Exp(L.Subtract(zero, L.Multiply(alpha, x))))));
                }
                break;
            case ActivationKind.HardSigmoid:
                for (; values != end; values += L.Count)
                {
                    L.Store(values, L.Max(zero, L.Min(one, L.MultiplyAdd(alpha, L.Load(values), beta))));
                }
                break;
            case ActivationKind.HardSwish:
                for (; values != end; values += L.Count)
                {
                    V x = L.Load(values);
                    L.Store(values, L.Multiply(x, L.Max(zero, L.Min(one, L.MultiplyAdd(alpha, x, beta)))));
                }
                break;
            case ActivationKind.Tanh:
                for (; values != end; values += L.Count)
                {
                    L.Store(values, Tanh(L.Load(values)));
                }
                break;
            case ActivationKind.Gelu:
                for (; values != end; values += L.Count)
                {
                    V x = L.Load(values);
                    L.Store(values, L.Multiply(L.Multiply(x, L.All(0.5f)), L.Add(one, Erf(L.Multiply(x, L.All(0.70710678f))))));
                }
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation));
        }
    }
}
