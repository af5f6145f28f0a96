using System.Numerics;
using System.Runtime.CompilerServices;
using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>What a formula is at a point: an exact quotient, a number between bounds, not defined, or not found out.</summary>
internal readonly record struct PointValue
{
    private PointValue(Rational? exact, Interval? bounds, bool isUndefined)
    {
        Exact = exact;
        Bounds = bounds;
        IsUndefined = isUndefined;
    }

    /// <summary>The value, if it is known exactly.</summary>
    public Rational? Exact { get; }

    /// <summary>Bounds that hold for certain, if only those are known.</summary>
    public Interval? Bounds { get; }

    /// <summary>Whether there is no value for certain: a division by 0, the root of a negative number.</summary>
    public bool IsUndefined { get; }

    public static PointValue Undefined => new(null, null, true);

    /// <summary>Nothing is known, not even whether there is a value.</summary>
    public static PointValue Unknown => default;

    public static PointValue Of(Rational value) => Rational.IsNaN(value) ? Undefined : new(value, null, false);

    public static PointValue Of(Interval bounds) =>
        bounds.IsNaN || (double.IsInfinity(bounds.Lower) && double.IsInfinity(bounds.Upper)) ? Unknown : new(null, bounds, false);

    public bool IsKnown => Exact is not null || Bounds is not null;

    /// <summary>The number between doubles.</summary>
    public Interval Enclosure => Bounds ?? Enclose(Exact!.Value);

    /// <summary>How two values are ordered: the sign of left − right; null if their bounds overlap.</summary>
    public static int? Compare(PointValue left, PointValue right)
    {
        if (left.Exact is { } a && right.Exact is { } b)
        {
            return a < b ? -1 : a > b ? 1 : 0;
        }
        Interval one = left.Enclosure;
        Interval other = right.Enclosure;
        return one.Upper < other.Lower ? -1 : one.Lower > other.Upper ? 1 : null;
    }

    private static Interval Enclose(Rational value)
    {
        double nearest = Rational.Value(value)!.Value;
        return Rational.Literal(nearest) == value
            ? new Interval(nearest, nearest)
            : new Interval(Math.BitDecrement(nearest), Math.BitIncrement(nearest));
    }
}

/// <summary>
/// Formulas compiled to be evaluated at many points: a list of steps, each of which is computed once. A value is exact as long as the operations on it are; from the first root
/// or exponential on it is an interval in float64 that holds the number for certain.
/// </summary>
internal sealed class Evaluation
{
    // A number with more binary digits goes on as an interval.
    private const long MaximumBits = 4096;

    private readonly Dictionary<Expression, int> places = new(ReferenceEqualityComparer.Instance);
    private readonly List<(Expression Expression, int[] Operands)> steps = [];
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private PointValue[] values = [];

    /// <summary>How much work it is to evaluate at a point.</summary>
    public long Cost { get; private set; }

    /// <summary>The names that occur.</summary>
    public IEnumerable<string> Names => names.Keys;

    /// <summary>Whether no interval was needed at the last point.</summary>
    public bool IsExact => Array.TrueForAll(values, value => value.Exact is not null);

    /// <summary>Adds a formula; its place is where its value stands.</summary>
    public int Add(Symbol formula) => Add(formula.Expression);

    private int Add(Expression expression)
    {
        if (places.TryGetValue(expression, out int place))
        {
            return place;
        }
        if (expression.Kind == ExpressionKind.Variable && names.TryGetValue(expression.Name, out place))
        {
            return place;
        }
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var operands = new int[expression.Operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = Add(expression.Operands[i]);
        }
        place = steps.Count;
        steps.Add((expression, operands));
        places[expression] = place;
        if (expression.Kind == ExpressionKind.Variable)
        {
            names[expression.Name] = place;
        }
        Cost += 1 + operands.Length;
        return place;
    }

