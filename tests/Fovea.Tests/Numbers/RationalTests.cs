using System.Numerics;
using CsCheck;
using Fovea.Numbers;
using Xunit;
using Real64 = Fovea.Numbers.Double;

namespace Fovea.Tests.Numbers;

public sealed class RationalTests
{
    private static readonly Gen<(long Numerator, long Denominator)> Quotient = Gen.Select(Gen.Long[-1000, 1000], Gen.Long[1, 1000]);

    [Fact]
    public void Arithmetic_is_that_of_fractions() => Gen.Select(Quotient, Quotient).Sample((a, b) =>
    {
        var left = new Rational(a.Numerator, a.Denominator);
        var right = new Rational(b.Numerator, b.Denominator);
        Assert.Equal(new Rational((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator), left + right);
        Assert.Equal(new Rational(a.Numerator * b.Numerator, a.Denominator * b.Denominator), left * right);
        Assert.Equal(left, left - right + right);
        if (b.Numerator != 0)
        {
            Assert.Equal(left, left / right * right);
            Rational remainder = Rational.Remainder(left, right);
            Assert.True(((left - remainder) / right).IsWhole);
            Assert.True(remainder == 0 || remainder.Sign == left.Sign);
            Assert.True(Rational.Max(remainder, -remainder) < Rational.Max(right, -right));
        }
        Assert.Equal((BigInteger)a.Numerator * b.Denominator < (BigInteger)b.Numerator * a.Denominator, Rational.Less(left, right));
        Assert.Equal(left == right, Rational.Same(left, right));
        Assert.Equal(1, BigInteger.GreatestCommonDivisor(left.Numerator, left.Denominator));
    });

    [Fact]
    public void A_double_is_taken_exactly_and_given_back() => Gen.Double.Sample(value =>
        Assert.Equal(value == 0 ? 0 : value, Rational.Value(Rational.Literal(value))));

    [Fact]
    public void The_value_is_the_nearest_double() => Gen.Select(Gen.Long[-(1L << 52), 1L << 52], Gen.Long[1, 1L << 52]).Sample((numerator, denominator) =>
        Assert.Equal((double)numerator / denominator, Rational.Value(new Rational(numerator, denominator))));

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(5, 4, 1)]
    public void The_least_doubles_are_rounded_to_even(int numerator, int denominator, int expected)
    {
        // In units of the least double.
        var value = new Rational(numerator, denominator * BigInteger.Pow(2, 1074));
        Assert.Equal((expected + (numerator == 3 ? 1 : 0)) * double.Epsilon, Rational.Value(value));
    }

    [Fact]
    public void A_computation_agrees_with_doubles() => Computation.OnQuotients.Sample(computation =>
    {
        Rational exact = computation.Run(Rational.Literal);
        double rounded = computation.Run(Real64.Literal).Number;
        // Floors and remainders jump where doubles are a little wrong; there are none where all divisors are 1.
        if (computation.Steps.All(step => step.Operation is not (5 or 9 or 10)))
        {
            double value = Rational.Value(exact)!.Value;
            Assert.InRange(rounded, value - (1e-9 * (1 + Math.Abs(value))), value + (1e-9 * (1 + Math.Abs(value))));
        }
    });

    [Fact]
    public void Functions_that_leave_the_quotients_say_so()
    {
        Assert.Contains("exp 2", Assert.Throws<NotSupportedException>(() => Rational.Apply(ScalarFunction.Exp, 2)).Message);
        Assert.Throws<NotSupportedException>(() => Rational.Power(2, new Rational(1, 2)));
        Assert.Throws<NotSupportedException>(() => Rational.Power(2, 1L << 40));
        Assert.Equal(1, Rational.Apply(ScalarFunction.Exp, 0));
        Assert.Equal(0, Rational.Apply(ScalarFunction.Log, 1));
        Assert.Equal(new Rational(8, 27), Rational.Power(new Rational(3, 2), -3));
    }

    public static TheoryData<string, double, double> Roundings => new()
    {
        { "floor", -1.5, -2 }, { "ceil", -1.5, -1 }, { "round", -1.5, -2 }, { "round", 0.5, 0 }, { "round", 2.75, 3 }, { "abs", -0.25, 0.25 }, { "sign", -0.25, -1 },
    };

    [Theory]
    [MemberData(nameof(Roundings))]
    public void Roundings_are_exact(string name, double value, double expected)
    {
        ScalarFunction function = Assert.Single(ScalarFunction.All, function => function.Name == name);
        Assert.Equal(expected, Rational.Value(Rational.Apply(function, Rational.Literal(value))));
    }

    [Fact]
    public void Infinities_and_NaN_are_those_of_doubles()
    {
        double[] values = [double.NegativeInfinity, -2, 0, 3, double.PositiveInfinity, double.NaN];
        foreach (double a in values)
        {
            foreach (double b in values)
            {
                (Real64 x, Real64 y) = (new Real64(a), new Real64(b));
                (Rational u, Rational v) = (Rational.Literal(a), Rational.Literal(b));
                Equal((x + y).Number, u + v);
                Equal((x - y).Number, u - v);
                Equal((x * y).Number, u * v);
                if (a * b != 0 || double.IsNaN(a / b))
                {
                    Equal((x / y).Number, u / v);
                }
                Equal(Real64.Remainder(x, y).Number, Rational.Remainder(u, v));
                Equal(Real64.Max(x, y).Number, Rational.Max(u, v));
                Equal(Real64.Min(x, y).Number, Rational.Min(u, v));
                Assert.Equal(Real64.Less(x, y), Rational.Less(u, v));
                Assert.Equal(Real64.Same(x, y), Rational.Same(u, v));
            }
        }

        static void Equal(double expected, Rational actual) =>
            Assert.Equal(expected, Rational.Value(actual));
    }
}
