using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>What the operators with an Lp norm share: (Σ |x|ᵖ)^(1/p).</summary>
internal static class Norm
{
    /// <summary>The exponent: an integer since opset 2, a real number before.</summary>
    public static float ReadExponent(Attributes attributes)
    {
        float exponent = attributes.Opset < 2 ? attributes.Real("p", 2) : attributes.Integer("p", 2);
        Operands.Require(exponent > 0, $"attribute 'p' is {exponent}; it must be greater than 0");
        return exponent;
    }

    /// <summary>Takes the exponent down as <see cref="ReadExponent"/> reads it.</summary>
    public static void WriteExponent(AttributeWriter to, float exponent)
    {
        if (to.Opset < 2)
        {
            to.Real("p", exponent, unless: 2);
        }
        else
        {
            to.Integer("p", (long)exponent, unless: 2);
        }
    }

    /// <summary>|x|ᵖ and its place in the sum: a product for p = 2, nothing but the magnitude for p = 1.</summary>
    public static Operations PerElement(float exponent) => Operations.Of(OperationKind.Add, 1) + exponent switch
    {
        1 => Operations.Of(OperationKind.Sign, 1),
        2 => Operations.Of(OperationKind.Multiply, 1),
        _ => Operations.Of(OperationKind.Sign, 1) + Operations.Of(OperationKind.Power, 1),
    };

    /// <summary>|x|ᵖ</summary>
    public static E Term<E>(float exponent, E x)
        where E : struct, IScalar<E> => exponent switch
        {
            1 => E.Apply(ScalarFunction.Abs, x),
            2 => x * x,
            _ => E.Power(E.Apply(ScalarFunction.Abs, x), E.Literal(exponent)),
        };

    /// <summary>Σ |x|ᵖ</summary>
    public static E Sum<E>(float exponent, ReadOnlySpan<E> items)
        where E : struct, IScalar<E>
    {
        E sum = default;
        foreach (E item in items)
        {
            sum += Term(exponent, item);
        }
        return sum;
    }

    /// <summary>The root of a sum: sum^(1/p).</summary>
    public static E Root<E>(float exponent, E sum)
        where E : struct, IScalar<E> => exponent switch
        {
            1 => sum,
            2 => E.Apply(ScalarFunction.Sqrt, sum),
            _ => E.Power(sum, E.Literal(1.0 / exponent)),
        };

    /// <summary>(Σ |x|ᵖ)^(1/p)</summary>
    public static E Of<E>(float exponent, ReadOnlySpan<E> items)
        where E : struct, IScalar<E> =>
        Root(exponent, Sum(exponent, items));

    /// <summary>The root of each sum.</summary>
    public static Cost Root(float exponent, Size sums) => exponent switch
    {
        1 => Cost.Free,
        2 => Cost.Of(OperationKind.Sqrt, sums),
        _ => Cost.Of(OperationKind.Power, sums),
    };
}
