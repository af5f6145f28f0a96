namespace Fovea.Numbers;

/// <summary>
/// erf(x) = 2/√π · ∫₀ˣ e^(−t²) dt, within 1 ulp or so of double precision: the Maclaurin series of e^(x²)·erf(x) for small |x|, the continued fraction of
/// erfc for large. Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 and 7.1.14.
/// </summary>
internal static class ErrorFunction
{
    private const double Boundary = 2.5;

    public static double Value(double x)
    {
        double magnitude = Math.Abs(x);
        return double.IsNaN(x) ? x
            : magnitude < Boundary ? Series(x)
            : magnitude > 6 ? Math.Sign(x)
            : Math.Sign(x) * (1 - Complement(magnitude));
    }

    // erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·5 … (2n+1)): all terms have one sign, so that nothing cancels.
    private static double Series(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // √π · e^(x²) · erfc(x) = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the inside out.
    private static double Complement(double x)
    {
        const int depth = 60;
        double fraction = x;
        for (int n = depth; n > 0; n--)
        {
            fraction = x + (n / 2.0 / fraction);
        }
        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * fraction);
    }
}