    /// <summary>Evaluates everything; the names have these values. The list is written anew at the next point.</summary>
    public PointValue[] Run(IReadOnlyDictionary<string, Rational> point)
    {
        if (values.Length != steps.Count)
        {
            values = new PointValue[steps.Count];
        }
        for (int place = 0; place < values.Length; place++)
        {
            (Expression expression, int[] operands) = steps[place];
            values[place] = expression.Kind switch
            {
                ExpressionKind.Constant => PointValue.Of(expression.Numbers[0]),
                ExpressionKind.Variable => point.TryGetValue(expression.Name, out Rational value) ? PointValue.Of(value) : PointValue.Unknown,
                _ => Step(expression, operands),
            };
        }
        return values;
    }

    /// <summary>The formula that has no value although everything in it has one; null if every step up to a place has a value, or it is not known.</summary>
    public Symbol? FirstUndefined(int place)
    {
        (Expression expression, int[] operands) = steps[place];
        if (!values[place].IsUndefined)
        {
            return null;
        }
        foreach (int operand in operands)
        {
            if (values[operand].IsUndefined)
            {
                return FirstUndefined(operand);
            }
        }
        return new Symbol(expression);
    }

    private PointValue Step(Expression expression, int[] operands)
    {
        bool known = true;
        foreach (int operand in operands)
        {
            if (values[operand].IsUndefined)
            {
                return PointValue.Undefined;
            }
            known &= values[operand].IsKnown;
        }
        if (!known)
        {
            return PointValue.Unknown;
        }
        PointValue First() => values[operands[0]];
        PointValue Second() => values[operands[1]];
        return Shortened(expression.Kind switch
        {
            ExpressionKind.Sum => Sum(expression.Numbers, operands),
            ExpressionKind.Product => Product(expression.Numbers, operands),
            ExpressionKind.Quotient => Quotient(First(), Second()),
            ExpressionKind.Power => Power(First(), Second()),
            ExpressionKind.Remainder => Remainder(First(), Second()),
            ExpressionKind.Call => Call(expression.Function!, First()),
            ExpressionKind.Max => operands.Select(operand => values[operand]).Aggregate((a, b) => Join(a, b, Rational.Max, Interval.Max)),
            _ => operands.Select(operand => values[operand]).Aggregate((a, b) => Join(a, b, Rational.Min, Interval.Min)),
        });
    }

    private static PointValue Join(PointValue left, PointValue right, Func<Rational, Rational, Rational> exactly, Func<Interval, Interval, Interval> within) =>
        left.Exact is { } a && right.Exact is { } b ? PointValue.Of(exactly(a, b)) : PointValue.Of(within(left.Enclosure, right.Enclosure));

    private PointValue Sum(Rational[] numbers, int[] operands)
    {
        PointValue sum = PointValue.Of(numbers[0]);
        for (int i = 0; i < operands.Length && (sum.IsKnown || sum.IsUndefined); i++)
        {
            PointValue term = numbers[i + 1] == 1 ? values[operands[i]] : Times(PointValue.Of(numbers[i + 1]), values[operands[i]]);
            sum = term.IsKnown && sum.IsKnown ? Join(sum, term, static (a, b) => a + b, static (a, b) => a + b) : sum.IsKnown ? term : sum;
        }
        return sum;
    }

    private PointValue Product(Rational[] powers, int[] operands)
    {
        PointValue product = PointValue.Of((Rational)1);
        for (int i = 0; i < operands.Length && product.IsKnown; i++)
        {
            PointValue factor = powers[i] == 1 ? values[operands[i]] : Power(values[operands[i]], PointValue.Of(powers[i]));
            product = factor.IsKnown ? Times(product, factor) : factor;
        }
        return product;
    }

    // 0 times what is bounded is 0.
    private static PointValue Times(PointValue left, PointValue right) =>
        left.Exact is { IsFinite: true, Sign: 0 } || right.Exact is { IsFinite: true, Sign: 0 }
            ? left.Exact is { IsFinite: false } || right.Exact is { IsFinite: false } ? PointValue.Undefined : PointValue.Of((Rational)0)
            : Join(left, right, static (a, b) => a * b, static (a, b) => a * b);

    private static PointValue Quotient(PointValue left, PointValue right) =>
        right.Exact is { IsFinite: true, Sign: 0 } ? PointValue.Undefined
        : right.Bounds is { } bounds && bounds.Contains(0) ? PointValue.Unknown
        : Join(left, right, static (a, b) => a / b, static (a, b) => a / b);

