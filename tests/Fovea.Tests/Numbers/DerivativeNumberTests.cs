using CsCheck;
using Fovea.Numbers;
using Xunit;
using Real64 = Fovea.Numbers.Double;

namespace Fovea.Tests.Numbers;

public sealed class DerivativeNumberTests
{
    public static TheoryData<string, double> Points
    {
        get
        {
            var points = new TheoryData<string, double>();
            foreach (ScalarFunction function in ScalarFunction.All)
            {
                double[] at = function == ScalarFunction.Acosh ? [1.5, 3] : function == ScalarFunction.Log || function == ScalarFunction.Sqrt ? [0.3, 2.5] : [-0.7, 0.2, 0.6];
                foreach (double x in at)
                {
                    points.Add(function.Name, x);
                }
            }
            return points;
        }
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void The_derivative_of_a_function_is_the_limit_of_its_differences(string name, double x)
    {
        ScalarFunction function = Assert.Single(ScalarFunction.All, function => function.Name == name);
        double slope = function.Derivative(x, function.Value(x));
        Assert.Equal(Difference(function.Value, x, 1e-3), slope, 1e-8);
        Assert.Null(function.KinkAt(x));
    }

    // Five points: the error falls with the fourth power of the step.
    private static double Difference(Func<double, double> f, double x, double step) =>
        (f(x - (2 * step)) - (8 * f(x - step)) + (8 * f(x + step)) - f(x + (2 * step))) / (12 * step);

    [Fact]
    public void The_slope_of_a_smooth_computation_is_the_limit_of_its_differences() =>
        Gen.Select(Computation.Smooth, Gen.Int[0, 2]).Sample((computation, moving) =>
        {
            double slope = computation.Run([.. computation.Inputs.Select((value, i) => new Dual(value, i == moving ? 1 : 0))]).Slope;
            double coarse = Difference(At, computation.Inputs[moving], 2e-3);
            double fine = Difference(At, computation.Inputs[moving], 1e-3);
            // Where differences have not settled they say nothing.
            if (Math.Abs(coarse - fine) < 1e-6)
            {
                Assert.Equal(fine, slope, 1e-5);
            }

            double At(double moved) => computation.Run([.. computation.Inputs.Select((value, i) => new Real64(i == moving ? moved : value))]).Number;
        });

    [Fact]
    public void Forward_and_reverse_derivatives_agree() => Computation.OnReals.Sample(computation =>
    {
        using var tape = Tape.Open();
        Taped[] variables = [.. computation.Inputs.Select(tape.Variable)];
        Taped output = computation.Run(variables);
        double[] gradient = tape.Gradient(output, variables);
        for (int moving = 0; moving < variables.Length; moving++)
        {
            double scale = 1;
            Dual forward = computation.Run(
                [.. computation.Inputs.Select((value, i) => new Dual(value, i == moving ? 1 : 0))],
                value => scale = Math.Max(scale, Math.Max(Math.Abs(value.Number), Math.Abs(value.Slope))));
            Assert.Equal(forward.Number, output.Number);
            Assert.Equal(forward.Slope, gradient[moving], 1e-12 * scale);
        }
    });

    [Fact]
    public void Values_are_those_of_doubles() => Computation.OnReals.Sample(computation =>
        Assert.Equal(computation.Run(Real64.Literal).Number, computation.Run(value => new Dual(value, 1)).Number));

    [Fact]
    public void A_tie_takes_the_first_and_is_reported()
    {
        using var kinks = Kinks.Open();
        Assert.Equal(3, Dual.Max(new Dual(2, 3), new Dual(2, 5)).Slope);
        Assert.Equal(5, Dual.Min(new Dual(2, 5), new Dual(2, 3)).Slope);
        Assert.Equal(0, Dual.Max(default, new Dual(0, 1)).Slope);
        Assert.Equal(2, kinks.Counts[new Kink("max", 0, 1)]);
        Assert.Equal(1, kinks.Counts[new Kink("min", 1, 0)]);
    }

    [Fact]
    public void A_tie_of_what_rests_or_moves_together_is_none()
    {
        using var kinks = Kinks.Open();
        using var tape = Tape.Open();
        Taped x = tape.Variable(1);
        Taped.Max(x, x);
        Taped.Max(Taped.Literal(1), Taped.Literal(1));
        Dual.Max(new Dual(1, 2), new Dual(1, 2));
        Dual.Apply(ScalarFunction.Abs, default);
        Assert.False(kinks.Any);
        Taped.Max(x, Taped.Literal(1));
        Taped.Less(x, Taped.Literal(1));
        Assert.Equal(2, kinks.Counts.Count);
    }

    public static TheoryData<string, double, double, double> Corners => new()
    {
        { "abs", 0, -1, 1 },
        { "sign", 0, double.PositiveInfinity, double.PositiveInfinity },
        { "floor", 2, double.PositiveInfinity, 0 },
        { "ceil", 2, 0, double.PositiveInfinity },
        { "round", 0.5, 0, double.PositiveInfinity },
        { "round", 1.5, double.PositiveInfinity, 0 },
        { "sqrt", 0, double.NaN, double.PositiveInfinity },
    };

    [Theory]
    [MemberData(nameof(Corners))]
    public void Corners_and_steps_are_reported_with_their_slopes(string name, double x, double below, double above)
    {
        ScalarFunction function = Assert.Single(ScalarFunction.All, function => function.Name == name);
        using var kinks = Kinks.Open();
        using (var inner = Kinks.Open())
        {
            Dual.Apply(function, new Dual(x, 1));
            Assert.Equal(1, inner.Counts[new Kink(name, below, above)]);
        }
        Assert.False(kinks.Any);
        using var tape = Tape.Open();
        Taped.Apply(function, tape.Variable(x));
        Assert.Equal(1, kinks.Counts[new Kink(name, below, above)]);
    }

    [Fact]
    public void What_rests_does_not_move_through_an_infinite_slope()
    {
        Assert.Equal(0, Dual.Apply(ScalarFunction.Sqrt, default).Slope);
        Assert.Equal(6, Dual.Power(new Dual(-3, -1), Dual.Literal(2)).Slope);
        Assert.Equal(0, Dual.Power(new Dual(0, 1), Dual.Literal(2)).Slope);
    }

    [Fact]
    public void A_remainder_follows_its_dividend_and_jumps_at_multiples()
    {
        using var kinks = Kinks.Open();
        Assert.Equal(1, Dual.Remainder(new Dual(5.5, 1), Dual.Literal(2)).Slope);
        Assert.Equal(-2, Dual.Remainder(Dual.Literal(5.5), new Dual(2, 1)).Slope);
        Assert.Equal(2, Dual.Remainder(Dual.Literal(-5.5), new Dual(2, 1)).Slope);
        Dual.Remainder(new Dual(0, 1), Dual.Literal(2));
        Assert.False(kinks.Any);
        Dual.Remainder(new Dual(4, 1), Dual.Literal(2));
        Assert.Equal(1, kinks.Counts[new Kink("remainder", double.NegativeInfinity, 1)]);
    }

    [Fact]
    public void NaN_wins_and_spreads()
    {
        Assert.True(double.IsNaN(Dual.Max(new Dual(double.NaN, 1), new Dual(2, 0)).Number));
        Assert.True(double.IsNaN(Dual.Min(new Dual(2, 0), new Dual(double.NaN, 1)).Number));
        Assert.True(double.IsNaN(Dual.Apply(ScalarFunction.Sign, new Dual(double.NaN, 1)).Number));
    }

    [Fact]
    public void A_running_average_keeps_one_value()
    {
        using var tape = Tape.Open();
        Taped[] x = [.. Enumerable.Range(0, 6).Select(i => tape.Variable(i))];
        Taped sum = default;
        foreach (Taped value in x)
        {
            sum += value;
        }
        Taped mean = sum / Taped.Literal(6);
        Assert.Equal(1, tape.Scratch([mean]));
        Assert.Equal(Enumerable.Repeat(1 / 6.0, 6), tape.Gradient(mean, x));
    }

    [Fact]
    public void Values_live_from_their_making_to_their_last_use()
    {
        using var tape = Tape.Open();
        Taped x = tape.Variable(1);
        Taped early = x * x;
        int before = tape.Length;
        Taped a = x + early;
        Taped b = x * a;
        Taped c = a * b;
        Taped.Less(c, early);
        Assert.Equal(3, tape.Scratch([]));
        // The early value is an input now, and c is stored.
        Assert.Equal(2, tape.Scratch([c], before));
    }

    [Fact]
    public void Without_a_tape_variables_cannot_be_used()
    {
        Taped x;
        using (var tape = Tape.Open())
        {
            x = tape.Variable(1);
        }
        Assert.Throws<InvalidOperationException>(() => x + x);
        Assert.Equal(2, (Taped.Literal(1) + Taped.Literal(1)).Number);
    }
}
