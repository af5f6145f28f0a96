namespace Fovea.Numbers;

/// <summary>
/// A function of one number: its name, the kind of operation it counts as, its value and its derivative. The closed list of what operators are made of.
/// </summary>
public sealed class ScalarFunction
{
    private readonly Func<double, (double Below, double Above)?>? kink;

    private ScalarFunction(
        string name,
        OperationKind kind,
        Func<double, double> value,
        Func<double, double, double> derivative,
        Func<double, (double Below, double Above)?>? kink = null)
    {
        Name = name;
        Kind = kind;
        Value = value;
        Derivative = derivative;
        this.kink = kink;
    }

    /// <summary>The name, as formulas write it.</summary>
    public string Name { get; }

    /// <summary>The kind of operation that it counts as.</summary>
    public OperationKind Kind { get; }

    /// <summary>Its value in double precision.</summary>
    public Func<double, double> Value { get; }

    /// <summary>
    /// Its derivative in double precision, given x and the value there. Where there is none, one between the one-sided slopes: 0 for |x| at 0, and at a step.
    /// </summary>
    public Func<double, double, double> Derivative { get; }

    /// <summary>What stands in the way of a derivative at x: a corner, a step, or the end of what it is defined on; null if nothing does.</summary>
    public Kink? KinkAt(double x) => kink?.Invoke(x) is { } slopes ? new Kink(Name, slopes.Below, slopes.Above) : null;

    /// <summary>eˣ</summary>
    public static ScalarFunction Exp { get; } = new("exp", OperationKind.Exp, Math.Exp, (x, y) => y);

    /// <summary>ln x</summary>
    public static ScalarFunction Log { get; } = new("ln", OperationKind.Log, Math.Log, (x, y) => 1 / x);

    /// <summary>√x</summary>
    public static ScalarFunction Sqrt { get; } = new("sqrt", OperationKind.Sqrt, Math.Sqrt, (x, y) => 0.5 / y, x => x == 0 ? (double.NaN, double.PositiveInfinity) : null);

    /// <summary>|x|</summary>
    public static ScalarFunction Abs { get; } = new("abs", OperationKind.Sign, Math.Abs, (x, y) => SignOf(x), x => x == 0 ? (-1, 1) : null);

    /// <summary>−1, 0 or 1</summary>
    public static ScalarFunction Sign { get; } = new("sign", OperationKind.Sign, SignOf, (x, y) => 0, x => x == 0 ? (double.PositiveInfinity, double.PositiveInfinity) : null);

    /// <summary>⌊x⌋</summary>
    public static ScalarFunction Floor { get; } = new("floor", OperationKind.Round, Math.Floor, (x, y) => 0, x => x == Math.Floor(x) ? (double.PositiveInfinity, 0) : null);

    /// <summary>⌈x⌉</summary>
    public static ScalarFunction Ceiling { get; } = new("ceil", OperationKind.Round, Math.Ceiling, (x, y) => 0, x => x == Math.Floor(x) ? (0, double.PositiveInfinity) : null);

    /// <summary>The nearest whole number, halves to even.</summary>
    public static ScalarFunction Round { get; } = new("round", OperationKind.Round, Nearest, (x, y) => 0, StepOfNearest);

