using CsCheck;
using Fovea.Numbers;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Numbers;

public sealed class SizeTests
{
    private static readonly Size H = "H";
    private static readonly Size W = "W";
    private static readonly Size K = "k";

    private static Size Conv(Size input, Size kernel, Size stride, Size padding) =>
        Size.FloorDiv(input + (2 * padding) - kernel, stride) + 1;

    [Fact]
    public void The_spatial_chain_of_a_ResNet_is_one_floor()
    {
        Size size = Conv(H, 7, 2, 3);
        Assert.Equal("⌊(H + 1)/2⌋", size.ToString());
        size = Conv(size, 3, 2, 1);
        for (int stage = 0; stage < 3; stage++)
        {
            size = Conv(size, 3, 2, 1);
        }
        Assert.Equal("⌊(H + 31)/32⌋", size.ToString());
        Assert.Equal("floor((H + 31)/32)", size.ToString(SizeNotation.Ascii));
        Assert.Equal(@"\left\lfloor \frac{H + 31}{32} \right\rfloor", size.ToString(SizeNotation.Latex));
    }

    public static TheoryData<string, string> Simplifications => new()
    {
        { "⌊(2·H + 1)/2⌋", "H" },
        { "⌊(4·H + 5)/8⌋", "⌊(H + 1)/2⌋" },
        { "⌊(H - 7)/2⌋ + 4", "⌊(H + 1)/2⌋" },
        { "⌊(⌊(H + 1)/2⌋ + 1)/2⌋", "⌊(H + 3)/4⌋" },
        { "⌊(k·H + k)/k⌋", "H + 1" },
        { "⌊(k·H + W)/k⌋", "H + ⌊W/k⌋" },
        { "max(0, H - 1)", "H - 1" },
        { "max(0, H - 3)", "max(0, H - 3)" },
        { "min(H, H - 1, 2·H)", "H - 1" },
        { "max(max(H, W), 3, H + 1)", "max(H + 1, W, 3)" },
        { "min(⌊(H + 1)/2⌋, H)", "⌊(H + 1)/2⌋" },
        { "max(H - 1, ⌊H/2⌋)", "max(H - 1, ⌊H/2⌋)" },
        { "max(H, ⌈H/2⌉)", "H" },
        { "H·W - W·H", "0" },
        { "⌊(H - 1)/H⌋", "0" },
        { "1 - H", "1 - H" },
    };

    [Theory]
    [MemberData(nameof(Simplifications))]
    public void Formulas_simplify(string formula, string expected) => Assert.Equal(Size.Parse(expected), Size.Parse(formula));

    [Fact]
    public void The_taps_of_a_padded_window_are_counted_in_closed_form()
    {
        Size sum = 0;
        for (int k = 0; k < 3; k++)
        {
            sum += Size.Max(0, Size.Min(H - 1, H - 1 + 1 - k) - Size.Max(0, 1 - k) + 1);
        }
        Assert.Equal((3 * H) - 2, sum);
    }

    [Fact]
    public void Division_rounds_down_also_where_it_is_negative()
    {
        Gen.Select(Gen.Long[-1000, 1000], Gen.Long[1, 50]).Sample((n, d) =>
        {
            Assert.Equal((long)Math.Floor((double)n / d), Size.FloorDiv((Size)n, d).Value);
            Assert.Equal((long)Math.Ceiling((double)n / d), Size.CeilDiv(n, d).Value);
            Assert.InRange(Size.Mod(n, d).Value, 0, d - 1);
        });
        Assert.Equal(2, Size.FloorDiv((Size)(-5), -2).Value);
    }

    [Fact]
    public void Overflow_and_division_by_zero_are_errors()
    {
        Assert.Throws<OverflowException>(() => (Size)long.MaxValue + 1);
        Assert.Throws<OverflowException>(() => (Size)(1L << 40) * (1L << 40));
        Assert.Throws<OverflowException>(() => (H * (1L << 40)) * (1L << 40));
        Assert.Throws<DivideByZeroException>(() => Size.FloorDiv(H, 0));
    }

