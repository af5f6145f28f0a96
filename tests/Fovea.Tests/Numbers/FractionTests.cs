using CsCheck;
using Fovea.Numbers;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Numbers;

public sealed class FractionTests
{
    private static readonly Gen<double> Sixteenths = Gen.Int[-1000, 1000].Select(number => number / 16.0);

    [Fact]
    public void Known_fractions_compute_as_doubles_do() => Gen.Select(Sixteenths, Sixteenths).Sample((a, b) =>
    {
        (Fraction x, Fraction y) = (Fraction.Literal(a), Fraction.Literal(b));
        Assert.Equal(a + b, Fraction.Value(x + y));
        Assert.Equal(Math.Max(a, b), Fraction.Value(Fraction.Max(x, y)));
        Assert.Equal(Math.Min(a, b), Fraction.Value(Fraction.Min(x, y)));
        Assert.Equal(a < b, Fraction.Less(x, y));
        Assert.Equal(a == b, Fraction.Same(x, y));
        Assert.Equal(Math.Abs(a), Fraction.Value(Fraction.Apply(ScalarFunction.Abs, x)));
        Assert.Equal(Math.Sign(a), Fraction.Value(Fraction.Apply(ScalarFunction.Sign, x)));
        Assert.Equal(Math.Floor(a), Fraction.Value(Fraction.Apply(ScalarFunction.Floor, x)));
        Assert.Equal(Math.Ceiling(a), Fraction.Value(Fraction.Apply(ScalarFunction.Ceiling, x)));
        Assert.Equal(Math.Round(a, MidpointRounding.ToEven) + 0.0, Fraction.Value(Fraction.Apply(ScalarFunction.Round, x)));
        Assert.Equal(a * a * a, Fraction.Value(Fraction.Power(x, 3)));
        if (b != 0)
        {
            Assert.Equal((a % b) + 0.0, Fraction.Value(Fraction.Remainder(x, y)));
            Assert.Equal(a - (b * Math.Floor(a / b)), Fraction.Value(Fraction.Modulo(x, y)));
        }
    });

    [Fact]
    public void What_no_fraction_holds_is_undecidable()
    {
        Assert.Throws<UndecidableException>(() => Fraction.Apply(ScalarFunction.Exp, 1));
        Assert.Throws<UndecidableException>(() => Fraction.Literal(double.NaN));
        Assert.Throws<UndecidableException>(() => Fraction.Power(2, new Fraction(1, 2)));
        Assert.Throws<UndecidableException>(() => Fraction.Remainder((Size)"H" - 3, 2));
        Assert.Null(Fraction.Less((Size)"H", 7));
        Assert.Null(Fraction.Same((Size)"H", 7));
        Assert.Equal(true, Fraction.Less((Size)"H", (Size)"H" + 1));
    }
}