    /// <summary>The error function, 2/√π · ∫₀ˣ e^(−t²) dt.</summary>
    public static ScalarFunction Erf { get; } = new("erf", OperationKind.Erf, ErrorFunction.Value, (x, y) => 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x));

    /// <summary>sin x</summary>
    public static ScalarFunction Sin { get; } = new("sin", OperationKind.Trigonometric, Math.Sin, (x, y) => Math.Cos(x));

    /// <summary>cos x</summary>
    public static ScalarFunction Cos { get; } = new("cos", OperationKind.Trigonometric, Math.Cos, (x, y) => -Math.Sin(x));

    /// <summary>tan x</summary>
    public static ScalarFunction Tan { get; } = new("tan", OperationKind.Trigonometric, Math.Tan, (x, y) => 1 + (y * y));

    /// <summary>arcsin x</summary>
    public static ScalarFunction Asin { get; } = new("asin", OperationKind.Trigonometric, Math.Asin, (x, y) => 1 / Math.Sqrt((1 - x) * (1 + x)));

    /// <summary>arccos x</summary>
    public static ScalarFunction Acos { get; } = new("acos", OperationKind.Trigonometric, Math.Acos, (x, y) => -1 / Math.Sqrt((1 - x) * (1 + x)));

    /// <summary>arctan x</summary>
    public static ScalarFunction Atan { get; } = new("atan", OperationKind.Trigonometric, Math.Atan, (x, y) => 1 / (1 + (x * x)));

    /// <summary>sinh x</summary>
    public static ScalarFunction Sinh { get; } = new("sinh", OperationKind.Hyperbolic, Math.Sinh, (x, y) => Math.Cosh(x));

    /// <summary>cosh x</summary>
    public static ScalarFunction Cosh { get; } = new("cosh", OperationKind.Hyperbolic, Math.Cosh, (x, y) => Math.Sinh(x));

    /// <summary>tanh x</summary>
    public static ScalarFunction Tanh { get; } = new("tanh", OperationKind.Hyperbolic, Math.Tanh, (x, y) => 1 / Math.Cosh(x) / Math.Cosh(x));

    /// <summary>arsinh x</summary>
    public static ScalarFunction Asinh { get; } = new("asinh", OperationKind.Hyperbolic, Math.Asinh, (x, y) => 1 / Math.Sqrt((x * x) + 1));

    /// <summary>arcosh x</summary>
    public static ScalarFunction Acosh { get; } = new("acosh", OperationKind.Hyperbolic, Math.Acosh, (x, y) => 1 / Math.Sqrt((x - 1) * (x + 1)));

    /// <summary>artanh x</summary>
    public static ScalarFunction Atanh { get; } = new("atanh", OperationKind.Hyperbolic, Math.Atanh, (x, y) => 1 / ((1 - x) * (1 + x)));

    /// <summary>All of them.</summary>
    public static Values<ScalarFunction> All { get; } =
    [
        Exp, Log, Sqrt, Abs, Sign, Floor, Ceiling, Round, Erf, Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Tanh, Asinh, Acosh, Atanh,
    ];

    /// <summary>The derivative as a formula, given x and the value there; with the same choice as <see cref="Derivative"/> where there is none.</summary>
    /// <exception cref="NotSupportedException">No formula gives it.</exception>
    internal Symbol DerivativeFormula(Symbol x, Symbol y)
    {
        Symbol one = Symbol.Literal(1);
        Symbol Root(Symbol value) => Symbol.Apply(Sqrt, value);
        return this == Exp ? y
            : this == Log ? one / x
            : this == Sqrt ? one / (Symbol.Literal(2) * y)
            : this == Abs ? Symbol.Apply(Sign, x)
            : this == Sign || Kind == OperationKind.Round ? default
            : this == Sin ? Symbol.Apply(Cos, x)
            : this == Cos ? -Symbol.Apply(Sin, x)
            : this == Tan ? one + (y * y)
            : this == Asin ? one / Root(one - (x * x))
            : this == Acos ? -one / Root(one - (x * x))
            : this == Atan ? one / (one + (x * x))
            : this == Sinh ? Symbol.Apply(Cosh, x)
            : this == Cosh ? Symbol.Apply(Sinh, x)
            : this == Tanh ? one - (y * y)
            : this == Asinh ? one / Root((x * x) + one)
            : this == Acosh ? one / (Root(x - one) * Root(x + one))
            : this == Atanh ? one / (one - (x * x))
            : throw new NotSupportedException($"the derivative of {Name} is no formula of the functions that are known");
    }

    private static double SignOf(double x) => double.IsNaN(x) ? x : Math.Sign(x);

    private static double Nearest(double x) => Math.Round(x, MidpointRounding.ToEven);

    // A half is rounded to the even neighbour, so that the step is on the other side.
    private static (double Below, double Above)? StepOfNearest(double x) => x - Math.Floor(x) == 0.5
        ? Nearest(x) < x ? (0, double.PositiveInfinity) : (double.PositiveInfinity, 0)
        : null;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
