using CsCheck;
using Fovea.Numbers;
using Xunit;
using Real64 = Fovea.Numbers.Double;

namespace Fovea.Tests.Numbers;

public sealed class IntervalTests
{
    private static readonly Gen<(double Center, double Radius, double Inside)> Around =
        Gen.Select(Gen.Double[-4, 4], Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 2]), Gen.Double[-1, 1]);

    [Fact]
    public void What_doubles_compute_lies_inside() => Computation.OnReals.Sample(computation =>
        Holds(computation.Run(value => new Interval(value, value)), computation.Run(Real64.Literal).Number));

    [Fact]
    public void What_float32_computes_lies_inside() => Computation.OnReals.Sample(computation =>
        Holds(computation.Run(Interval.Literal), computation.Run(Real.Literal).Number));

    [Fact]
    public void What_is_exact_lies_inside() => Computation.OnQuotients.Sample(computation =>
    {
        Rational exact = computation.Run(Rational.Literal);
        foreach (Interval interval in new[] { computation.Run(value => new Interval(value, value)), computation.Run(Interval.Literal) })
        {
            Assert.True(Rational.Literal(interval.Lower) <= exact && exact <= Rational.Literal(interval.Upper), $"{exact} is not in {interval}");
        }
    });

    [Fact]
    public void Whatever_is_chosen_inside_the_operands_the_result_lies_inside() =>
        Gen.Select(Computation.OnReals, Around.Array[3]).Sample((computation, around) =>
            Holds(
                computation.Run([.. around.Select(each => new Interval(each.Center - each.Radius, each.Center + each.Radius))]),
                computation.Run([.. around.Select(each => new Real64(each.Center + (each.Radius * each.Inside)))]).Number));

    [Fact]
    public void Wider_operands_give_no_narrower_result() =>
        Gen.Select(Computation.OnQuotients, Around.Array[3]).Sample((computation, around) =>
        {
            Interval narrow = computation.Run([.. around.Select(each => new Interval(each.Center - (each.Radius / 2), each.Center + each.Radius))]);
            Interval wide = computation.Run([.. around.Select(each => new Interval(each.Center - each.Radius, each.Center + (2 * each.Radius)))]);
            Assert.True(wide.Contains(narrow), $"{narrow} is not in {wide}");
        });

    public static TheoryData<string> Functions => [.. ScalarFunction.All.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_of_an_interval_holds_its_values(string name)
    {
        ScalarFunction function = Assert.Single(ScalarFunction.All, function => function.Name == name);
        Around.Sample(each =>
        {
            double x = each.Center + (each.Radius * each.Inside);
            double value = function.Value(x);
            var interval = Interval.Apply(function, new Interval(each.Center - each.Radius, each.Center + each.Radius));
            // Outside of what the function is defined on there is no value to hold.
            Assert.True(double.IsNaN(value) || interval.Contains(value), $"{name} {x} = {value} is not in {interval}");
        });
    }

    [Fact]
    public void A_power_holds_its_values() => Gen.Select(Around, Gen.OneOf(Around, Gen.Int[-3, 3].Select(whole => ((double)whole, 0.0, 0.0)))).Sample((basis, exponent) =>
    {
        double value = Math.Pow(basis.Center + (basis.Radius * basis.Inside), exponent.Item1 + (exponent.Item2 * exponent.Item3));
        var power = Interval.Power(
            new Interval(basis.Center - basis.Radius, basis.Center + basis.Radius), new Interval(exponent.Item1 - exponent.Item2, exponent.Item1 + exponent.Item2));
        Assert.True(double.IsNaN(value) || power.Contains(value), $"{value} is not in {power}");
    });

    [Fact]
    public void A_remainder_holds_its_values() => Gen.Select(Around, Around).Sample((a, b) =>
    {
        double value = (a.Center + (a.Radius * a.Inside)) % (b.Center + (b.Radius * b.Inside));
        var remainder = Interval.Remainder(new Interval(a.Center - a.Radius, a.Center + a.Radius), new Interval(b.Center - b.Radius, b.Center + b.Radius));
        Assert.True(double.IsNaN(value) || remainder.Contains(value), $"{value} is not in {remainder}");
    });

    public static TheoryData<string, double, double, double, double> Tight => new()
    {
        { "sin", 0, 2, 0, 1 },
        { "sin", 4, 5, -1, Math.Sin(4) },
        { "cos", -1, 1, Math.Cos(1), 1 },
        { "cos", 3, 4, -1, Math.Cos(4) },
        { "sin", 1, 8, -1, 1 },
        { "abs", -1, 3, 0, 3 },
        { "cosh", -1, 2, 1, Math.Cosh(2) },
        { "acos", -0.5, 0.5, Math.Acos(0.5), Math.Acos(-0.5) },
        { "sqrt", -1, 4, 0, 2 },
        { "floor", 0.5, 2.5, 0, 2 },
        { "tan", -1, 1, Math.Tan(-1), Math.Tan(1) },
        { "tan", 1, 2, double.NegativeInfinity, double.PositiveInfinity },
    };

    [Theory]
    [MemberData(nameof(Tight))]
    public void A_function_of_an_interval_is_no_wider_than_its_values(string name, double lower, double upper, double least, double greatest)
    {
        ScalarFunction function = Assert.Single(ScalarFunction.All, function => function.Name == name);
        var result = Interval.Apply(function, new Interval(lower, upper));
        Assert.Equal(least, result.Lower, 1e-14);
        Assert.Equal(greatest, result.Upper, 1e-14);
    }

    [Fact]
    public void Division_by_what_may_be_0_gives_anything()
    {
        Interval quotient = new Interval(1, 2) / new Interval(-1, 1);
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (quotient.Lower, quotient.Upper));
        Assert.True(quotient.Contains(double.NaN));
    }

    [Fact]
    public void Overlapping_intervals_do_not_compare()
    {
        Assert.True(Interval.Less(new Interval(1, 2), new Interval(3, 4)));
        Assert.False(Interval.Less(new Interval(3, 4), new Interval(1, 3)));
        Assert.Null(Interval.Less(new Interval(1, 3), new Interval(2, 4)));
        Assert.True(Interval.Same(new Interval(1, 1), new Interval(1, 1)));
        Assert.False(Interval.Same(new Interval(1, 2), new Interval(3, 4)));
        Assert.Null(Interval.Same(new Interval(1, 2), new Interval(2, 4)));
        Assert.False(Interval.Less(Interval.Literal(double.NaN), Interval.Literal(1)));
    }

    [Fact]
    public void A_literal_is_exact_and_meets_float32_with_its_rounding()
    {
        var tenth = Interval.Literal(0.1);
        Assert.True(tenth.IsPoint && tenth.Lower == 0.1);
        Interval stored = Interval.Max(tenth, Interval.Round(Interval.Literal(0), FloatFormat.Single));
        Assert.Equal((0.1, 0.1f), (stored.Lower, (float)stored.Upper));
        Assert.Equal(0.1, Interval.Max(tenth, new Interval(0, 0)).Upper);
    }

    [Fact]
    public void Bounds_are_in_order() => Assert.Throws<ArgumentException>(() => new Interval(2, 1));

    [Fact]
    public void NaN_is_NaN_and_infinities_are_bounds()
    {
        Assert.True((Interval.Literal(double.NaN) * Interval.Literal(0)).IsNaN);
        Assert.True((Interval.Literal(double.PositiveInfinity) - Interval.Literal(double.PositiveInfinity)).IsNaN);
        Assert.True(Interval.Max(Interval.Literal(double.NaN), Interval.Literal(1)).IsNaN);
        Assert.True((new Interval(0, 1) * new Interval(1, double.PositiveInfinity)).Contains(1e300));
        Assert.Equal(double.PositiveInfinity, (new Interval(1e308, 1e308) * new Interval(10, 10)).Upper);
    }

    private static void Holds(Interval interval, double value) => Assert.True(interval.Contains(value), $"{value} is not in {interval}");
}
