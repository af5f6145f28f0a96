using Fovea.Claims;
using Fovea.Derivations;
using Fovea.Graphs;
using Fovea.Networks;
using Xunit;

namespace Fovea.Tests.Claims;

public sealed class TermDerivationTests
{
    private static Derivation Derive(string text) => TermDerivation.Of(text, LayerVocabulary.Text, new CheckOptions(file => throw new FileNotFoundException(file)));

    [Theory]
    [InlineData("height(dilated.c3)", "i - k3·n - k1 - k2 + n + 2")]
    [InlineData("field(stack)", "0")]
    [InlineData("params(separable.separable)/params(separable.standard)", "(k² + m)/(k²·m)")]
    [InlineData("define pool = pooling(c: 3, h: 12, w: 16, p_h: 6, p_w: 8, s_h: 3, s_w: 4, q_h: 0, q_w: 0); define visits(p) = elements(p) + ops(p, compare); visits(pool)", "1323")]
    [InlineData("sum(k in 1..3, params(stack(k: k, d1: 1, d2: 1, d3: 1)))", "42")]
    [InlineData("counted(alone(i: 6, k: 3, d: 1), multiply) + 1; net alone(k, d) { input x: float32[1, 1, i, i]; y = conv(x, 1, k, dilation: d, bias: false); output y }", "145")]
    public void A_term_is_derived_to_its_value(string text, string value) => Assert.Equal(value, Derive(text).Sections[^1].Steps[^1].Formula.ToString());

    [Fact]
    public void What_a_term_asks_is_derived_before_it_and_put_in_one_answer_after_the_other()
    {
        Derivation derivation = Derive("height(dilated.c2) - height(dilated.c3)");
        Assert.Equal(["c2 (Conv)", "c3 (Conv)", "height(dilated.c2) - height(dilated.c3)"], derivation.Sections.Select(section => section.Title).Distinct());
        Assert.Equal(
            ["height(dilated.c2)", "height(dilated.c3)"],
            derivation.Sections[^1].Steps.Select(step => step.Put?.Name).OfType<string>());
    }

    [Theory]
    [InlineData("height(nosuch)", "1:8: 'nosuch' is not known here")]
    [InlineData("height(dilated.c3) = 1", "the end of the line was expected")]
    [InlineData("define a = b; define b = a; a + 1", "go too deep")]
    [InlineData("define a = 1", "a term")]
    [InlineData("1; 2", "one term is asked for")]
    [InlineData("channels(lenet5) + 1/0", "divided by 0")]
    public void What_cannot_be_derived_says_why(string text, string reason) =>
        Assert.Contains(reason, Assert.ThrowsAny<FormatException>(() => Derive(text)).Message, StringComparison.Ordinal);
}