    private static readonly Gen<(Size, Func<long, long, long>)> Leaf = Gen.OneOf(
        Gen.Const<(Size, Func<long, long, long>)>((H, (h, w) => h)),
        Gen.Const<(Size, Func<long, long, long>)>((W, (h, w) => w)),
        Gen.Int[-9, 9].Select(c => ((Size)c, (Func<long, long, long>)((h, w) => c))));

    private static readonly Gen<(Size Formula, Func<long, long, long> Numeric)> Formulas = Gen.Recursive<(Size, Func<long, long, long>)>(
        (depth, inner) => depth > 3
            ? Leaf
            : Gen.OneOf(
                Leaf,
                Gen.Select(inner, inner, (a, b) => (a.Item1 + b.Item1, Two((x, y) => x + y, a.Item2, b.Item2))),
                Gen.Select(inner, inner, (a, b) => (a.Item1 - b.Item1, Two((x, y) => x - y, a.Item2, b.Item2))),
                Gen.Select(inner, inner, (a, b) => (a.Item1 * b.Item1, Two((x, y) => x * y, a.Item2, b.Item2))),
                Gen.Select(inner, inner, (a, b) => (Size.Min(a.Item1, b.Item1), Two(Math.Min, a.Item2, b.Item2))),
                Gen.Select(inner, inner, (a, b) => (Size.Max(a.Item1, b.Item1), Two(Math.Max, a.Item2, b.Item2))),
                Gen.Select(inner, Gen.Int[1, 9], (a, d) =>
                    (Size.FloorDiv(a.Item1, d), (Func<long, long, long>)((h, w) => (long)Math.Floor(a.Item2(h, w) / (decimal)d))))));

    private static Func<long, long, long> Two(Func<long, long, long> operation, Func<long, long, long> a, Func<long, long, long> b) =>
        (h, w) => operation(a(h, w), b(h, w));

    [Fact]
    public void A_formula_evaluates_to_what_its_parts_compute_and_keeps_its_bounds() =>
        Gen.Select(Formulas, Gen.Long[1, 40], Gen.Long[1, 40]).Sample((formula, h, w) =>
        {
            long expected = formula.Numeric(h, w);
            Size value = formula.Formula.Substitute(new Dictionary<string, Size> { ["H"] = h, ["W"] = w });
            Assert.Equal(expected, value.Value);
            Assert.False(formula.Formula.LowerBound > expected);
            Assert.False(formula.Formula.UpperBound < expected);
        }, iter: 20_000);

    [Fact]
    public void What_is_printed_reads_back() =>
        Formulas.Sample(formula =>
        {
            Assert.Equal(formula.Formula, Size.Parse(formula.Formula.ToString()));
            Assert.Equal(formula.Formula, Size.Parse(formula.Formula.ToString(SizeNotation.Ascii)));
        }, iter: 5_000);

