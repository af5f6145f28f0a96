namespace Fovea.Numbers;

/// <summary>
/// A formula: what is done with it is written down, simplified. Laws: it evaluates to what the same computation gives on any exact number; equal terms are collected, sums and
/// products of constants folded (exactly), and x + 0, 1 · x, 0 · x, −(−x), max(x, x) simplified; every name stands for a real number, so that 0 · x is 0 although 0 · ∞ is not.
/// Quotients are not reduced: x / x stays, because of 0. Two formulas can be compared where both are constants or where they are the same formula.
/// </summary>
public readonly partial record struct Symbol : IScalar<Symbol>
{
    /// <summary>Longer formulas are cut off when they are written.</summary>
    public const int MaximumLength = 1 << 20;

    // Null for 0.
    private readonly Expression? expression;

    internal Symbol(Expression expression) => this.expression = expression.Equals(Expression.Zero) ? null : expression;

    internal Expression Expression => expression ?? Expression.Zero;

    /// <summary>A name, which stands for a real number.</summary>
    public static Symbol Named(string name) => new(Expression.Variable(name));

    /// <summary>An exact constant.</summary>
    public static implicit operator Symbol(Rational value) => new(Expression.Constant(value));

    /// <inheritdoc/>
    public static Symbol operator +(Symbol left, Symbol right) => new(Expression.Add(left.Expression, right.Expression, 1));

    /// <inheritdoc/>
    public static Symbol operator -(Symbol left, Symbol right) => new(Expression.Add(left.Expression, right.Expression, -1));

    /// <inheritdoc/>
    public static Symbol operator *(Symbol left, Symbol right) => new(Expression.Multiply(left.Expression, right.Expression));

    /// <inheritdoc/>
    public static Symbol operator /(Symbol left, Symbol right) => new(Expression.Divide(left.Expression, right.Expression));

    /// <inheritdoc/>
    public static Symbol operator -(Symbol value) => new(Expression.Negate(value.Expression));

    /// <inheritdoc/>
    public static Symbol Remainder(Symbol dividend, Symbol divisor) => new(Expression.Remainder(dividend.Expression, divisor.Expression));

    /// <inheritdoc/>
    public static Symbol Power(Symbol basis, Symbol exponent) => new(Expression.Power(basis.Expression, exponent.Expression));

    /// <inheritdoc/>
    public static Symbol Max(Symbol left, Symbol right) => new(Expression.Extreme(ExpressionKind.Max, left.Expression, right.Expression));

    /// <inheritdoc/>
    public static Symbol Min(Symbol left, Symbol right) => new(Expression.Extreme(ExpressionKind.Min, left.Expression, right.Expression));

    /// <inheritdoc/>
    public static Symbol Apply(ScalarFunction function, Symbol value) => new(Expression.Call(function, value.Expression));

    /// <inheritdoc/>
    public static bool? Less(Symbol left, Symbol right) => left.Constant is { } a && right.Constant is { } b ? a < b
        : left == right ? false
        : null;

    /// <inheritdoc/>
    public static bool? Same(Symbol left, Symbol right) => left.Constant is { } a && right.Constant is { } b ? Rational.Same(a, b)
        : left == right ? true
        : null;

    /// <summary>The double, exactly.</summary>
    public static Symbol Literal(double value) => Rational.Literal(value);

    /// <inheritdoc/>
    public static Symbol Round(Symbol value, FloatFormat format) => value;

    /// <summary>The nearest double of a constant.</summary>
    public static double? Value(Symbol value) => value.Constant is { } constant ? Rational.Value(constant) : null;

    /// <summary>Its value, if no name stands in it and it is a quotient.</summary>
    public Rational? Constant => Expression.IsConstant ? Expression.Numbers[0] : null;

    /// <summary>The value of the formula in any number: another formula, too, with names replaced.</summary>
    /// <param name="variable">What each name stands for.</param>
    public T Evaluate<T>(Func<string, T> variable)
        where T : struct, IScalar<T> =>
        Expression.Evaluate(variable, new Dictionary<Expression, T>(ReferenceEqualityComparer.Instance));

    /// <summary>The formula, for example <c>w00·x00 + w01·x01</c>.</summary>
    public override string ToString() => ToString(SizeNotation.Unicode);

    /// <summary>The formula in a notation.</summary>
    public string ToString(SizeNotation notation) => SymbolText.Print(Expression, notation);
}
