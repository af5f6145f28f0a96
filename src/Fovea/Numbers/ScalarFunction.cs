namespace Fovea.Numbers;

/// <summary>A function of one number: its name, the kind of operation it counts as, and its value. The closed list of what operators are made of.</summary>
public sealed class ScalarFunction
{
    private ScalarFunction(string name, OperationKind kind, Func<double, double> value)
    {
        Name = name;
        Kind = kind;
        Value = value;
    }

    /// <summary>The name, as formulas write it.</summary>
    public string Name { get; }

    /// <summary>The kind of operation that it counts as.</summary>
    public OperationKind Kind { get; }

    /// <summary>Its value in double precision.</summary>
    public Func<double, double> Value { get; }

    /// <summary>eˣ</summary>
    public static ScalarFunction Exp { get; } = new("exp", OperationKind.Exp, Math.Exp);

    /// <summary>ln x</summary>
    public static ScalarFunction Log { get; } = new("ln", OperationKind.Log, Math.Log);

    /// <summary>√x</summary>
    public static ScalarFunction Sqrt { get; } = new("sqrt", OperationKind.Sqrt, Math.Sqrt);

    /// <summary>|x|</summary>
    public static ScalarFunction Abs { get; } = new("abs", OperationKind.Sign, Math.Abs);

    /// <summary>−1, 0 or 1</summary>
    public static ScalarFunction Sign { get; } = new("sign", OperationKind.Sign, value => double.IsNaN(value) ? value : Math.Sign(value));

    /// <summary>⌊x⌋</summary>
    public static ScalarFunction Floor { get; } = new("floor", OperationKind.Round, Math.Floor);

    /// <summary>⌈x⌉</summary>
    public static ScalarFunction Ceiling { get; } = new("ceil", OperationKind.Round, Math.Ceiling);

    /// <summary>The nearest whole number, halves to even.</summary>
    public static ScalarFunction Round { get; } = new("round", OperationKind.Round, value => Math.Round(value, MidpointRounding.ToEven));

    /// <summary>The error function, 2/√π · ∫₀ˣ e^(−t²) dt.</summary>
    public static ScalarFunction Erf { get; } = new("erf", OperationKind.Erf, ErrorFunction.Value);

    /// <summary>sin x</summary>
    public static ScalarFunction Sin { get; } = new("sin", OperationKind.Trigonometric, Math.Sin);

    /// <summary>cos x</summary>
    public static ScalarFunction Cos { get; } = new("cos", OperationKind.Trigonometric, Math.Cos);

    /// <summary>tan x</summary>
    public static ScalarFunction Tan { get; } = new("tan", OperationKind.Trigonometric, Math.Tan);

    /// <summary>arcsin x</summary>
    public static ScalarFunction Asin { get; } = new("asin", OperationKind.Trigonometric, Math.Asin);

    /// <summary>arccos x</summary>
    public static ScalarFunction Acos { get; } = new("acos", OperationKind.Trigonometric, Math.Acos);

    /// <summary>arctan x</summary>
    public static ScalarFunction Atan { get; } = new("atan", OperationKind.Trigonometric, Math.Atan);

    /// <summary>sinh x</summary>
    public static ScalarFunction Sinh { get; } = new("sinh", OperationKind.Hyperbolic, Math.Sinh);

    /// <summary>cosh x</summary>
    public static ScalarFunction Cosh { get; } = new("cosh", OperationKind.Hyperbolic, Math.Cosh);

    /// <summary>tanh x</summary>
    public static ScalarFunction Tanh { get; } = new("tanh", OperationKind.Hyperbolic, Math.Tanh);

    /// <summary>arsinh x</summary>
    public static ScalarFunction Asinh { get; } = new("asinh", OperationKind.Hyperbolic, Math.Asinh);

    /// <summary>arcosh x</summary>
    public static ScalarFunction Acosh { get; } = new("acosh", OperationKind.Hyperbolic, Math.Acosh);

    /// <summary>artanh x</summary>
    public static ScalarFunction Atanh { get; } = new("atanh", OperationKind.Hyperbolic, Math.Atanh);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
