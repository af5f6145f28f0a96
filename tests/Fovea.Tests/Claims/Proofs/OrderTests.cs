using Fovea.Claims;
using Fovea.Claims.Proofs;
using Fovea.Numbers;
using Xunit;

namespace Fovea.Tests.Claims.Proofs;

public sealed class OrderTests
{
    // A pooling layer without padding: visits of the direct algorithm, and the formula that is compared with them.
    private const string Visits = "(floor((h-p)/s)+1)*(floor((w-q)/r)+1)*p*q*c";
    private const string Formula = "h*w*c*p*q/(s*r)";
    private const string Fits = "p <= h and q <= w";

    private static Decision Decide(Growth growth, string of, string bound, string conditions, string variables = "h, w, c, p, q, s, r")
    {
        (_, Premises premises) = Written.Read($"{variables} | 1 = 1 | {conditions}");
        return Prover.DecideOrder(growth, Written.Formula(of), Written.Formula(bound), premises);
    }

    [Theory]
    [InlineData(Fits + " and s <= h and r <= w", "4 times")]
    [InlineData(Fits + " and s <= p and r <= q", "1 times")]
    public void The_visits_of_a_pooling_layer_are_at_most_a_multiple_of_the_formula(string conditions, string multiple)
    {
        Decision decision = Decide(Growth.AtMost, Visits, Formula, conditions);
        Assert.Equal(Standing.Proved, decision.Standing);
        Assert.Contains(multiple, decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_formula_is_no_lower_bound_of_the_visits()
    {
        Decision decision = Decide(Growth.Same, Visits, Formula, Fits + " and s <= h and r <= w");
        Assert.Equal(Standing.Refuted, decision.Standing);
        Assert.Contains("h = t, p = t", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bound_that_vanishes_is_refuted_by_a_point()
    {
        Decision decision = Decide(Growth.AtMost, Visits, "(h-p)*(w-q)*c*p*q/(s*r)", Fits);
        Assert.Equal(Standing.Refuted, decision.Standing);
        Assert.All(decision.Counterexample!, value => Assert.Equal(1, value.Value));
    }

    public static TheoryData<Growth, string, string, Standing> Pairs => new()
    {
        { Growth.AtMost, "3*n^2 + 5*n", "n^2", Standing.Proved },
        { Growth.Same, "3*n^2 + 5*n", "n^2", Standing.Proved },
        { Growth.AtMost, "n^3", "n^2", Standing.Refuted },
        { Growth.AtLeast, "n^3", "n^2", Standing.Proved },
        { Growth.Same, "n^3", "n^2", Standing.Refuted },
        { Growth.AtMost, "n*m + n", "n*m", Standing.Proved },
        { Growth.AtMost, "n^2", "n*m", Standing.Refuted },
        { Growth.Same, "floor(n/2) + 1", "n", Standing.Proved },
        { Growth.AtMost, "n*m", "n + m", Standing.Refuted },
        { Growth.AtMost, "n + m", "n*m", Standing.Proved },
        { Growth.Same, "n*m", "m*n", Standing.Proved },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Orders_are_decided(Growth growth, string of, string bound, Standing standing) =>
        Assert.Equal(standing, Decide(growth, of, bound, "1 = 1", "n, m").Standing);

    public static TheoryData<string, string, string?> Limits => new()
    {
        { "h", "(3*h^2 + 1)/(2*h^2 - h)", "3/2" },
        { "h, w", "(floor((h-6)/3)+1)*(floor((w-8)/4)+1)*12/(h*w)", "1" },
        { "h, w", "(floor((h-6)/3)+1)*(floor((w-8)/4)+1)*c*49/(h*w*c*48/12)", "49/48" },
        { "h, w", "(floor((h-p)/s)+1)*(floor((w-q)/r)+1)*s*r/(h*w)", "1" },
        { "h", "h/(h*h)", "0" },
        { "h", "h*h/h", "∞" },
        { "h", "1 - h", "-∞" },
        { "h", "max(h - 5, 3)/h", "1" },
        { "h", "h - 2*floor(h/2)", null },
        { "h, w", "h/w", null },
        { "h, w", "(h + w)/(h*w)", "0" },
        { "h", "exp(h)/h", null },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Limits_of_quotients_are_found(string names, string formula, string? limit)
    {
        var premises = new Premises([.. "hwcpqsr".Select(letter => new Variable(letter.ToString(), true, 1))], []);
        (string, Symbol?)[] approaches = [.. names.Split(", ").Select(name => (name, (Symbol?)null))];
        Assert.Equal(limit, Prover.Limit(Written.Formula(formula), premises, approaches)?.ToString());
    }

    [Theory]
    [InlineData("(x^2 - 1)/(x - 1)", "2")]
    [InlineData("x*y + 1", "y + 1")]
    [InlineData("1/(x - 1)", null)]
    [InlineData("floor(x)", null)]
    public void At_a_point_a_limit_is_the_value_of_what_is_continuous(string formula, string? limit)
    {
        var premises = new Premises([new Variable("x", false), new Variable("y", false)], []);
        Assert.Equal(limit, Prover.Limit(Written.Formula(formula), premises, ("x", Symbol.Literal(1)))?.ToString());
    }
}
