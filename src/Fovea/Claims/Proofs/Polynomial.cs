using System.Numerics;
using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>A sum of power products with coefficients, in order, none of which is 0. Powers may be negative: 1/k² is a term.</summary>
internal sealed class Polynomial : IEquatable<Polynomial>
{
    public static readonly Polynomial Zero = new([]);

    public static readonly Polynomial One = Of(1);

    private readonly int hash;

    private Polynomial((PowerProduct Product, Rational Coefficient)[] terms)
    {
        Terms = terms;
        HashCode sum = default;
        foreach ((PowerProduct product, Rational coefficient) in terms)
        {
            sum.Add(product);
            sum.Add(coefficient);
        }
        hash = sum.ToHashCode();
    }

    /// <summary>The terms, the highest first.</summary>
    public (PowerProduct Product, Rational Coefficient)[] Terms { get; }

    public bool IsZero => Terms.Length == 0;

    public bool IsConstant => IsZero || (Terms.Length == 1 && Terms[0].Product.IsOne);

    /// <summary>The term without atoms.</summary>
    public Rational Constant
    {
        get
        {
            foreach ((PowerProduct product, Rational coefficient) in Terms)
            {
                if (product.IsOne)
                {
                    return coefficient;
                }
            }
            return 0;
        }
    }

    public static Polynomial Of(Rational constant) => Of(PowerProduct.One, constant);

    public static Polynomial Of(PowerProduct product, Rational coefficient) => coefficient == 0 ? Zero : new([(product, coefficient)]);

    public static Polynomial Atom(int atom) => Of(PowerProduct.Of(atom), 1);

    /// <summary>The sum of terms in any order, equal products of which are collected.</summary>
    public static Polynomial Of(IEnumerable<(PowerProduct Product, Rational Coefficient)> terms)
    {
        var sums = new Dictionary<PowerProduct, Rational>();
        foreach ((PowerProduct product, Rational coefficient) in terms)
        {
            sums[product] = sums.TryGetValue(product, out Rational sum) ? sum + coefficient : coefficient;
        }
        (PowerProduct Product, Rational Coefficient)[] kept = [.. sums.Where(term => term.Value != 0).Select(term => (term.Key, term.Value))];
        Array.Sort(kept, (a, b) => a.Product.CompareTo(b.Product));
        return kept.Length == 0 ? Zero : new(kept);
    }

    /// <summary>left + factor · right</summary>
    public static Polynomial Add(Polynomial left, Polynomial right, Rational factor, Work work)
    {
        if (factor == 0 || right.IsZero)
        {
            return left;
        }
        work.Spend(left.Terms.Length + right.Terms.Length);
        var terms = new List<(PowerProduct, Rational)>(left.Terms.Length + right.Terms.Length);
        int i = 0;
        int j = 0;
        while (i < left.Terms.Length || j < right.Terms.Length)
        {
            int order = i == left.Terms.Length ? 1 : j == right.Terms.Length ? -1 : left.Terms[i].Product.CompareTo(right.Terms[j].Product);
            if (order < 0)
            {
                terms.Add(left.Terms[i++]);
                continue;
            }
            Rational coefficient = factor * right.Terms[j].Coefficient;
            if (order == 0)
            {
                coefficient += left.Terms[i++].Coefficient;
            }
            if (coefficient != 0)
            {
                terms.Add((right.Terms[j].Product, coefficient));
            }
            j++;
        }
        return terms.Count == 0 ? Zero : new([.. terms]);
    }

    public static Polynomial Multiply(Polynomial left, Polynomial right, Work work)
    {
        if (left.IsConstant || right.IsConstant)
        {
            return left.IsConstant ? right.Scale(left.Constant) : left.Scale(right.Constant);
        }
        work.Spend(4L * left.Terms.Length * right.Terms.Length);
        return Of(Products(left, right));
    }

    private static IEnumerable<(PowerProduct, Rational)> Products(Polynomial left, Polynomial right)
    {
        foreach ((PowerProduct product, Rational coefficient) in left.Terms)
        {
            foreach ((PowerProduct other, Rational factor) in right.Terms)
            {
                yield return (product * other, coefficient * factor);
            }
        }
    }

    public Polynomial Scale(Rational factor) => factor == 1 ? this
        : factor == 0 ? Zero
        : new([.. Terms.Select(term => (term.Product, term.Coefficient * factor))]);

    public Polynomial Times(PowerProduct product) => product.IsOne ? this : Of(Terms.Select(term => (term.Product * product, term.Coefficient)));

    public Polynomial ToThe(int times, Work work)
    {
        Polynomial power = One;
        for (int i = 0; i < times; i++)
        {
            power = Multiply(power, this, work);
        }
        return power;
    }

    /// <summary>What all terms share: each atom to its least power. Divided by it, no power is negative.</summary>
    public PowerProduct Common => Terms.Length == 0 ? PowerProduct.One
        : Terms.Skip(1).Aggregate(Terms[0].Product, (least, term) => least.Least(term.Product));

    /// <summary>The greatest positive number whose whole multiples all coefficients are; 0 for none.</summary>
    public Rational Content(bool withConstant = true)
    {
        BigInteger numerator = 0;
        BigInteger denominator = 1;
        foreach ((PowerProduct product, Rational coefficient) in Terms)
        {
            if (withConstant || !product.IsOne)
            {
                numerator = BigInteger.GreatestCommonDivisor(numerator, coefficient.Numerator);
                denominator = denominator / BigInteger.GreatestCommonDivisor(denominator, coefficient.Denominator) * coefficient.Denominator;
            }
        }
        return new Rational(numerator, denominator);
    }

    /// <summary>The quotient of two polynomials without negative powers if nothing remains, or null: long division by the leading term.</summary>
    public static Polynomial? TryDivide(Polynomial dividend, Polynomial divisor, Work work)
    {
        (PowerProduct leading, Rational coefficient) = divisor.Terms[0];
        PowerProduct inverse = leading.ToThe(-1);
        var quotient = new List<(PowerProduct, Rational)>();
        while (!dividend.IsZero)
        {
            PowerProduct factor = dividend.Terms[0].Product * inverse;
            if (Array.Exists(factor.Factors, each => each.Power < 0))
            {
                return null;
            }
            Rational times = dividend.Terms[0].Coefficient / coefficient;
            quotient.Add((factor, times));
            dividend = Add(dividend, divisor.Times(factor), -times, work);
        }
        return Of(quotient);
    }

    /// <summary>The atoms that stand in it.</summary>
    public IEnumerable<int> Atoms => Terms.SelectMany(term => term.Product.Factors.Select(factor => factor.Atom)).Distinct();

    public bool Equals(Polynomial? other) => other is not null && hash == other.hash && Terms.AsSpan().SequenceEqual(other.Terms);

    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    public override int GetHashCode() => hash;
}
