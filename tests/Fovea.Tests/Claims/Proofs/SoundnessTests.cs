using CsCheck;
using Fovea.Claims;
using Fovea.Claims.Proofs;
using Fovea.Numbers;
using Xunit;

namespace Fovea.Tests.Claims.Proofs;

/// <summary>The prover against evaluation at many points: what it proves holds there, and what it refutes fails at its counterexample.</summary>
public sealed class SoundnessTests
{
    private static readonly string[] names = ["a", "b", "c"];

    private static Symbol Number(int value) => Symbol.Literal(value);

    // Formulas of whole numbers: sums, products, floors, ceilings, minima, maxima.
    private static readonly Gen<Symbol> Whole = Gen.Recursive<Symbol>((depth, inner) => depth >= 3
        ? Gen.OneOf(Gen.Int[0, 2].Select(i => Symbol.Named(names[i])), Gen.Int[-3, 4].Select(Number))
        : Gen.OneOf(
            Gen.Int[0, 2].Select(i => Symbol.Named(names[i])),
            Gen.Select(inner, inner, (x, y) => x + y),
            Gen.Select(inner, inner, (x, y) => x - y),
            Gen.Select(inner, inner, (x, y) => x * y),
            Gen.Select(inner, Gen.Int[2, 4], (x, n) => Symbol.Apply(ScalarFunction.Floor, x / Number(n))),
            Gen.Select(inner, Gen.Int[2, 3], (x, n) => Symbol.Apply(ScalarFunction.Ceiling, x / Number(n))),
            Gen.Select(inner, inner, Symbol.Max),
            Gen.Select(inner, inner, Symbol.Min)));

    // Formulas of real numbers, with quotients and corners.
    private static readonly Gen<Symbol> Real = Gen.Recursive<Symbol>((depth, inner) => depth >= 3
        ? Gen.OneOf(Gen.Int[0, 2].Select(i => Symbol.Named(names[i])), Gen.Int[-2, 3].Select(Number))
        : Gen.OneOf(
            Gen.Int[0, 2].Select(i => Symbol.Named(names[i])),
            Gen.Select(inner, inner, (x, y) => x + y),
            Gen.Select(inner, inner, (x, y) => x - y),
            Gen.Select(inner, inner, (x, y) => x * y),
            Gen.Select(inner, inner, (x, y) => x / (Number(1) + (y * y))),
            Gen.Select(inner, inner, Symbol.Max),
            inner.Select(x => Symbol.Apply(ScalarFunction.Abs, x)),
            inner.Select(x => Symbol.Max(default, x))));

    private static readonly Gen<Relation> Relations = Gen.Int[0, 5].Select(i => (Relation)i);

    private static Premises Premises(bool isWhole) => new([.. names.Select(name => new Variable(name, isWhole, isWhole ? 1 : null))], []);

    // Written in another way: one of several laws is applied to the whole formula.
    private static Symbol Rewritten(Symbol formula, Symbol other, int law) => law switch
    {
        0 => ((formula + other) * Number(2) / Number(2)) - other,
        1 => formula - ((other - Number(1)) * (other + Number(1))) + ((other * other) - Number(1)),
        2 => Symbol.Max(formula, other) + Symbol.Min(formula, other) - other,
        3 => Symbol.Max(default, formula) - Symbol.Max(default, -formula),
        4 => -Symbol.Max(-formula, -formula - Number(1)),
        _ => formula.Evaluate(name => Symbol.Named(name) + Number(1)).Evaluate(name => Symbol.Named(name) - Number(1)),
    };

    private static bool Holds(Relation relation, Rational left, Rational right) => relation switch
    {
        Relation.Equal => left == right,
        Relation.Different => left != right,
        Relation.Less => left < right,
        Relation.AtMost => left <= right,
        Relation.Greater => left > right,
        _ => left >= right,
    };

    private static void Check(Symbol left, Relation relation, Symbol right, bool isWhole)
    {
        Decision decision = Prover.Decide(new Proposition.Comparison(relation, left, right), Premises(isWhole));
        if (decision.Standing == Standing.Refuted)
        {
            Rational Value(string name) => decision.Counterexample![name];
            Assert.False(Holds(relation, left.Evaluate(Value), right.Evaluate(Value)), $"{left} {relation} {right}: {decision}");
            return;
        }
        Assert.NotEqual(Standing.IllFormed, decision.Standing);
        // Whatever was not refuted holds wherever it is tried.
        for (int code = 0; code < 343; code++)
        {
            Rational Value(string name)
            {
                int digit = name == "a" ? code % 7 : name == "b" ? code / 7 % 7 : code / 49;
                return isWhole ? digit + 1 : new Rational(digit - 3, 2);
            }
            Assert.True(Holds(relation, left.Evaluate(Value), right.Evaluate(Value)), $"{left} {relation} {right}: {decision}");
        }
    }

