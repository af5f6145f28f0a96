using Fovea.Claims;
using Fovea.Claims.Proofs;
using Fovea.Numbers;
using Xunit;

namespace Fovea.Tests.Claims.Proofs;

public sealed class ProverTests
{
    private static Decision Decide(string text)
    {
        (Proposition proposition, Premises premises) = Written.Read(text);
        return Prover.Decide(proposition, premises);
    }

    public static TheoryData<string> True => new()
    {
        // Normal forms.
        "real x | sigmoid(x)*(1-sigmoid(x)) = exp(-x)/(1+exp(-x))^2",
        "real x, y | exp(x+y) = exp(x)*exp(y)",
        "real x, y | exp(x) > exp(y) iff x > y",
        "real x | ln(1+exp(x)) - ln(1+exp(-x)) = x",
        "real x | ln(1+exp(x)) >= relu(x)",
        "real x | tanh(x) = 2*sigmoid(2*x) - 1",
        "real x | sqrt(x)^2 = x | x >= 0",
        "real x, y, c | lse(x+c,y+c) = lse(x,y)+c",
        "real x, y, c | exp(x+c)/(exp(x+c)+exp(y+c)) = exp(x)/(exp(x)+exp(y))",
        "real x, y | exp(x-max(x,y))/(exp(x-max(x,y))+exp(y-max(x,y))) = exp(x)/(exp(x)+exp(y))",
        "k, m | (k^2*3 + 3*m)/(k^2*3*m) = 1/m + 1/k^2",
        "i, k1, k2, k3, n | i-k1-k2+2-((n-1)*(k3-1)+k3)+1 = i-k1-k2+2-n*k3+n",
        "real q; n | q^(n+1) = q*q^n",
        "n | 2^(n+2) = 4*2^n",
        // Whole numbers.
        "k, n | (n-1)*k = n*(k-1) | n = k",
        "h, p, s | floor((h-p)/s)+1 >= 1 | p <= h",
        "h, p, s | (floor((h-p)/s)+1)*s <= h | p <= h and s <= p",
        "h, p, s | (floor((h-p)/s)+1)*p <= 2*h*p/s | p <= h and s <= h",
        "h | floor(h/2) + floor((h+1)/2) = h",
        "h | ceil(h/2) = floor((h+1)/2)",
        "h | 2*floor(h/2) != h + 1",
        "k, m, c | k^2*m*c > c*k^2 + c*m iff k >= 2 and m >= 2",
        "m | 1/m = 1/m^2 iff m = 1",
        "k | k = 1 or k >= 2",
        "k, m | 2*k != 2*m + 1",
        "h, s | ceil(h/s) = floor((h+s-1)/s)",
        "w, p, s; q >= 0 | floor((w+2*q-p)/s)+1 >= 1 iff w + 2*q >= p",
        "h, p, s | min(ceil((h-p)/s)+1, ceil(h/s)) >= floor((h-p)/s)+1 | p <= h",
        "h | floor((floor((h+1)/2)+1)/2) = floor((h+3)/4)",
        "n | n^2 + n = 2*floor((n^2+n)/2)",
        // Real numbers, piece by piece.
        "real a, b | max(a,b) = relu(a-b)+b",
        "real a, b, c, d | max(a,b,c,d) >= (a+b+c+d)/4",
        "real a, b, c, d | max(max(a,b),max(c,d)) = max(a,b,c,d)",
        "real a, b | max(a,b) = relu(a)-relu(-a)+relu(b-a)",
        "real a, b | min(a,b) = (a+b-abs(a-b))/2",
        "real a, b, c, d | max(a,b)+max(c,d) >= max(a+c,b+d)",
        "real a, b, c, d | max(a,b,c,d) = relu(max(a,b)-max(c,d)) + max(c,d)",
        "real x, y | abs(x+y) <= abs(x)+abs(y)",
        "real x, y | abs(x*y) = abs(x)*abs(y)",
        "real x, y; real c >= 0 | relu(c*x) = c*relu(x)",
        "real x | abs(x) = x*sign(x)",
        "real x | sqrt(x^2) = abs(x)",
        // Polynomials that are not negative.
        "real x, y | x^2+y^2 >= 2*x*y",
        "real x, y, z | x^2+y^2+z^2 >= x*y+y*z+z*x",
        "real a in 0..1; real b in 0..1 | a*b <= 1",
        "real q in 0..1; n | 1-(1-q)^n >= 0",
        "real q in 0..1; n | q^n <= q",
        "real x | x^2 - 2*x + 1 >= 0",
        "real x, y | x^2 + y^2 + 1 >= x + y + x*y",
        "real q in 0..1; a, b | 1-(1-q)^(a*b) >= q",
        "real q in 0..1; a, b | q^(a*b) <= q",
        "n | 2^n > n",
        "real q | q^1000000 >= 0",
        // Rising functions, and means weighted by a softmax.
        "real x, y | sigmoid(x) >= sigmoid(y) | x >= y",
        "real x | exp(x) >= 1 + x",
        "real x, y; real t >= 1 | (x*exp(t*x)+y*exp(t*y))/(exp(t*x)+exp(t*y)) <= max(x,y)",
        "real x, y, z, u | (x*exp(x)+y*exp(y)+z*exp(z)+u*exp(u))/(exp(x)+exp(y)+exp(z)+exp(u)) >= (x+y+z+u)/4",
        "real x, y; real t >= 1 | max(x,y) <= lse(t*x,t*y)/t",
        "real x, y, z, u | max(x,y,z,u) <= lse(x,y,z,u)",
        "real x, y, z | lse(x,y,z) <= max(x,y,z) + ln(3)",
        // Nothing satisfies the conditions, or few do.
        "k in 1..5 | k^2 <= 25",
        "k | k = 2 | k >= 2 and k <= 2",
        "k, m | k = m | 2*k = 2*m + 1",
        // Numbers.
        "| exp(1) < 3",
        "| exp(1)*exp(2) = exp(3)",
        "real x | x/x = 1 | x != 0",
    };