    private static PointValue Remainder(PointValue left, PointValue right) =>
        right.Exact is { IsFinite: true, Sign: 0 } ? PointValue.Undefined
        : right.Bounds is { } bounds && bounds.Contains(0) ? PointValue.Unknown
        : Join(left, right, Rational.Remainder, Interval.Remainder);

    private static PointValue Power(PointValue basis, PointValue exponent)
    {
        if (basis.Exact is { IsFinite: true } exact && exponent.Exact is { IsFinite: true } times)
        {
            if (exact.Sign == 0)
            {
                return times.Sign < 0 ? PointValue.Undefined : PointValue.Of((Rational)(times.Sign == 0 ? 1 : 0));
            }
            if (exact.Sign < 0 && !times.IsWhole)
            {
                return PointValue.Undefined;
            }
            long bits = exact.Numerator.GetBitLength() + exact.Denominator.GetBitLength();
            if (times.IsWhole && (exact == 1 || exact == -1 || BigInteger.Abs(times.Numerator) * bits <= MaximumBits))
            {
                return exact == 1 || exact == -1
                    ? PointValue.Of((Rational)(exact == 1 || times.Numerator.IsEven ? 1 : -1))
                    : PointValue.Of(Rational.Power(exact, times));
            }
        }
        bool whole = exponent.Exact is { IsWhole: true };
        Interval below = basis.Enclosure;
        Interval above = exponent.Enclosure;
        // A whole exponent that no double holds is not raised to: its neighbours may be odd.
        return below.Lower > 0 || (whole && above.IsPoint && !(below.Contains(0) && above.Lower < 0))
            ? PointValue.Of(Interval.Power(below, above))
            : PointValue.Unknown;
    }

    private static PointValue Call(ScalarFunction function, PointValue value)
    {
        (Rational? least, Rational? greatest, bool open) = Domain(function);
        if (value.Exact is { IsFinite: true } exact)
        {
            if (exact < least || exact > greatest || (open && (exact == least || exact == greatest)))
            {
                return PointValue.Undefined;
            }
            if (function == ScalarFunction.Sqrt && Root(exact.Numerator) is { } above && Root(exact.Denominator) is { } below)
            {
                return PointValue.Of(new Rational(above, below));
            }
            if (Rational.Exact(function, exact) is { IsFinite: true } result)
            {
                return PointValue.Of(result);
            }
        }
        Interval enclosure = value.Enclosure;
        if ((least is { } lower && !(enclosure.Lower >= Rational.Value(lower))) || (greatest is { } upper && !(enclosure.Upper <= Rational.Value(upper))))
        {
            return PointValue.Unknown;
        }
        if (open && ((least is { } first && enclosure.Contains(Rational.Value(first)!.Value)) || (greatest is { } last && enclosure.Contains(Rational.Value(last)!.Value))))
        {
            return PointValue.Unknown;
        }
        // The tangent has poles; between them its bounds may be far apart.
        return PointValue.Of(Interval.Apply(function, enclosure));
    }

    private static BigInteger? Root(BigInteger square)
    {
        if (square.GetBitLength() > 100)
        {
            return null;
        }
        var root = (BigInteger)Math.Round(Math.Sqrt((double)square));
        return root * root == square ? root : null;
    }

    // Where a function is defined; open if the ends do not belong to it.
    private static (Rational? Least, Rational? Greatest, bool Open) Domain(ScalarFunction function) =>
        function == ScalarFunction.Sqrt ? (0, null, false)
        : function == ScalarFunction.Log ? (0, null, true)
        : function == ScalarFunction.Asin || function == ScalarFunction.Acos ? (-1, 1, false)
        : function == ScalarFunction.Atanh ? (-1, 1, true)
        : function == ScalarFunction.Acosh ? (1, null, false)
        : (null, null, false);

    private static PointValue Shortened(PointValue value) =>
        value.Exact is { IsFinite: true } exact && exact.Numerator.GetBitLength() + exact.Denominator.GetBitLength() > MaximumBits
            ? PointValue.Of(value.Enclosure)
            : value;
}
