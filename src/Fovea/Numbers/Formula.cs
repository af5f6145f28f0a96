using System.Text;

namespace Fovea.Numbers;

/// <summary>A product of powers of atoms, sorted by the atoms' keys; the empty product is 1.</summary>
internal sealed class Monomial : IComparable<Monomial>
{
    public static readonly Monomial One = new([]);

    public Monomial((Atom Atom, int Power)[] factors)
    {
        Factors = factors;
        var key = new StringBuilder();
        foreach ((Atom atom, int power) in factors)
        {
            Degree += power;
            key.Append(atom.Key).Append('^').Append(power).Append(';');
        }
        Key = key.ToString();
    }

    public (Atom Atom, int Power)[] Factors { get; }

    public int Degree { get; }

    public string Key { get; }

    /// <summary>Graded lexicographic order, largest first: an order that polynomial division needs.</summary>
    public int CompareTo(Monomial? other)
    {
        if (other is null || Degree != other.Degree)
        {
            return (other?.Degree ?? -1).CompareTo(Degree);
        }
        int count = Math.Min(Factors.Length, other.Factors.Length);
        for (int i = 0; i < count; i++)
        {
            int order = string.CompareOrdinal(Factors[i].Atom.Key, other.Factors[i].Atom.Key);
            if (order != 0)
            {
                return order;
            }
            if (Factors[i].Power != other.Factors[i].Power)
            {
                return other.Factors[i].Power.CompareTo(Factors[i].Power);
            }
        }
        return other.Factors.Length.CompareTo(Factors.Length);
    }

    public static Monomial operator *(Monomial left, Monomial right)
    {
        if (left.Degree == 0 || right.Degree == 0)
        {
            return left.Degree == 0 ? right : left;
        }
        var factors = new List<(Atom, int)>(left.Factors.Length + right.Factors.Length);
        int i = 0;
        int j = 0;
        while (i < left.Factors.Length || j < right.Factors.Length)
        {
            int order = i == left.Factors.Length ? 1
                : j == right.Factors.Length ? -1
                : string.CompareOrdinal(left.Factors[i].Atom.Key, right.Factors[j].Atom.Key);
            factors.Add(order switch
            {
                < 0 => left.Factors[i++],
                > 0 => right.Factors[j++],
                _ => (left.Factors[i].Atom, left.Factors[i++].Power + right.Factors[j++].Power),
            });
        }
        return new Monomial([.. factors]);
    }

    /// <summary>The quotient, or null if the divisor's factors are not all among these.</summary>
    public Monomial? DivideBy(Monomial divisor)
    {
        var factors = new List<(Atom, int)>(Factors.Length);
        int j = 0;
        foreach ((Atom atom, int power) in Factors)
        {
            int left = power;
            if (j < divisor.Factors.Length && divisor.Factors[j].Atom.Key == atom.Key)
            {
                left -= divisor.Factors[j++].Power;
            }
            if (left < 0)
            {
                return null;
            }
            if (left > 0)
            {
                factors.Add((atom, left));
            }
        }
        return j == divisor.Factors.Length ? new Monomial([.. factors]) : null;
    }
}

/// <summary>
/// A polynomial with whole coefficients over atoms, in normal form: terms in order, none with coefficient 0. It may be a constant; <see cref="Size"/>
/// keeps those as numbers.
/// </summary>
internal sealed class Formula : IEquatable<Formula>
{
    // A formula of more terms is of no use to anybody, and would let a small file ask for unbounded memory.
    private const int MaximumTerms = 4096;
    private const int MaximumKey = 1 << 16;

    public static readonly Formula Zero = new([]);

    private Formula((Monomial Monomial, long Coefficient)[] terms)
    {
        Terms = terms;
        var key = new StringBuilder();
        foreach ((Monomial monomial, long coefficient) in terms)
        {
            key.Append(coefficient).Append('*').Append(monomial.Key).Append('+');
            if (key.Length > MaximumKey)
            {
                throw new OverflowException("a formula grows too large");
            }
        }
        Key = key.ToString();
    }

    public (Monomial Monomial, long Coefficient)[] Terms { get; }

    public string Key { get; }

    public bool IsConstant => Terms.Length == 0 || (Terms.Length == 1 && Terms[0].Monomial.Degree == 0);

    /// <summary>The term without atoms.</summary>
    public long Constant => Terms.Length > 0 && Terms[^1].Monomial.Degree == 0 ? Terms[^1].Coefficient : 0;

    public static Formula Of(long constant) => constant == 0 ? Zero : new([(Monomial.One, constant)]);

    public static Formula Of(Atom atom) => new([(new Monomial([(atom, 1)]), 1)]);

    public static Formula Of(Monomial monomial, long coefficient) => coefficient == 0 ? Zero : new([(monomial, coefficient)]);

    public static Formula operator +(Formula left, Formula right) => Combine(left, right, 1);

    public static Formula operator -(Formula left, Formula right) => Combine(left, right, -1);