    [Theory]
    [MemberData(nameof(True))]
    public void What_is_true_is_proved(string text)
    {
        Decision decision = Decide(text);
        Assert.True(decision.Standing == Standing.Proved, $"{decision}");
        Assert.Null(decision.Counterexample);
    }

    public static TheoryData<string, string> False => new()
    {
        { "i, k1, k2, k3, n | i-k1-k2+2-((n-1)*(k3-1)+k3)+1 = i-k1-k2+2-n*k3-n", "i=1, k1=1, k2=1, k3=1, n=1" },
        { "k, d1, d2, d3 | (k-1)*(d1+d2+d3)+1 = (k-1)*(d1+d2+d3)+3", "d1=1, d2=1, d3=1, k=1" },
        { "k, n, j | j + (n-1)*k = j+n*(k-1)", "j=1, k=1, n=2" },
        { "h | 2*floor(h/2) = h", "h=1" },
        { "k, m, c | k^2*m*c > c*k^2 + c*m iff k >= 2 or m >= 2", "c=1, k=1, m=2" },
        { "real a, b, c, d | max(a,b,c,d) > (a+b+c+d)/4", "a=0, b=0, c=0, d=0" },
        { "real a, b, c, d | max(a,b)+max(c,d) = max(a+c,b+d)", "a=0, b=1, c=1, d=0" },
        { "real x | exp(x) > 1 + x", "x=0" },
        { "real x, y | exp(x+y) = exp(x)+exp(y)", "x=0, y=0" },
        { "k >= 3; m | k*m < 12 | m >= 2", "k=3, m=4" },
        { "k | k < 1000000 | k >= 999999", "k=1000000" },
        { "h, o | o = 3 | o = floor(h/2) + 1", "h=1, o=1" },
        { "k | not k = 7", "k=7" },
    };

