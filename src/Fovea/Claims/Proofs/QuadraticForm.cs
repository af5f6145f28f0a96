using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>
/// A polynomial of degree 2 is taken apart into squares: a·x² + x·l + r = a·(x + l/2a)² + r − l²/4a, and so on with the rest. It is below 0 nowhere if every a is positive, or is 0
/// together with its l, and the number that remains is not negative.
/// </summary>
internal static class QuadraticForm
{
    private const int MaximumTerms = 200;

    /// <summary>Positive or non-negative everywhere, as its squares tell; null if they do not.</summary>
    public static Sense? SignOf(Polynomial polynomial, Work work)
    {
        if (polynomial.Terms.Length > MaximumTerms || Array.Exists(polynomial.Terms, term => term.Product.Factors.Sum(factor => Math.Abs(factor.Power)) > 2 || term.Product.Degree < 0))
        {
            return null;
        }
        while (!polynomial.IsConstant)
        {
            int atom = polynomial.Terms[0].Product.Factors[0].Atom;
            Rational square = 0;
            var linear = new List<(PowerProduct, Rational)>();
            var rest = new List<(PowerProduct, Rational)>();
            foreach ((PowerProduct product, Rational coefficient) in polynomial.Terms)
            {
                switch (product.PowerOf(atom))
                {
                    case 2:
                        square = coefficient;
                        break;
                    case 1:
                        linear.Add((product.Without(atom), coefficient));
                        break;
                    case 0:
                        rest.Add((product, coefficient));
                        break;
                    default:
                        return null;
                }
            }
            if (square.Sign < 0 || (square.Sign == 0 && linear.Count > 0))
            {
                return null;
            }
            polynomial = Polynomial.Of(rest);
            if (linear.Count > 0)
            {
                Polynomial slope = Polynomial.Of(linear);
                polynomial = Polynomial.Add(polynomial, Polynomial.Multiply(slope, slope, work), (Rational)(-1) / (4 * square), work);
            }
        }
        return polynomial.Constant.Sign switch { > 0 => Sense.Positive, 0 => Sense.NonNegative, _ => null };
    }
}
