using Fovea.Claims;
using Fovea.Graphs;
using Fovea.Networks;
using Xunit;

namespace Fovea.Tests.Claims;

public sealed class CheckerTests
{
    private const string Nets = """
        net alone(k, d) {
          input x: float32[1, 1, i, i]
          y = conv(x, 1, k, dilation: d, bias: false)
          output y
        }
        net max2 {
          input x: float32[1, c, h, w]
          y = maxpool(x, 2)
          output y
        }
        net average2 {
          input x: float32[1, c, h, w]
          y = averagepool(x, 2)
          output y
        }
        net strided {
          input x: float32[1, 3, H, W]
          c = conv(x, 8, 3, stride: 2, padding: 1)
          y = maxpool(c, 2)
          output y
        }

        """;

    private static Verdict Judge(string claim) =>
        Assert.Single(Checker.Check(ClaimParser.Parse(Nets + claim, LayerVocabulary.Text, bare: true), new CheckOptions(file => throw new FileNotFoundException($"{file}: there is no such file"))));

    [Theory]
    [InlineData("height(alone) = i - d*(k - 1)", Standing.Proved)]
    [InlineData("i - d*(k - 1) = height(alone)", Standing.Proved)]
    [InlineData("height(alone(3, 2)) = i - 4", Standing.Proved)]
    [InlineData("height(alone(k, d: 1)) = i - k + 1", Standing.Proved)]
    [InlineData("field(alone) = (k - 1)*d + 1", Standing.Proved)]
    [InlineData("shape(strided.c) = [1, 8, ⌊(H + 1)/2⌋, ⌊(W + 1)/2⌋]", Standing.Proved)]
    [InlineData("field(strided) = 5 and stride(strided) = 4 and padding(strided) = 1", Standing.Proved)]
    [InlineData("params(strided) = 8*27 + 8 = 224", Standing.Exact)]
    [InlineData("params(resnet50) = 25557032", Standing.Exact)]
    [InlineData("1 + 1 = 2", Standing.Exact)]
    [InlineData("for all real a, b: (a + b)^2 = a^2 + 2*a*b + b^2", Standing.Proved)]
    [InlineData("for all i in 0..9: i^2 >= i", Standing.Proved)]
    [InlineData("sum(i in 1..100, i) = 5050", Standing.Exact)]
    [InlineData("exists n in 1..20: n^2 = 169", Standing.Exact)]
    [InlineData("argmin(n in 1..20, (n - 7)^2) = 7", Standing.Exact)]
    [InlineData("argmin(n in 0..10, abs(n - 7/2)) = 3", Standing.Exact)]
    [InlineData("argmax(n in 0..10, abs(n - 7/2)) = 10", Standing.Exact)]
    [InlineData("argmin(n in 0..10, exp(n) - 100*n) = 5", Standing.Exact)]
    [InlineData("argmax(i in 1..5, j in 1..5, sqrt(i)/j) = [5, 1]", Standing.Exact)]
    [InlineData("for all tensor x[1, 1, 2, 2]: max2(x) >= average2(x)", Standing.Proved)]
    [InlineData("for all tensor x[1, 1, 2, 2]: average2(x)[0, 0, 0, 0] = mean(x)", Standing.Proved)]
    [InlineData("max2([[[[1, 2], [3, 4]]]]) = 4", Standing.Exact)]
    [InlineData("counted(alone(i: 6, k: 3, d: 1), multiply) = 144", Standing.Counted)]
    [InlineData("mean(picture(8, 8)) <= 1", Standing.Measured)]
    [InlineData("height(alone) <= i", Standing.Proved)]
    [InlineData("not height(alone) > i", Standing.Proved)]
    [InlineData("c = channels(max2)", Standing.Proved)]
    [InlineData("model m = \"lenet5\" at [N, 1, H, W]\nclaim: N >= 1 and height(m.c1) = H - 4", Standing.Proved)]
    [InlineData("for all real c: c^2 >= 0 and field(max2) = 2", Standing.Proved)]
    public void What_holds_is_told_as_it_stands(string claim, Standing standing)
    {
        Verdict verdict = Judge(claim);
        Assert.Equal((Outcome.Held, standing), (verdict.Outcome, verdict.Standing));
        Assert.Null(verdict.Correction);
    }