    [Fact]
    public void What_is_decided_of_random_whole_formulas_agrees_with_their_values() =>
        Gen.Select(Whole, Relations, Whole).Sample((left, relation, right) => Check(left, relation, right, isWhole: true), iter: 150);

    [Fact]
    public void What_is_decided_of_random_real_formulas_agrees_with_their_values() =>
        Gen.Select(Real, Relations, Real).Sample((left, relation, right) => Check(left, relation, right, isWhole: false), iter: 150);

    [Fact]
    public void What_is_written_in_another_way_is_never_refuted() =>
        Gen.Select(Whole, Whole, Gen.Int[0, 5], Gen.Bool).Sample((formula, other, law, isWhole) =>
        {
            Decision decision = Prover.Decide(new Proposition.Comparison(Relation.Equal, formula, Rewritten(formula, other, law)), Premises(isWhole));
            Assert.True(decision.Standing is Standing.Proved or Standing.Sampled or Standing.Undecided, $"{formula} by law {law} with {other}: {decision}");
        }, iter: 150);

    [Fact]
    public void A_changed_coefficient_is_refuted_or_makes_no_difference() =>
        Gen.Select(Whole, Whole, Gen.Int[1, 3], Gen.Int[0, 3]).Sample((formula, part, by, change) =>
        {
            Symbol right = change switch
            {
                0 => formula + Number(by),
                1 => formula + (Number(by) * part),
                2 => formula.Evaluate(name => name == "a" ? -Symbol.Named(name) : Symbol.Named(name)),
                _ => formula.Evaluate(name => Symbol.Named(name == "a" ? "b" : name)),
            };
            Check(formula, Relation.Equal, right, isWhole: true);
        }, iter: 150);

    [Fact]
    public void A_derivative_as_a_formula_is_what_dual_numbers_give() =>
        Gen.Select(Real, Gen.Int[-8, 8], Gen.Int[-8, 8]).Sample((formula, x, y) =>
        {
            Fovea.Numbers.Double Value(string name) => new(name == "a" ? (x / 4.0) + 0.01 : name == "b" ? (y / 4.0) + 0.003 : 0.3);
            using var kinks = Kinks.Open();
            Dual moved = formula.Evaluate(name => new Dual(Value(name).Number, name == "a" ? 1 : 0));
            if (!kinks.Any)
            {
                double slope = formula.Derivative("a").Evaluate(Value).Number;
                Assert.Equal(moved.Slope, slope, 1e-6 * Math.Max(1, Math.Abs(moved.Slope)));
            }
        }, iter: 500);

    [Theory]
    [InlineData("max(0, x)", 0, 0)]
    [InlineData("max(x, 0)", 0, 1)]
    [InlineData("abs(x)", 0, 0)]
    [InlineData("max(x, 2*x, 3*x)", 1, 3)]
    [InlineData("max(x, 2*x, 3*x)", 0, 1)]
    [InlineData("x^3/(1 + x)", 1, 5, 4)]
    [InlineData("rem(x, 3)", 4, 1)]
    [InlineData("floor(x)*x", 1, 1)]
    public void A_derivative_takes_the_first_of_equal_operands(string formula, long at, long slope, long below = 1) =>
        Assert.Equal(new Rational(slope, below), Written.Formula(formula).Derivative("x").Evaluate<Rational>(_ => at));

    [Fact]
    public void Every_function_but_steps_has_the_derivative_that_doubles_give()
    {
        foreach (ScalarFunction function in ScalarFunction.All.Where(function => function != ScalarFunction.Erf))
        {
            double at = function == ScalarFunction.Acosh ? 1.7 : 0.4;
            double slope = Symbol.Apply(function, Symbol.Named("x")).Derivative("x").Evaluate(_ => new Fovea.Numbers.Double(at)).Number;
            Assert.Equal(function.Derivative(at, function.Value(at)), slope, 1e-12);
        }
        Assert.Throws<NotSupportedException>(() => Symbol.Apply(ScalarFunction.Erf, Symbol.Named("x")).Derivative("x"));
    }

    [Fact]
    public void A_size_and_its_formula_have_the_same_values() =>
        Whole.Sample(formula =>
        {
            Fovea.Numbers.Size size = formula.ToSize(_ => 1)!.Value;
            Symbol back = size;
            for (int code = 0; code < 27; code++)
            {
                Rational Value(string name) => 1 + (name == "a" ? code % 3 : name == "b" ? code / 3 % 3 : code / 9);
                Assert.Equal(formula.Evaluate(Value), back.Evaluate(Value));
            }
        }, iter: 300);
}
