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
        // Real numbers, piece by piece.
        "real a, b | max(a,b) = relu(a-b)+b",
        "real a, b, c, d | max(a,b,c,d) >= (a+b+c+d)/4",
        "real a, b, c, d | max(max(a,b),max(c,d)) = max(a,b,c,d)",
        "real a, b | max(a,b) = relu(a)-relu(-a)+relu(b-a)",
        "real a, b | min(a,b) = (a+b-abs(a-b))/2",
        "real a, b, c, d | max(a,b)+max(c,d) >= max(a+c,b+d)",
        "real x | abs(x) = x*sign(x)",
        "real x | sqrt(x^2) = abs(x)",
        // Polynomials that are not negative.
        "real x, y | x^2+y^2 >= 2*x*y",
        "real x, y, z | x^2+y^2+z^2 >= x*y+y*z+z*x",
        "real a in 0..1; real b in 0..1 | a*b <= 1",
        "real q in 0..1; n | 1-(1-q)^n >= 0",
        "real q in 0..1; n | q^n <= q",
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
