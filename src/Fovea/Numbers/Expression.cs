using System.Runtime.CompilerServices;

namespace Fovea.Numbers;

internal enum ExpressionKind
{
    /// <summary>A number: <c>Numbers[0]</c>.</summary>
    Constant,

    /// <summary>A name.</summary>
    Variable,

    /// <summary><c>Numbers[0] + Σ Numbers[1 + i] · Operands[i]</c>; no operand is a constant, and no two are equal.</summary>
    Sum,

    /// <summary><c>Π Operands[i] ^ Numbers[i]</c> with whole powers of at least 1; no operand is a constant or a product, and no two are equal.</summary>
    Product,

    /// <summary><c>Operands[0] / Operands[1]</c></summary>
    Quotient,

    /// <summary><c>Operands[0] ^ Operands[1]</c></summary>
    Power,

    /// <summary>What remains of <c>Operands[0] / Operands[1]</c>.</summary>
    Remainder,

    /// <summary>The function of <c>Operands[0]</c>.</summary>
    Call,

    /// <summary>The largest operand; at most one is a constant.</summary>
    Max,

    /// <summary>The smallest operand; at most one is a constant.</summary>
    Min,
}

/// <summary>
/// A node of a <see cref="Symbol"/>: immutable, simplified as it is made. Every simplification holds for all real numbers for which both sides are defined; quotients are not reduced.
/// </summary>
internal sealed class Expression : IEquatable<Expression>
{
    private const int MaximumUnrolledPower = 64;

    private readonly int hash;

    private Expression(ExpressionKind kind, Rational[] numbers, Expression[] operands, string name = "", ScalarFunction? function = null)
    {
        Kind = kind;
        Numbers = numbers;
        Operands = operands;
        Name = name;
        Function = function;
        var sum = new HashCode();
        sum.Add(kind);
        sum.Add(name, StringComparer.Ordinal);
        sum.Add(function);
        foreach (Rational number in numbers)
        {
            sum.Add(number);
        }
        foreach (Expression operand in operands)
        {
            sum.Add(operand.hash);
        }
        hash = sum.ToHashCode();
    }

    public ExpressionKind Kind { get; }

    public Rational[] Numbers { get; }

    public Expression[] Operands { get; }

    public string Name { get; }

    public ScalarFunction? Function { get; }

    public bool IsConstant => Kind == ExpressionKind.Constant;

    public static Expression Zero { get; } = Constant(0);

    private static Expression One { get; } = Constant(1);

    public static Expression Constant(Rational value) => new(ExpressionKind.Constant, [value], []);

    public static Expression Variable(string name) => new(ExpressionKind.Variable, [], [], name);

    /// <summary>left + factor · right</summary>
    public static Expression Add(Expression left, Expression right, Rational factor)
    {
        Rational constant = left.Addend + (factor * right.Addend);
        List<(Rational Coefficient, Expression Body)> terms = [.. left.Terms()];
        foreach ((Rational coefficient, Expression body) in right.Terms())
        {
            int like = terms.FindIndex(term => term.Body.Equals(body));
            if (like < 0)
            {
                terms.Add((factor * coefficient, body));
            }
            else
            {
                terms[like] = (terms[like].Coefficient + (factor * coefficient), body);
            }
        }
        terms.RemoveAll(term => term.Coefficient == 0);
        return Sum(constant, terms);
    }

    public static Expression Negate(Expression value) => Add(Zero, value, -1);

    public static Expression Multiply(Expression left, Expression right)
    {
        (Rational leftFactor, Expression leftBody) = left.Split();
        (Rational rightFactor, Expression rightBody) = right.Split();
        List<(Expression Basis, Rational Power)> factors = [.. leftBody.Factors()];
        foreach ((Expression basis, Rational power) in rightBody.Factors())
        {
            int same = factors.FindIndex(factor => factor.Basis.Equals(basis));
            if (same < 0)
            {
                factors.Add((basis, power));
            }
            else
            {
                factors[same] = (basis, factors[same].Power + power);
            }
        }
        return Scale(leftFactor * rightFactor, Product(factors));
    }

