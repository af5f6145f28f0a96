using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>
/// A quotient of polynomials: <c>Numerator / Π Factorᵖ</c>. The factors have two terms or more, no common power product and the leading coefficient 1, and are in order; what
/// divides as a single term stands in the numerator with a negative power. Two formulas are equal, wherever both are defined, if the numerator of their difference is 0.
/// </summary>
internal sealed class NormalForm(Polynomial numerator, (Polynomial Factor, int Power)[] denominator) : IEquatable<NormalForm>, IComparable<NormalForm>
{
    public static readonly NormalForm Zero = Of(Polynomial.Zero);

    public static readonly NormalForm One = Of(Polynomial.One);

    public Polynomial Numerator { get; } = numerator;

    public (Polynomial Factor, int Power)[] Denominator { get; } = denominator;

    public bool IsZero => Numerator.IsZero;

    /// <summary>Whether nothing but single terms divides.</summary>
    public bool IsPolynomial => Denominator.Length == 0;

    /// <summary>Its value, if it is a number.</summary>
    public Rational? Constant => IsPolynomial && Numerator.IsConstant ? Numerator.Constant : null;

    public static NormalForm Of(Polynomial polynomial) => new(polynomial, []);

    public static NormalForm Atom(int atom) => Of(Polynomial.Atom(atom));

    public static NormalForm Of(Rational constant) => Of(Polynomial.Of(constant));

    /// <summary>The atoms that stand in it, not counting those inside them.</summary>
    public IEnumerable<int> Atoms => Numerator.Atoms.Concat(Denominator.SelectMany(each => each.Factor.Atoms)).Distinct();

    public static int Compare(Polynomial left, Polynomial right)
    {
        int count = Math.Min(left.Terms.Length, right.Terms.Length);
        for (int i = 0; i < count; i++)
        {
            int order = left.Terms[i].Product.CompareTo(right.Terms[i].Product);
            order = order != 0 ? order : left.Terms[i].Coefficient < right.Terms[i].Coefficient ? 1 : left.Terms[i].Coefficient > right.Terms[i].Coefficient ? -1 : 0;
            if (order != 0)
            {
                return order;
            }
        }
        return left.Terms.Length.CompareTo(right.Terms.Length);
    }

    public int CompareTo(NormalForm? other)
    {
        if (other is null)
        {
            return 1;
        }
        int order = Compare(Numerator, other.Numerator);
        for (int i = 0; order == 0 && i < Math.Min(Denominator.Length, other.Denominator.Length); i++)
        {
            order = Compare(Denominator[i].Factor, other.Denominator[i].Factor);
            order = order != 0 ? order : Denominator[i].Power.CompareTo(other.Denominator[i].Power);
        }
        return order != 0 ? order : Denominator.Length.CompareTo(other.Denominator.Length);
    }

    public bool Equals(NormalForm? other) =>
        other is not null && Numerator.Equals(other.Numerator) && Denominator.AsSpan().SequenceEqual(other.Denominator);

    public override bool Equals(object? obj) => Equals(obj as NormalForm);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator.Length);
}