    [Theory]
    [InlineData("height(alone) = i - d*k - d", "height(alone) = d - d*k + i")]
    [InlineData("field(alone) = (k - 1)*d + 3", "field(alone) = d*k - d + 1")]
    [InlineData("width(strided) = ⌊W/4⌋", "width(strided) = floor((W + 1)/4)")]
    [InlineData("params(strided) = 216", "params(strided) = 224")]
    [InlineData("for all real a, b: max(a, b) = relu(a + b) + b", "for all real a, b: max(a, b) = relu(a - b) + b")]
    [InlineData("for all tensor x[1, 1, 2, 2]: average2(x)[0, 0, 0, 0] = sum(i in 0..1, j in 0..1, x[0, 0, i, j])/2", "for all tensor x[1, 1, 2, 2]: average2(x)[0, 0, 0, 0] = (x[0, 0, 0, 0] + x[0, 0, 0, 1] + x[0, 0, 1, 0] + x[0, 0, 1, 1])/4")]
    [InlineData("for all tensor x[1, 1, 2, 2]: max2(x) <= average2(x)", "for all tensor x[1, 1, 2, 2]: max2(x) ≥ average2(x)")]
    public void What_is_false_is_refuted_and_corrected(string claim, string correction)
    {
        Verdict verdict = Judge(claim);
        Assert.Equal((Outcome.Failed, Standing.Refuted), (verdict.Outcome, verdict.Standing));
        Assert.Equal(correction, verdict.Correction);
        Assert.Equal(Outcome.Held, Judge(correction).Outcome);
    }

    [Theory]
    [InlineData("for all i in 0..3: sum(j in 0..1, backprop.X[0, 0, 0, i - j]) = 0", "lies outside")]
    [InlineData("1/0 = 1", "divided by 0")]
    [InlineData("height(alone(3, 1)) = kk", "'kk' is not known here")]
    [InlineData("hieght(alone) = 3", "did you mean 'height'")]
    [InlineData("[1, 2] = [1, 2, 3]", "a list of 2 is compared with a list of 3")]
    [InlineData("height(alone(0, 1)) = 3", "must be at least 1")]
    [InlineData("for all i in 0..10^12: i = i", "numbers")]
    [InlineData("2^(10^9) = 1", "too large")]
    [InlineData("define a = b; define b = a; claim: a + 1 = 2", "go too deep")]
    [InlineData("define a(x) = a(x) + 1; claim: a(1) = 2", "uses itself")]
    [InlineData("argmin(n in 1..0, n) = 1", "empty range")]
    [InlineData("for all real a: argmin(n in 1..3, a*n) = 1", "argmin needs numbers")]
    [InlineData("argmin(n in -1..1, 1/n) = -1", "divided by 0")]
    [InlineData("params(alone.z) = 1", "no node or value 'z'")]
    public void What_has_no_meaning_is_ill_formed_and_says_why(string claim, string reason)
    {
        Verdict verdict = Judge(claim);
        Assert.Equal((Outcome.Failed, Standing.IllFormed), (verdict.Outcome, verdict.Standing));
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_fails_at_its_first_false_step()
    {
        Verdict verdict = Judge("for all real a: (a + 1)^2 - 1 = a^2 + 2*a = a*(a + 1) = a^2 + a");
        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.Equal([Standing.Proved, Standing.Refuted], verdict.Steps.Select(step => step.Standing));
        Assert.StartsWith("step 2", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_that_is_marked_false_holds_if_it_is_refuted_and_fails_if_it_is_true()
    {
        Assert.Equal(Outcome.Held, Judge("claim false: height(alone) = i").Outcome);
        Assert.Equal(Outcome.Failed, Judge("claim false: height(alone) = i - d*(k - 1)").Outcome);
    }

    [Fact]
    public void The_counterexample_is_the_smallest_and_shows_both_sides()
    {
        Verdict verdict = Judge("field(alone) = k*d");
        Assert.Contains("d = 2, k = 1", verdict.Counterexample, StringComparison.Ordinal);
        Assert.Contains("left is 1, right is 2", verdict.Counterexample, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hole_is_answered_with_the_formula()
    {
        Assert.Equal(["d - d·k + i"], Judge("height(alone) = ?").Answers);
        Assert.Equal(["224"], Judge("params(strided) = ?").Answers);
    }

    [Fact]
    public void Gradients_are_exact_at_every_index()
    {
        Assert.Equal(Standing.Proved, Judge("for all i, j in 0..5: grad(backprop.z, backprop.c[0, 0, i, j]) = backprop.W2[0, 3*floor(i/2) + floor(j/2)]/4").Standing);
        Verdict wrong = Judge("for all i, j in 0..5: grad(backprop.z, backprop.c[0, 0, i, j]) = backprop.W2[0, 0]/4");
        Assert.Equal("for all i, j in 0..5: grad(backprop.z, backprop.c[0, 0, i, j]) = backprop.W2[0, 3*floor(i/2) + floor(j/2)]/4", wrong.Correction);
    }

    [Fact]
    public void A_model_that_cannot_be_opened_is_told_with_its_place()
    {
        Verdict verdict = Judge("model m = \"missing.onnx\"\nclaim: params(m) = 1");
        Assert.Equal(Standing.IllFormed, verdict.Standing);
        Assert.Contains("missing.onnx: there is no such file", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_sizes_of_tensors_are_sampled()
    {
        Assert.Equal(Standing.Sampled, Judge("for all tensor x[n]: max(x) >= mean(x)").Standing);
        Assert.Equal(Standing.Refuted, Judge("for all tensor x[n]: max(x) = mean(x)").Standing);
    }
}