    public static Expression Divide(Expression left, Expression right)
    {
        if (left.IsConstant && right.IsConstant)
        {
            return Constant(left.Numbers[0] / right.Numbers[0]);
        }
        (Rational leftFactor, Expression leftBody) = left.Split();
        (Rational rightFactor, Expression rightBody) = right.Split();
        return rightFactor == 0 ? new(ExpressionKind.Quotient, [], [left, right])
            : rightBody.Equals(One) ? Scale(leftFactor / rightFactor, leftBody)
            : Scale(leftFactor / rightFactor, new(ExpressionKind.Quotient, [], [leftBody, rightBody]));
    }

    public static Expression Remainder(Expression dividend, Expression divisor) => dividend.IsConstant && divisor.IsConstant
        ? Constant(Rational.Remainder(dividend.Numbers[0], divisor.Numbers[0]))
        : new(ExpressionKind.Remainder, [], [dividend, divisor]);

    public static Expression Power(Expression basis, Expression exponent)
    {
        if (exponent.IsConstant)
        {
            Rational times = exponent.Numbers[0];
            if (basis.IsConstant && Rational.ExactPower(basis.Numbers[0], times) is { } exact)
            {
                return Constant(exact);
            }
            if (times == 0)
            {
                return One;
            }
            if (times.IsWhole && times > 0 && times <= MaximumUnrolledPower)
            {
                (Rational factor, Expression body) = basis.Split();
                return Scale(Rational.Power(factor, times), Product([.. body.Factors().Select(each => (each.Basis, each.Power * times))]));
            }
        }
        return basis.Equals(One) ? One : new(ExpressionKind.Power, [], [basis, exponent]);
    }

    public static Expression Call(ScalarFunction function, Expression value) =>
        value.IsConstant && Rational.Exact(function, value.Numbers[0]) is { } exact
            ? Constant(exact)
            : new(ExpressionKind.Call, [], [value], function: function);

    /// <summary>The maximum or the minimum.</summary>
    public static Expression Extreme(ExpressionKind kind, Expression left, Expression right)
    {
        Func<Rational, Rational, Rational> choose = kind == ExpressionKind.Max ? Rational.Max : Rational.Min;
        var operands = new List<Expression>();
        foreach (Expression operand in left.OperandsOf(kind).Concat(right.OperandsOf(kind)))
        {
            int constant = operand.IsConstant ? operands.FindIndex(other => other.IsConstant) : -1;
            if (constant >= 0)
            {
                operands[constant] = Constant(choose(operands[constant].Numbers[0], operand.Numbers[0]));
            }
            else if (!operands.Contains(operand))
            {
                operands.Add(operand);
            }
        }
        var lowest = Rational.Literal(kind == ExpressionKind.Max ? double.NegativeInfinity : double.PositiveInfinity);
        if (operands.Count > 1)
        {
            operands.RemoveAll(operand => operand.IsConstant && operand.Numbers[0] == lowest);
        }
        Expression? absorbing = operands.Find(operand => operand.IsConstant && (operand.Numbers[0] == -lowest || Rational.IsNaN(operand.Numbers[0])));
        return absorbing ?? (operands.Count == 1 ? operands[0] : new(kind, [], [.. operands]));
    }

    /// <summary>The formula and all formulas that it is made of; what stands in several places comes once.</summary>
    public IEnumerable<Expression> Parts()
    {
        var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        var next = new Stack<Expression>([this]);
        while (next.TryPop(out Expression? part))
        {
            if (seen.Add(part))
            {
                yield return part;
                foreach (Expression operand in part.Operands)
                {
                    next.Push(operand);
                }
            }
        }
    }

    /// <summary>What comes out when every variable is replaced. What stands in several places is computed once.</summary>
    public T Evaluate<T>(Func<string, T> variable, Dictionary<Expression, T> known)
        where T : struct, IScalar<T>
    {
        if (known.TryGetValue(this, out T result))
        {
            return result;
        }
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var operands = new T[Operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = Operands[i].Evaluate(variable, known);
        }
        result = Kind switch
        {
            ExpressionKind.Constant => Exactly<T>(Numbers[0]),
            ExpressionKind.Variable => variable(Name),
            ExpressionKind.Sum => EvaluateSum(operands),
            ExpressionKind.Product => EvaluateProduct(operands),
            ExpressionKind.Quotient => operands[0] / operands[1],
            ExpressionKind.Power => T.Power(operands[0], operands[1]),
            ExpressionKind.Remainder => T.Remainder(operands[0], operands[1]),
            ExpressionKind.Call => T.Apply(Function!, operands[0]),
            ExpressionKind.Max => operands.Aggregate(T.Max),
            _ => operands.Aggregate(T.Min),
        };
        known[this] = result;
        return result;
    }

