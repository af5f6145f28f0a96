using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

internal sealed partial class Algebra
{
    /// <summary>Whether a fact holds or fails by the signs of its terms; null if they do not tell.</summary>
    public bool? Judge(Fact fact)
    {
        Polynomial value = fact.Value.Numerator;
        Polynomial negative = value.Scale(-1);
        bool isPositive = IsPositive(value);
        bool isNegative = IsPositive(negative);
        return fact.Sense switch
        {
            Sense.Zero => value.IsZero ? true : isPositive || isNegative || HasNoWholeRoot(value) ? false : null,
            Sense.NonZero => value.IsZero ? false : isPositive || isNegative || HasNoWholeRoot(value) ? true : null,
            Sense.Positive => isPositive ? true : IsNonNegative(negative) ? false : null,
            _ => IsNonNegative(value) ? true : isNegative ? false : null,
        };
    }

    // 2·a + 4·b + 1 = 0 has no whole solutions.
    private bool HasNoWholeRoot(Polynomial value) => IsWhole(value)
        && value.Content(withConstant: false) is { Sign: > 0 } content
        && !(value.Constant / content).IsWhole;

    /// <summary>
    /// The fact about a polynomial without negative powers: multiplied by what is positive, or by a square. Strict facts about whole numbers become p − 1 ≥ 0.
    /// </summary>
    public Fact Cleared(Fact fact)
    {
        bool isSigned = fact.Sense is Sense.Positive or Sense.NonNegative;
        Polynomial value = fact.Value.Numerator;
        foreach ((Polynomial factor, int power) in fact.Value.Denominator)
        {
            if (isSigned && power % 2 != 0 && !IsPositive(factor))
            {
                value = IsPositive(factor.Scale(-1)) ? value.Scale(-1) : Polynomial.Multiply(value, factor, Work);
            }
        }
        PowerProduct scale = PowerProduct.One;
        foreach ((int atom, int power) in value.Common.Factors)
        {
            bool isPositive = natures[atom].IsPositive;
            if (power < 0)
            {
                scale *= PowerProduct.Of(atom, isPositive || !isSigned || power % 2 == 0 ? -power : 1 - power);
            }
            else if (isPositive)
            {
                scale *= PowerProduct.Of(atom, -power);
            }
        }
        value = value.Times(scale);
        if (value.IsZero)
        {
            return new(NormalForm.Zero, fact.Sense);
        }
        Rational content = value.Content();
        value = value.Scale((Rational)1 / content);
        Sense sense = fact.Sense;
        if (isSigned && IsWhole(value))
        {
            value = sense == Sense.Positive ? Polynomial.Add(value, Polynomial.One, -1, Work) : value;
            sense = Sense.NonNegative;
            // g·q + c ≥ 0 for whole q is q ≥ ⌈−c/g⌉.
            Rational divisor = value.Content(withConstant: false);
            if (divisor > 1)
            {
                Rational constant = Rational.Exact(ScalarFunction.Floor, value.Constant / divisor)!.Value;
                value = Polynomial.Add(Polynomial.Add(value, Polynomial.One, -value.Constant, Work).Scale((Rational)1 / divisor), Polynomial.One, constant, Work);
            }
        }
        return new(NormalForm.Of(value), sense);
    }
}
