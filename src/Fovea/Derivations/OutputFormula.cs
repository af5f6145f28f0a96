using System.Runtime.CompilerServices;
using Fovea.Numbers;

namespace Fovea.Derivations;

/// <summary>
/// Writes a derivative in the value of the function that it belongs to: e⁻ᶻ/(1 + e⁻ᶻ)² = y·(1 − y). Both are quotients of polynomials in one function u of one number; a polynomial of
/// degree 2 in y that agrees with the derivative at more values of u than both have zeros is the derivative.
/// </summary>
internal static class OutputFormula
{
    private const long MostPoints = 64;

    /// <summary>The derivative in terms of the output; null if it has no function in it, or no such form.</summary>
    /// <param name="output">The output, as a formula.</param>
    /// <param name="derivative">Its derivative.</param>
    /// <param name="name">The name that the output gets.</param>
    public static Symbol? Of(Symbol output, Symbol derivative, Symbol name)
    {
        var calls = new HashSet<Expression>();
        Collect(derivative.Expression, calls);
        bool any = calls.Count > 0;
        Collect(output.Expression, calls);
        if (!any || calls.Count != 1)
        {
            return null;
        }
        Expression call = calls.First();
        long degree = Degree(derivative.Expression) + (2 * Degree(output.Expression));
        if (degree > MostPoints)
        {
            return null;
        }
        List<(Rational Output, Rational Derivative)> points = [];
        for (long u = 2; points.Count < degree + 4 && u < 4 * MostPoints; u++)
        {
            Rational y = At(output.Expression, call, u);
            Rational slope = At(derivative.Expression, call, u);
            if (y.IsFinite && slope.IsFinite)
            {
                points.Add((y, slope));
            }
        }
        if (points.Count < degree + 4 || Fit(points) is not var (a, b, c))
        {
            return null;
        }
        // y is taken out where it can be: y·(1 − y) says more than y − y².
        return a == 0 ? name * ((Symbol)b + ((Symbol)c * name)) : (Symbol)a + ((Symbol)b * name) + ((Symbol)c * name * name);
    }

    /// <summary>The names in a formula, in the order in which they first stand in it.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="length">How many parts it has.</param>
    public static IReadOnlyList<string> Names(Expression formula, out long length)
    {
        var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        var known = new HashSet<string>(StringComparer.Ordinal);
        List<string> names = [];
        Visit(formula);
        length = seen.Count;
        return names;

        void Visit(Expression part)
        {
            if (!seen.Add(part))
            {
                return;
            }
            RuntimeHelpers.EnsureSufficientExecutionStack();
            if (part.Kind == ExpressionKind.Variable && known.Add(part.Name))
            {
                names.Add(part.Name);
            }
            foreach (Expression operand in part.Operands)
            {
                Visit(operand);
            }
        }
    }

    private static void Collect(Expression formula, HashSet<Expression> calls)
    {
        if (formula.Kind == ExpressionKind.Call)
        {
            calls.Add(formula);
            return;
        }
        foreach (Expression operand in formula.Operands)
        {
            Collect(operand, calls);
        }
    }

    // At most so many zeros and poles, in the one function.
    private static long Degree(Expression formula) => formula.Kind switch
    {
        ExpressionKind.Call => 1,
        ExpressionKind.Constant => 0,
        ExpressionKind.Sum or ExpressionKind.Quotient => formula.Operands.Sum(Degree),
        ExpressionKind.Product => formula.Operands.Zip(formula.Numbers, (operand, power) => (long)power.Numerator * Degree(operand)).Sum(),
        _ => MostPoints + 1,
    };

    // The value where the function has the value u. A name outside it is none of the kind.
    private static Rational At(Expression formula, Expression call, long u) =>
        formula.Evaluate(_ => Rational.Literal(double.NaN), new Dictionary<Expression, Rational> { [call] = u });

    // a + b·y + c·y² through three points, if it goes through all.
    private static (Rational A, Rational B, Rational C)? Fit(List<(Rational Y, Rational Slope)> points)
    {
        (Rational y0, Rational s0) = points[0];
        (Rational y1, Rational s1) = points[1];
        (Rational y2, Rational s2) = points[2];
        if (y0 == y1 || y1 == y2 || y0 == y2)
        {
            return null;
        }
        // Newton's divided differences.
        Rational first = (s1 - s0) / (y1 - y0);
        Rational second = (((s2 - s1) / (y2 - y1)) - first) / (y2 - y0);
        Rational c = second;
        Rational b = first - (second * (y0 + y1));
        Rational a = s0 - (b * y0) - (c * y0 * y0);
        return points.TrueForAll(point => a + (b * point.Y) + (c * point.Y * point.Y) == point.Slope) ? (a, b, c) : null;
    }
}
