using CsCheck;
using Fovea.Numbers;
using Xunit;

namespace Fovea.Tests.Numbers;

public sealed class FormulaNumberTests
{
    private static readonly Symbol X = Symbol.Named("x");
    private static readonly Symbol Y = Symbol.Named("y");
    private static readonly Symbol Zero = default;

    private static Symbol Of(double value) => Symbol.Literal(value);

    [Fact]
    public void A_formula_evaluates_to_what_the_computation_gives() => Computation.OnQuotients.Sample(computation =>
    {
        Symbol[] names = [Symbol.Named("a"), Symbol.Named("b"), Symbol.Named("c")];
        Rational direct = computation.Run(Rational.Literal);
        Symbol formula = computation.Run(names);
        Assert.Equal(direct, formula.Evaluate(name => Rational.Literal(computation.Inputs[name[0] - 'a'])));
        // With numbers in place of names it folds to the same.
        Assert.Equal(direct, computation.Run(Symbol.Literal).Constant);
        Assert.Equal(direct, formula.Evaluate(name => Symbol.Literal(computation.Inputs[name[0] - 'a'])).Constant);
    });

    [Fact]
    public void A_formula_with_functions_evaluates_to_what_doubles_give() => Computation.Smooth.Sample(computation =>
    {
        double largest = 1;
        double direct = computation.Run(Fovea.Numbers.Double.Literal, value => largest = Math.Max(largest, Math.Abs(value.Number))).Number;
        Symbol formula = computation.Run([Symbol.Named("a"), Symbol.Named("b"), Symbol.Named("c")]);
        double evaluated = formula.Evaluate(name => new Fovea.Numbers.Double(computation.Inputs[name[0] - 'a'])).Number;
        if (largest < 100)
        {
            Assert.Equal(direct, evaluated, 1e-8);
        }
    });

    public static TheoryData<Symbol, string, string, string> Texts => new()
    {
        { X + Zero, "x", "x", "x" },
        { X * Of(1), "x", "x", "x" },
        { X * Zero, "0", "0", "0" },
        { X - X, "0", "0", "0" },
        { -(-X), "x", "x", "x" },
        { X + X + (Of(3) * X), "5·x", "5*x", "5 x" },
        { X * X * X, "x³", "x^3", "x^{3}" },
        { Symbol.Power(X, Of(2)) * X * Y, "x³·y", "x^3*y", "x^{3} y" },
        { Symbol.Power(X, Of(0.5)), "x^(1/2)", "x^(1/2)", @"x^{\frac{1}{2}}" },
        { Symbol.Power(X + Y, X), "(x + y)^x", "(x + y)^x", @"\left(x + y\right)^{x}" },
        { Of(2) - X, "2 - x", "2 - x", "2 - x" },
        { Y - (X * Of(2)), "y - 2·x", "y - 2*x", "y - 2 x" },
        { -(X + Y), "-x - y", "-x - y", "-x - y" },
        { (X + Y) / Of(4), "(x + y)/4", "(x + y)/4", @"\frac{x + y}{4}" },
        { X * Of(0.75), "3·x/4", "3*x/4", @"\frac{3 x}{4}" },
        { X * Of(0.1f), "0.10000000149011612·x", "0.10000000149011612*x", "0.10000000149011612 x" },
        { X / Y, "x/y", "x/y", @"\frac{x}{y}" },
        { X / (X * Y), "x/(x·y)", "x/(x*y)", @"\frac{x}{x y}" },
        { X / X, "x/x", "x/x", @"\frac{x}{x}" },
        { X / Y * Y, "(x/y)·y", "(x/y)*y", @"\left(\frac{x}{y}\right) y" },
        { X / Y / Of(2), "x/y/2", "x/y/2", @"\frac{\frac{x}{y}}{2}" },
        { Of(3) * (X + Y), "3·(x + y)", "3*(x + y)", @"3 \left(x + y\right)" },
        { Symbol.Max(Zero, X), "max(0, x)", "max(0, x)", @"\max\left(0, x\right)" },
        { Symbol.Max(Of(double.NegativeInfinity), X), "x", "x", "x" },
        { Symbol.Max(Symbol.Max(X, Of(1)), Symbol.Max(Of(2), X)), "max(x, 2)", "max(x, 2)", @"\max\left(x, 2\right)" },
        { Symbol.Min(X, X), "x", "x", "x" },
        { Symbol.Min(X, Of(double.NegativeInfinity)), "-∞", "-infinity", @"-\infty" },
        { Symbol.Apply(ScalarFunction.Exp, Zero), "1", "1", "1" },
        { Symbol.Apply(ScalarFunction.Exp, -X), "exp(-x)", "exp(-x)", @"\exp\left(-x\right)" },
        { Symbol.Apply(ScalarFunction.Abs, X), "|x|", "abs(x)", @"\left|x\right|" },
        { Symbol.Apply(ScalarFunction.Floor, X), "⌊x⌋", "floor(x)", @"\left\lfloor x \right\rfloor" },
        { Symbol.Apply(ScalarFunction.Sqrt, X), "√(x)", "sqrt(x)", @"\sqrt{x}" },
        { Symbol.Apply(ScalarFunction.Erf, X), "erf(x)", "erf(x)", @"\operatorname{erf}\left(x\right)" },
        { Symbol.Remainder(X, Of(3)), "rem(x, 3)", "rem(x, 3)", @"\operatorname{rem}\left(x, 3\right)" },
        { Symbol.Named("w00") * Symbol.Named("x[0,1]"), "w00·x[0,1]", "w00*x[0,1]", "w_{00} x_{0,1}" },
        { (Symbol)new Rational(1, 3), "1/3", "1/3", @"\frac{1}{3}" },
    };

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void Formulas_are_simplified_and_written(Symbol formula, string unicode, string ascii, string latex)
    {
        Assert.Equal(unicode, formula.ToString());
        Assert.Equal(ascii, formula.ToString(SizeNotation.Ascii));
        Assert.Equal(latex, formula.ToString(SizeNotation.Latex));
    }

    [Fact]
    public void Formulas_compare_where_they_are_constant_or_the_same()
    {
        Assert.True(Symbol.Less(Of(1), Of(2)));
        Assert.False(Symbol.Less(X + Y - Y, X));
        Assert.Null(Symbol.Less(X, Y));
        Assert.True(Symbol.Same(X * Y, X * Y));
        Assert.False(Symbol.Same(Of(1), Of(2)));
        Assert.Null(Symbol.Same(X, Y));
        Assert.False(Symbol.Same(Of(double.NaN), Of(double.NaN)));
        Assert.Null(Symbol.Value(X));
        Assert.Equal(0.5, Symbol.Value(Of(0.5)));
    }

    [Fact]
    public void A_formula_that_shares_much_is_evaluated_quickly_and_cut_off_when_written()
    {
        Symbol value = X;
        for (int i = 0; i < 60; i++)
        {
            value = Symbol.Apply(ScalarFunction.Sin, value + Y) * Symbol.Apply(ScalarFunction.Cos, value);
        }
        Assert.InRange(value.Evaluate(_ => new Real(0.5f)).Number, -1, 1);
        Assert.Equal(Symbol.MaximumLength + 1, value.ToString().Length);
    }
}