    [Theory]
    [MemberData(nameof(False))]
    public void What_is_false_is_refuted_by_the_smallest_counterexample(string text, string counterexample)
    {
        Decision decision = Decide(text);
        Assert.Equal(Standing.Refuted, decision.Standing);
        Assert.Equal(counterexample, string.Join(", ", decision.Counterexample!.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={value.Value}")));
    }

    [Theory]
    [InlineData("| 332*249*3*49 = 12152196")]
    [InlineData("| max(1,0)+max(0,1) != max(1,1)")]
    [InlineData("k | 2 + 2 = 4")]
    public void Numbers_are_compared_exactly(string text) => Assert.Equal(Standing.Exact, Decide(text).Standing);

    [Theory]
    [InlineData("real x | x/x = 1", "x/x has no value")]
    [InlineData("k | 1/(k-1) > 0", "1/(k - 1) has no value")]
    [InlineData("real x | ln(x) < x", "ln(x) has no value")]
    public void What_has_no_value_somewhere_is_ill_formed(string text, string reason)
    {
        Decision decision = Decide(text);
        Assert.Equal((Standing.IllFormed, reason), (decision.Standing, decision.Reason));
        Assert.NotNull(decision.Counterexample);
    }

    [Fact]
    public void What_is_proved_where_it_has_a_value_says_so()
    {
        // Where the divisor is 0 was neither found nor excluded.
        Decision decision = Decide("k, m, n | 1/(k^7 + m^7 - n^7) = 1/(m^7 + k^7 - n^7)");
        Assert.Equal(Standing.Proved, decision.Standing);
        Assert.Contains("wherever all its parts have values", decision.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("wherever", Decide("k, m | 1/(k + m) = 1/(m + k)").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_with_thousands_of_terms_is_decided_at_once()
    {
        // Nine sums of 300 products, each with a weight, below a sigmoid; all in all 2 700 terms.
        Symbol z = default;
        for (int unit = 0; unit < 9; unit++)
        {
            Symbol sum = default;
            for (int i = 0; i < 300; i++)
            {
                sum += Symbol.Named($"w{i % 75}") * Symbol.Named($"x{((unit * 30) + i) % 300}");
            }
            z += Symbol.Named($"v{unit}") * (sum / Symbol.Literal(4));
        }
        Symbol one = Symbol.Literal(1);
        Symbol y = one / (one + Symbol.Apply(ScalarFunction.Exp, -z));
        string[] names = ["d", .. Enumerable.Range(0, 75).Select(i => $"w{i}"), .. Enumerable.Range(0, 300).Select(i => $"x{i}"), .. Enumerable.Range(0, 9).Select(i => $"v{i}")];
        var premises = new Premises([.. names.Select(name => new Variable(name, false))], []);
        Symbol gradient = Symbol.Named("d") * y.Derivative("w3");
        Symbol expected = Symbol.Named("d") * y * (one - y) * z.Derivative("w3");

        Assert.Equal(Standing.Proved, Prover.Decide(new Proposition.Comparison(Relation.Equal, gradient, expected), premises).Standing);
        Decision wrong = Prover.Decide(new Proposition.Comparison(Relation.Equal, gradient, Symbol.Literal(9) * expected), premises);
        Assert.Equal(Standing.Refuted, wrong.Standing);
        // One weight and one input are enough to tell them apart.
        Assert.Equal(3, wrong.Counterexample!.Values.Count(value => value != 0));
    }

    [Theory]
    [InlineData("h - 2*k + 3 - h + k*k*2", "2·k² - 2·k + 3")]
    [InlineData("(x + 1)*(x - 1)", "x² - 1")]
    [InlineData("floor((h + 5)/2)", "⌊h/2 + 1/2⌋ + 2")]
    [InlineData("(x^2 - 1)/(x + 1)", "x - 1")]
    [InlineData("1/k + 1/h", "(h + k)/(h·k)")]
    public void Normal_forms_are_written_so_that_they_read_well(string formula, string text) =>
        Assert.Equal(text, Prover.Simplified(Written.Formula(formula), new Premises([new("h", true, 1), new("k", true, 1), new("x", false)], [])).ToString());

    [Fact]
    public void A_part_without_value_does_not_matter_beside_one_that_decides() => Assert.Equal(Standing.Proved, Decide("k | k = 1 or 1/(k-1) > 0").Standing);

    [Theory]
    [InlineData("| 10^(10^9) > 0")]
    [InlineData("n | 2^(2^(2^n)) > n^(n^n)")]
    [InlineData("k, n | (k+1)^(10^9) > n")]
    [InlineData("real x | (x+1)^64*(x+2)^64*(x+3)^64 = (x+3)^64*(x+2)^64*(x+1)^63*(x+1)")]
    public void Huge_powers_end_soon(string text) => Assert.NotEqual(Standing.Refuted, Decide(text).Standing);

    [Fact]
    public void Nested_maxima_end_soon()
    {
        Symbol nested = Symbol.Named("x0");
        for (int i = 1; i <= 40; i++)
        {
            Symbol name = Symbol.Named($"x{i % 5}");
            nested = name + Symbol.Max(nested * Symbol.Literal(2), name - nested);
        }
        var premises = new Premises([.. Enumerable.Range(0, 5).Select(i => new Variable($"x{i}", false))], []);
        Decision decision = Prover.Decide(new Proposition.Comparison(Relation.AtLeast, nested * nested + Symbol.Literal(1), nested), premises);
        Assert.True(decision.Standing is Standing.Proved or Standing.Sampled or Standing.Undecided, $"{decision}");
    }

    [Fact]
    public void Every_name_must_be_declared() => Assert.Throws<ArgumentException>(() => Decide("k | k = m"));
}