    private static Formula Combine(Formula left, Formula right, long sign)
    {
        var terms = new List<(Monomial, long)>(left.Terms.Length + right.Terms.Length);
        int i = 0;
        int j = 0;
        while (i < left.Terms.Length || j < right.Terms.Length)
        {
            int order = i == left.Terms.Length ? 1
                : j == right.Terms.Length ? -1
                : left.Terms[i].Monomial.CompareTo(right.Terms[j].Monomial);
            if (order < 0)
            {
                terms.Add(left.Terms[i++]);
            }
            else if (order > 0)
            {
                terms.Add((right.Terms[j].Monomial, checked(sign * right.Terms[j].Coefficient)));
                j++;
            }
            else
            {
                long sum = checked(left.Terms[i].Coefficient + (sign * right.Terms[j].Coefficient));
                if (sum != 0)
                {
                    terms.Add((left.Terms[i].Monomial, sum));
                }
                i++;
                j++;
            }
        }
        return Make(terms);
    }

    public static Formula operator *(Formula left, Formula right)
    {
        if ((long)left.Terms.Length * right.Terms.Length > MaximumTerms)
        {
            throw new OverflowException("a formula grows too large");
        }
        var sums = new Dictionary<string, (Monomial Monomial, long Coefficient)>(StringComparer.Ordinal);
        foreach ((Monomial monomial, long coefficient) in left.Terms)
        {
            foreach ((Monomial other, long factor) in right.Terms)
            {
                Monomial product = monomial * other;
                long value = checked(coefficient * factor);
                sums[product.Key] = (product, sums.TryGetValue(product.Key, out var sum) ? checked(sum.Coefficient + value) : value);
            }
        }
        var terms = new List<(Monomial Monomial, long Coefficient)>(sums.Count);
        foreach (var term in sums.Values)
        {
            if (term.Coefficient != 0)
            {
                terms.Add(term);
            }
        }
        terms.Sort((a, b) => a.Monomial.CompareTo(b.Monomial));
        return Make(terms);
    }

    /// <summary>The terms for which a condition holds, and the others.</summary>
    public (Formula Chosen, Formula Others) Split(Func<Monomial, long, bool> choose)
    {
        var chosen = new List<(Monomial, long)>();
        var rest = new List<(Monomial, long)>();
        foreach ((Monomial monomial, long coefficient) in Terms)
        {
            (choose(monomial, coefficient) ? chosen : rest).Add((monomial, coefficient));
        }
        return (Make(chosen), Make(rest));
    }

    /// <summary>Every coefficient divided by a number that divides them all.</summary>
    public Formula DivideBy(long divisor)
    {
        var terms = new List<(Monomial, long)>(Terms.Length);
        foreach ((Monomial monomial, long coefficient) in Terms)
        {
            terms.Add((monomial, coefficient / divisor));
        }
        return Make(terms);
    }

    /// <summary>The quotient of two polynomials if there is no remainder, or null: long division by the leading term.</summary>
    public static Formula? TryDivide(Formula dividend, Formula divisor)
    {
        (Monomial leading, long coefficient) = divisor.Terms[0];
        Formula quotient = Zero;
        Formula rest = dividend;
        for (int step = 0; rest.Terms.Length > 0; step++)
        {
            (Monomial monomial, long value) = rest.Terms[0];
            if (step > MaximumTerms || value % coefficient != 0 || monomial.DivideBy(leading) is not { } factor)
            {
                return null;
            }
            Formula part = Of(factor, value / coefficient);
            quotient += part;
            rest -= part * divisor;
        }
        return quotient;
    }

    /// <summary>The greatest number that divides every coefficient, the constant one only if it is asked for; 0 for none.</summary>
    public long Content(bool withConstant)
    {
        long content = 0;
        foreach ((Monomial monomial, long coefficient) in Terms)
        {
            if (withConstant || monomial.Degree > 0)
            {
                content = GreatestCommonDivisor(content, coefficient);
            }
        }
        return content;
    }

    public static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }
        return Math.Abs(a);
    }

    public Size Substitute(IReadOnlyDictionary<string, Size> values) => Rebuild(atom => atom.Substitute(values));

    /// <summary>The polynomial with every atom replaced.</summary>
    public Size Rebuild(Func<Atom, Size> replace)
    {
        Size sum = 0;
        foreach ((Monomial monomial, long coefficient) in Terms)
        {
            Size product = coefficient;
            foreach ((Atom atom, int power) in monomial.Factors)
            {
                Size value = replace(atom);
                for (int i = 0; i < power; i++)
                {
                    product *= value;
                }
            }
            sum += product;
        }
        return sum;
    }

    /// <summary>Every atom of the formula and, on request, those inside them.</summary>
    public IEnumerable<Atom> Atoms(bool inside)
    {
        foreach ((Monomial monomial, _) in Terms)
        {
            foreach ((Atom atom, _) in monomial.Factors)
            {
                yield return atom;
                if (!inside)
                {
                    continue;
                }
                Formula[] parts = atom.Parts.ToArray();
                foreach (Formula part in parts)
                {
                    foreach (Atom deeper in part.Atoms(true))
                    {
                        yield return deeper;
                    }
                }
            }
        }
    }

    public bool Equals(Formula? other) => other is not null && Key == other.Key;

    public override bool Equals(object? obj) => Equals(obj as Formula);

    public override int GetHashCode() => string.GetHashCode(Key, StringComparison.Ordinal);

    private static Formula Make(List<(Monomial, long)> terms) =>
        terms.Count == 0 ? Zero
        : terms.Count > MaximumTerms ? throw new OverflowException("a formula grows too large")
        : new([.. terms]);
}