    public static TheoryData<string, string, string> Identities => new()
    {
        // A U-Net joins an encoder's grid with one that was halved and doubled.
        { "2·⌊H/2⌋", "H", "H mod 2 = 0" },
        { "4·⌊⌊H/2⌋/2⌋", "H", "H mod 4 = 0" },
        { "16·⌊H/16⌋", "H", "H mod 16 = 0" },
        { "2·⌊H/4⌋", "⌊H/2⌋", "H mod 4 in {0, 1}" },
        { "2·⌊(H + 1)/2⌋", "H", "H mod 2 = 0" },
        { "2·⌊(H + 1)/2⌋", "H + 1", "H mod 2 = 1" },
        { "2·⌊(H + 3)/4⌋", "⌊(H + 1)/2⌋", "H mod 4 in {0, 3}" },
        { "8·⌊(H + 7)/8⌋ - H", "0", "H mod 8 = 0" },
        // Halving by a pool, by a strided convolution, by SAME padding.
        { "⌊(H + 2 - 3)/2⌋ + 1", "⌈H/2⌉", "always" },
        { "⌊(H - 2)/2⌋ + 1", "⌊H/2⌋", "always" },
        { "⌊(H - 1)/2⌋ + 1", "⌈H/2⌉", "always" },
        { "⌈⌈H/2⌉/2⌉", "⌈H/4⌉", "always" },
        { "⌈⌈⌈⌈⌈H/2⌉/2⌉/2⌉/2⌉/2⌉", "⌊(H + 31)/32⌋", "always" },
        { "⌊(⌊(H - 3)/2⌋ + 1 + 2 - 3)/2⌋ + 1", "⌈(⌊(H - 3)/2⌋ + 1)/2⌉", "always" },
        { "⌊H/2⌋ + ⌈H/2⌉", "H", "always" },
        { "⌊H/3⌋ + ⌊(H + 1)/3⌋ + ⌊(H + 2)/3⌋", "H", "always" },
        { "H - 2·⌊H/2⌋ + H - 2·⌊(H + 1)/2⌋ + 1", "1", "always" },
        { "⌊(3·H)/3⌋", "H", "always" },
        { "⌊(6·H + 3)/6⌋", "H", "always" },
        { "⌊(3·H + 1)/2⌋", "H + ⌊(H + 1)/2⌋", "always" },
        { "⌊5·H/2⌋", "2·H + ⌊H/2⌋", "always" },
        { "mod(H, 2) + mod(H + 1, 2)", "1", "always" },
        { "mod(H, 4)", "mod(H, 2)", "H mod 4 in {0, 1}" },
        { "⌊(H + W)/2⌋", "⌊H/2⌋ + ⌊W/2⌋", "⌊(H + W)/2⌋ = ⌊H/2⌋ + ⌊W/2⌋" },
        { "2·⌊H/2⌋ + 2·⌊W/2⌋", "H + W", "H mod 2 = 0 and W mod 2 = 0" },
        { "H·W", "W·H", "always" },
        { "(H + 1)·(W + 1)", "H·W + H + W + 1", "always" },
        { "64·⌊H/2⌋·⌊W/2⌋", "16·(2·⌊H/2⌋)·(2·⌊W/2⌋)", "always" },
        { "H + 1", "H", "never" },
        { "2·H", "2·W + 1", "never" },
        { "⌊H/2⌋ + 1", "⌊H/2⌋", "never" },
        { "2·⌊H/2⌋ + 2", "H", "never" },
        { "4·⌊(H + 3)/4⌋ + 1", "H", "never" },
        { "H", "224", "H = 224" },
        { "H", "W", "H = W" },
        { "max(H, W)", "max(W, H)", "always" },
        { "max(H, 3) + min(H, 3)", "H + 3", "always" },
        { "max(H - 3, 0) + 3", "max(H, 3)", "always" },
        { "min(⌈(H - 3)/2⌉ + 1, ⌈H/2⌉)", "⌈(H - 1)/2⌉", "always" },
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public void Equality_is_decided(string left, string right, string expected)
    {
        Agreement agreement = Size.Compare(Size.Parse(left), Size.Parse(right));
        Assert.Equal(expected, agreement.Condition);
    }

    [Fact]
    public void A_decision_agrees_with_trying_all_small_values() =>
        Gen.Select(Formulas, Formulas).Sample((a, b) =>
        {
            Agreement agreement = Size.Compare(a.Formula, b.Formula);
            for (long h = 1; h <= 9; h++)
            {
                for (long w = 1; w <= 9; w++)
                {
                    bool equal = a.Numeric(h, w) == b.Numeric(h, w);
                    Assert.False(agreement.IsAlways && !equal, $"{a.Formula} = {b.Formula} is said to be always at {h}, {w}");
                    Assert.False(agreement.IsNever && equal, $"{a.Formula} = {b.Formula} is said to be never at {h}, {w}");
                }
            }
        }, iter: 2_000);

    [Theory]
    [InlineData("")]
    [InlineData("H +")]
    [InlineData("⌊H/0⌋")]
    [InlineData("(H")]
    [InlineData("99999999999999999999")]
    [InlineData("H / 2")]
    [InlineData("\"H")]
    public void A_text_that_is_no_size_is_refused(string text) => Assert.Throws<FormatException>(() => Size.Parse(text));

    [Fact]
    public void Deep_nesting_is_refused_not_followed() =>
        Assert.Throws<FormatException>(() => Size.Parse(new string('(', 100_000) + "H" + new string(')', 100_000)));

    [Fact]
    public void A_symbol_can_be_written_as_what_it_stands_for()
    {
        Size formula = Size.Parse("H - d·k + ⌊H/s⌋");
        Assert.Equal("(i - 1) - d·3 + ⌊(i - 1)/s⌋", formula.ToString(SizeNotation.Unicode, new Dictionary<string, Size> { ["H"] = Size.Parse("i - 1"), ["k"] = 3 }));
        Assert.Equal(@"H - d \cdot 3 + \left\lfloor \frac{H}{s} \right\rfloor", formula.ToString(SizeNotation.Latex, new Dictionary<string, Size> { ["k"] = 3 }));
        Assert.Equal("i - 1", ((Size)"H").ToString(SizeNotation.Unicode, new Dictionary<string, Size> { ["H"] = Size.Parse("i - 1") }));
    }

    public static TheoryData<string, string> Latex => new()
    {
        { "224", "224" },
        { "k1·H·H", "H^{2} k_{1}" },
        { "2·H - 1", "2 H - 1" },
        { "stride·d2", @"d_{2} \mathrm{stride}" },
        { "2·kernel·stride_h·p_h", @"2 \mathrm{kernel} p_{h} \mathrm{stride}_{h}" },
        { "kernel·stride_h", @"\mathrm{kernel} \cdot \mathrm{stride}_{h}" },
        { "max(0, H - 3)", @"\max\left(0, H - 3\right)" },
        { "min(H, W)", @"\min\left(H, W\right)" },
        { "⌊⌊H/k⌋/3⌋", @"\left\lfloor \frac{\left\lfloor \frac{H}{k} \right\rfloor}{3} \right\rfloor" },
        { "⌈H/2⌉·64", @"64 \left\lfloor \frac{H + 1}{2} \right\rfloor" },
    };

    [Theory]
    [MemberData(nameof(Latex))]
    public void Formulas_are_set_in_LaTeX(string formula, string expected) =>
        Assert.Equal(expected, Size.Parse(formula).ToString(SizeNotation.Latex));

    public static TheoryData<string> Names => ["H", "batch size", "layer1.conv", "3d", "größe", "a\"b", "floor", "max", "unk__0", "-1", "x*y"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_name_of_a_symbol_is_printed_so_that_it_reads_back(string name)
    {
        Size size = Size.FloorDiv((2 * Size.Symbol(name)) + W, 3) * Size.Symbol(name);
        Assert.Equal(size, Size.Parse(size.ToString(SizeNotation.Ascii)));
        Assert.Equal(size, Size.Parse(size.ToString()));
        Assert.Equal([name], Size.Symbol(name).Symbols);
    }

    [Fact]
    public void Up_to_4096_residues_equality_is_proved_and_beyond_sampled()
    {
        Size Halves(string symbol, long divisor) => Size.FloorDiv(symbol, divisor) + Size.FloorDiv((Size)symbol + divisor - 1, divisor);
        Agreement within = Size.Compare(Halves("H", 64) + Halves("W", 64), Halves("H", 64) + Halves("W", 64) + H - (64 * Size.FloorDiv(H, 64)));
        Assert.True(within.IsProved);
        Assert.Equal("H mod 64 = 0", within.Condition);
        Agreement beyond = Size.Compare(Size.FloorDiv(H, 4097) * 4097, H);
        Assert.False(beyond.IsAlways || beyond.IsNever);
        Assert.False(beyond.IsProved && beyond.Condition.Contains("mod", StringComparison.Ordinal));
    }

    [Fact]
    public void A_symbol_may_stand_below_and_be_replaced()
    {
        Size size = Size.FloorDiv(H + (2 * W) - K, "s") + 1;
        var random = new Random(7);
        for (int sample = 0; sample < 500; sample++)
        {
            long h = random.Next(1, 50);
            long w = random.Next(1, 50);
            long k = random.Next(1, 50);
            long s = random.Next(1, 9);
            Size partly = size.Substitute(new Dictionary<string, Size> { ["s"] = s, ["k"] = k });
            Size wholly = partly.Substitute(new Dictionary<string, Size> { ["H"] = h, ["W"] = w });
            Assert.Equal((long)Math.Floor((h + (2 * w) - k) / (decimal)s) + 1, wholly.Value);
            Assert.Equal(wholly, size.Substitute(new Dictionary<string, Size> { ["H"] = h, ["W"] = w, ["k"] = k, ["s"] = s }));
        }
        Assert.Equal((W * (Size)"q") + 1, Size.FloorDiv(W * (Size)"q" * "s", "s") + 1);
        Assert.Throws<DivideByZeroException>(() => size.Substitute(new Dictionary<string, Size> { ["s"] = 0 }));
    }

    [Theory]
    [InlineData("3·H", "96", "H = 32")]
    [InlineData("96", "3·H", "H = 32")]
    [InlineData("5·H - 7", "3·H + 1", "H = 4")]
    [InlineData("3·H", "95", "never")]
    [InlineData("3·H·W", "96", "3·H·W = 96")]
    public void A_condition_on_one_symbol_is_solved(string left, string right, string expected) =>
        Assert.Equal(expected, Size.Compare(Size.Parse(left), Size.Parse(right)).Condition);

    private static readonly Gen<Fraction> Fractions = Gen.Select(Gen.Int[-60, 60], Gen.Int[1, 24], (upper, lower) => new Fraction(upper, lower));

    [Fact]
    public void Fractions_keep_the_laws_of_a_field() =>
        Gen.Select(Fractions, Fractions, Fractions).Sample((a, b, c) =>
        {
            Assert.Equal(a + b, b + a);
            Assert.Equal(a * b, b * a);
            Assert.Equal(a + (b + c), (a + b) + c);
            Assert.Equal(a * (b * c), (a * b) * c);
            Assert.Equal(a * (b + c), (a * b) + (a * c));
            Assert.Equal(0, a - a);
            Assert.Equal(a, a + default(Fraction));
            if (b != 0)
            {
                Assert.Equal(a, a / b * b);
            }
            Assert.True(Fraction.TryCompare(a, b, out int order));
            Assert.True(a.TryGetDouble(out double left) & b.TryGetDouble(out double right));
            Assert.Equal(Math.Sign(left - right), order);
            Assert.Equal((long)Math.Floor(left + 1e-12), a.Floor().Value);
            Assert.Equal((long)Math.Ceiling(left - 1e-12), a.Ceiling().Value);
            Assert.Equal(a.GetHashCode(), ((a + b) - b).GetHashCode());
        });

    [Fact]
    public void A_double_is_its_fraction_exactly() =>
        Gen.Select(Gen.Int[-1_000_000, 1_000_000], Gen.Int[-20, 20]).Sample((mantissa, exponent) =>
        {
            double value = Math.ScaleB(mantissa, exponent);
            Assert.True(Fraction.TryFromDouble(value, out Fraction fraction));
            Assert.True(fraction.TryGetDouble(out double back));
            Assert.Equal(value, back);
        });

    [Fact]
    public void Fractions_are_in_lowest_terms()
    {
        Assert.Equal("3/2", new Fraction(6, 4).ToString());
        Assert.Equal("(H + 1)/2", new Fraction((2 * H) + 2, 4).ToString());
        Assert.Equal(H, (new Fraction(H * K, K) + 0).Numerator);
        Assert.Equal(new Fraction(5, 6), new Fraction(1, 2) + new Fraction(1, 3));
        Assert.True(Fraction.TryFromDouble(0.375, out Fraction fraction));
        Assert.Equal(new Fraction(3, 8), fraction);
        Assert.False(Fraction.TryFromDouble(double.NaN, out _));
        Assert.Equal(-2, new Fraction(-3, 2).Floor().Value);
        Assert.Equal(-1, new Fraction(-3, 2).Ceiling().Value);
    }
}