    private T EvaluateSum<T>(T[] operands)
        where T : struct, IScalar<T>
    {
        T? sum = null;
        for (int i = 0; i < operands.Length; i++)
        {
            T term = Numbers[i + 1] == 1 ? operands[i] : Exactly<T>(Numbers[i + 1]) * operands[i];
            sum = sum is { } before ? before + term : term;
        }
        return Numbers[0] == 0 ? sum ?? default : (sum ?? default) + Exactly<T>(Numbers[0]);
    }

    private T EvaluateProduct<T>(T[] operands)
        where T : struct, IScalar<T>
    {
        T? product = null;
        for (int i = 0; i < operands.Length; i++)
        {
            for (int power = 0; power < (int)Numbers[i].Numerator; power++)
            {
                product = product is { } before ? before * operands[i] : operands[i];
            }
        }
        return product ?? T.Literal(1);
    }

    // A rational that no double is goes as a quotient of its parts, if those are doubles.
    private static T Exactly<T>(Rational value)
        where T : struct, IScalar<T>
    {
        if ((object)value is T same)
        {
            return same;
        }
        double nearest = Rational.Value(value)!.Value;
        return !value.IsFinite || Rational.Literal(nearest) == value
            ? T.Literal(nearest)
            : T.Literal((double)value.Numerator) / T.Literal((double)value.Denominator);
    }

    // The constant of a sum, or what stands for it.
    private Rational Addend => Kind is ExpressionKind.Sum or ExpressionKind.Constant ? Numbers[0] : 0;

    private IEnumerable<(Rational Coefficient, Expression Body)> Terms() => Kind switch
    {
        ExpressionKind.Constant => [],
        ExpressionKind.Sum => Numbers.Skip(1).Zip(Operands),
        _ => [(1, this)],
    };

    private IEnumerable<(Expression Basis, Rational Power)> Factors() => Kind switch
    {
        ExpressionKind.Product => Operands.Zip(Numbers),
        _ => Equals(One) ? [] : [(this, 1)],
    };

    private IEnumerable<Expression> OperandsOf(ExpressionKind kind) => Kind == kind ? Operands : [this];

    // A number and what it is multiplied with: 3 · x, or 3 · 1.
    private (Rational Factor, Expression Body) Split() => Kind switch
    {
        ExpressionKind.Constant => (Numbers[0], One),
        ExpressionKind.Sum when Operands.Length == 1 && Numbers[0] == 0 => (Numbers[1], Operands[0]),
        _ => (1, this),
    };

    private static Expression Scale(Rational factor, Expression body) => factor == 0 ? Zero
        : body.IsConstant ? Constant(factor * body.Numbers[0])
        : factor == 1 ? body
        : factor == -1 ? Negate(body)
        : Sum(0, [(factor, body)]);

    private static Expression Sum(Rational constant, IReadOnlyList<(Rational Coefficient, Expression Body)> terms) =>
        terms.Count == 0 ? Constant(constant)
        : terms.Count == 1 && constant == 0 && terms[0].Coefficient == 1 ? terms[0].Body
        : new(ExpressionKind.Sum, [constant, .. terms.Select(term => term.Coefficient)], [.. terms.Select(term => term.Body)]);

    private static Expression Product(IReadOnlyList<(Expression Basis, Rational Power)> factors) =>
        factors.Count == 0 ? One
        : factors.Count == 1 && factors[0].Power == 1 ? factors[0].Basis
        : new(ExpressionKind.Product, [.. factors.Select(factor => factor.Power)], [.. factors.Select(factor => factor.Basis)]);

    public bool Equals(Expression? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }
        if (other is null || hash != other.hash || Kind != other.Kind || Name != other.Name || Function != other.Function)
        {
            return false;
        }
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return Numbers.AsSpan().SequenceEqual(other.Numbers) && Operands.AsSpan().SequenceEqual(other.Operands);
    }

    public override bool Equals(object? obj) => Equals(obj as Expression);

    public override int GetHashCode() => hash;
}
