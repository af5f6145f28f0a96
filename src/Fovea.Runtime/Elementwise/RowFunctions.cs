using System.Runtime.Intrinsics;
using Fovea.Operators;
using Fovea.Runtime.Kernels;

namespace Fovea.Runtime.Elementwise;

/// <summary>The contents page of functions of elements, for the vectors of this machine.</summary>
internal static class RowFunctions
{
    /// <summary>The function of an operator and whether it has vectors; null if it is none that is computed element by element from floats alone.</summary>
    public static (RowFunction Function, bool ByVectors)? Of(Operators.Elementwise rule, int operands) => VectorWidth.Floats switch
    {
        16 => Of<Lanes512, Vector512<float>>(rule, operands),
        8 => Of<Lanes256, Vector256<float>>(rule, operands),
        _ => Of<Lanes128, Vector128<float>>(rule, operands),
    };

    /// <summary>x · factor + shift</summary>
    public static RowFunction Affine { get; } = VectorWidth.Floats switch
    {
        16 => new AffineRow<Lanes512, Vector512<float>>(),
        8 => new AffineRow<Lanes256, Vector256<float>>(),
        _ => new AffineRow<Lanes128, Vector128<float>>(),
    };

    /// <summary>Applies an activation in place.</summary>
    public static unsafe void Apply(in Activation activation, float* values, long count)
    {
        switch (VectorWidth.Floats)
        {
            case 16:
                Apply<Lanes512, Vector512<float>>(activation, values, count);
                break;
            case 8:
                Apply<Lanes256, Vector256<float>>(activation, values, count);
                break;
            default:
                Apply<Lanes128, Vector128<float>>(activation, values, count);
                break;
        }
    }

    private static unsafe void Apply<L, V>(in Activation activation, float* values, long count)
        where L : struct, ILanes<V>
        where V : struct
    {
        int vectors = (int)(count / L.Count);
        VectorFunctions<L, V>.Apply(activation, values, vectors);
        long rest = count - ((long)vectors * L.Count);
        if (rest > 0)
        {
            float* edge = stackalloc float[L.Count];
            float* last = values + ((long)vectors * L.Count);
            for (int lane = 0; lane < L.Count; lane++)
            {
                edge[lane] = last[lane < rest ? lane : 0];
            }
            VectorFunctions<L, V>.Apply(activation, edge, 1);
            Buffer.MemoryCopy(edge, last, rest * sizeof(float), rest * sizeof(float));
        }
    }

    private static (RowFunction Function, bool ByVectors)? Of<L, V>(Operators.Elementwise rule, int operands)
        where L : struct, ILanes<V>
        where V : struct
    {
        RowFunction? function = (rule, operands) switch
        {
            (Abs, 1) => new UnaryRow<L, V, AbsOf<L, V>>(default),
            (Neg, 1) => new UnaryRow<L, V, NegOf<L, V>>(default),
            (Reciprocal, 1) => new UnaryRow<L, V, ReciprocalOf<L, V>>(default),
            (Sqrt, 1) => new UnaryRow<L, V, SqrtOf<L, V>>(default),
            (Exp, 1) => new UnaryRow<L, V, ExpOf<L, V>>(default),
            (Erf, 1) => new UnaryRow<L, V, ErfOf<L, V>>(default),
            (Add or Sum, 2) => new BinaryRow<L, V, SumOf<L, V>>(default),
            (Sub, 2) => new BinaryRow<L, V, DifferenceOf<L, V>>(default),
            (Mul, 2) => new BinaryRow<L, V, ProductOf<L, V>>(default),
            (Div, 2) => new BinaryRow<L, V, QuotientOf<L, V>>(default),
            _ => null,
        };
        if (function is not null)
        {
            return (function, true);
        }
        return operands <= RowFunction.MaximumOperands && rule is (Unary and not Clip) or Arithmetic or Max or Min or Mean or Sum or PRelu ? (new RuledRow(rule, operands), false) : null;
    }
}
