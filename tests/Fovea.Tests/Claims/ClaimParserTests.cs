using System.Globalization;
using Fovea.Claims;
using Fovea.Networks;
using Fovea.Notation;
using Xunit;

namespace Fovea.Tests.Claims;

public sealed class ClaimParserTests
{
    private static ClaimDocument Read(string text, bool bare = false) => ClaimParser.Parse(text, LayerVocabulary.Text, bare);

    private static string Outlined(string statement) => Outline.Of(Read(statement, bare: true).Claims[0].Statement).ToString();

    private static TextException Refused(string text, bool bare = false) => Assert.Throws<TextException>(() => Read(text, bare));

    [Theory]
    [InlineData("a + b*c - d = -e^2^f", "(= (- (+ a (* b c)) d) (- (^ e (^ 2 f))))")]
    [InlineData("a/b/c = a^-1", "(= (/ (/ a b) c) (^ a (- 1)))")]
    [InlineData("0.25 = 1/4", "(= 1/4 (/ 1 4))")]
    [InlineData("params(m) <= 5_000_000", "(<= (params() m) 5000000)")]
    [InlineData("1.5e-2 != 2E2", "(!= 3/200 200)")]
    [InlineData("a = b <= c < d", "(= <= < a b c d)")]
    [InlineData("x[i, 2*j][0] = f(a).c1.weight", "(= ([] ([] x i (* 2 j)) 0) (.c1.weight (f() a)))")]
    [InlineData("resnet.\"layer1/0\" = dilated.c1", "(= (.layer1/0 resnet) dilated.c1)")]
    [InlineData("field(stack(k: 3, d1: 2), axis: 0) = \"α\"", "(= (field() (stack() (k: 3) (d1: 2)) (axis: 0)) \"α\")")]
    [InlineData("[[1, 2], []] = ?", "(= (list (list 1 2) list) ?)")]
    [InlineData("_ = |a - |b|| + ⌊a/2⌋ + ceil(b/2)", "(= ? (+ (+ (abs() (- a (abs() b))) (floor() (/ a 2))) (ceil() (/ b 2))))")]
    [InlineData("√(a + 1)^2 = √a.b", "(= (^ (sqrt() (+ a 1)) 2) (sqrt() a.b))")]
    [InlineData("σ(x)·(1 − σ(x)) ≥ 0", "(>= (* (σ() x) (- 1 (σ() x))) 0)")]
    [InlineData("sum(l in 0..8, m, n in 0..l - 1, x[l, m]) = 0", "(= (sum (l in 0 8) (m in 0 (- l 1)) (n in 0 (- l 1)) ([] x l m)) 0)")]
    [InlineData("Σ(l ∈ 0..8, l) = ∏(i in 1..2, i)", "(= (sum (l in 0 8) l) (product (i in 1 2) i))")]
    [InlineData("max(a, b) = argmax(i in 0..3, x[i])", "(= (max() a b) (argmax (i in 0 3) ([] x i)))")]
    [InlineData("limit(f(h, w), h -> infinity, w → ∞, c -> 0) = 1", "(= (limit (f() h w) (h -> infinity) (w -> infinity) (c -> 0)) 1)")]
    [InlineData("f in O(n^2)", "(in O f (^ n 2))")]
    [InlineData("f ∈ Θ(n) and g in Omega(n) or not a = b", "(or (and (in Theta f n) (in Omega g n)) (not (= a b)))")]
    [InlineData("a = b implies c = d implies e = f iff g = h", "(iff (implies (= a b) (implies (= c d) (= e f))) (= g h))")]
    [InlineData("¬a = b ∨ c = d ∧ e = f ⇒ g = h", "(implies (or (not (= a b)) (and (= c d) (= e f))) (= g h))")]
    [InlineData("for all i, j in 0..n - 1: x[i, j] = 0", "(for all (i in 0 (- n 1)) (j in 0 (- n 1)) (= ([] x i j) 0))")]
    [InlineData("for all k, c >= 2, n: k > 1", "(for all k >= 2 c >= 2 n >= 1 (> k 1))")]
    [InlineData("for all real a, b, real q in -1/2..1, r, i in 0..1, real s <= 3: a = b", "(for all real a real b real q >= -1/2 <= 1 (r in 0 1) (i in 0 1) real s <= 3 (= a b))")]
    [InlineData("for all real a, tensor x[2, h], y[2] in 0..1, i in 0..1: a = 0", "(for all real a (tensor x >= 0 <= 1 2 h) (tensor y >= 0 <= 1 2) (i in 0 1) (= a 0))")]
    [InlineData("exists n in 1..9: for all real a: a = n and a = 1 where n > 1", "(where (exists (n in 1 9) (for all real a (and (= a n) (= a 1)))) (> n 1))")]
    [InlineData("∀ i ∈ 0..5: ∃ n: n = i", "(for all (i in 0 5) (exists n >= 1 (= n i)))")]
    [InlineData("(a = b or c = d) and (a + b)*c = (d)", "(and (or (= a b) (= c d)) (= (* (+ a b) c) d))")]
    [InlineData("((a)) = (b) where (a > 1 where b > 1)", "(where (= a b) (where (> a 1) (> b 1)))")]
    public void A_statement_hangs_together_as_it_is_written(string text, string outline) => Assert.Equal(outline, Outlined(text));

    [Theory]
    [InlineData("a = b\n  = c <=\n  d", "(= = <= a b c d)")]
    [InlineData("a\n  + b = c -\n d # why\n\n  where a > 1", "(where (= (+ a b) (- c d)) (> a 1))")]
    [InlineData("f(a,\n\n  b) = c and\n  d = e\n  or g =\r\n h", "(or (and (= (f() a b) c) (= d e)) (= g h))")]
    [InlineData("for all i in\n  0..5:\n  not\n  a in\n  O(b)", "(for all (i in 0 5) (not (in O a b)))")]
    public void A_claim_goes_on_where_more_is_to_come(string text, string outline)
    {
        ClaimDocument document = Read(text, bare: true);
        Assert.Equal(outline, Outline.Of(Assert.Single(document.Claims).Statement).ToString());
        Assert.DoesNotContain('\n', document.Claims[0].Text);
        Assert.Equal(outline, Outlined(document.Claims[0].Text));
    }

    [Fact]
    public void A_document_holds_nets_models_definitions_and_claims()
    {
        ClaimDocument document = Read("""
            # a comment
            net one(k) {
              input x: float32[1, 1, i, i]
              c = conv(x, 1, k)   # claim: this is no claim
              output c
            }
            model m = "model.onnx"; model r = resnet50 at [N, 3, 2*H, W]
            define side(x, y) = x - y + 1
            define zero = 0
            claim 1.1a: height(one.c) = side(i, k)  # its comment
            claim 2.b0 false: a =
              b
            claim "a text": a = b; claim false: false = 1
            claim 4.2a-max: a = b
            claim:
              c = d
            """);
        Assert.Equal(["one"], document.Nets.Nets);
        Assert.Equal(["m model.onnx []", "r resnet50 [[N, 3, 2·H, W]]"], document.Models.Map(model => $"{model.Name} {model.Source} {model.Shapes}"));
        Assert.Equal(["side [x, y] (+ (- x y) 1)", "zero [] 0"], document.Definitions.Map(one => $"{one.Name} {one.Parameters} {Outline.Of(one.Value)}"));
        Assert.Equal(
            [
                "10 1.1a False height(one.c) = side(i, k)",
                "11 2.b0 True a = b",
                "13 a text False a = b",
                "13  True false = 1",
                "14 4.2a-max False a = b",
                "15  False c = d",
            ],
            document.Claims.Map(claim => FormattableString.Invariant($"{claim.Line} {claim.Label} {claim.IsMarkedFalse} {claim.Text}")));
        Assert.Single(document.Nets.Graph("one").Nodes);
    }

    [Fact]
    public void A_bare_statement_is_a_claim_beside_all_others() =>
        Assert.Equal(["a = b", "c = d", "e = f"], Read("a = b; claim 1: c = d\ndefine e = 1\ne = f", bare: true).Claims.Map(claim => claim.Text));

    [Theory]
    [InlineData("clam 1: a = b", 1, 1, "'clam' begins no statement; did you mean 'claim'?")]
    [InlineData("= b", 1, 1, "'net', 'model', 'define' or 'claim' was expected, not '='")]
    [InlineData("claim 1 a = b", 1, 9, "':' behind the label of the claim (a label with spaces stands in quotation marks) was expected, not 'a'")]
    [InlineData("claim 1.1: a = b\n\nclaim 1.1: c = d", 3, 7, "there is a claim 1.1 already, in line 1")]
    [InlineData("claim: height(x)", 1, 8, "this is a term, not a statement: nothing is claimed of it, as with =, ≤ or in O( )")]
    [InlineData("claim: (a = b) + 1 = 2", 1, 9, "this is a statement where a term is needed")]
    [InlineData("claim: f((a = b)) = 1", 1, 11, "this is a statement where a term is needed")]
    [InlineData("claim: a = b c", 1, 14, "the end of the line was expected, not 'c'")]
    [InlineData("claim: a = ", 1, 12, "a number, a name or a parenthesis was expected, not the end of the text")]
    [InlineData("claim: f(a = 1\nclaim: b = 1", 1, 12, "',' or ')' was expected, not '='")]
    [InlineData("claim: f(a\nclaim 1: b = 1", 2, 1, "',' or ')' was expected, not 'claim'")]
    [InlineData("claim: x[a b] = 1", 1, 12, "',' or ']' was expected, not 'b'")]
    [InlineData("claim: for all real q in 0..1, r <= 3: q = r", 1, 34, "':' was expected, not '<='")]
    [InlineData("claim: a = O(n)", 1, 12, "an order is claimed with 'in': … in O(…)")]
    [InlineData("claim: a in Oh(n)", 1, 13, "behind 'in' stands O( ), Theta( ) or Omega( ), not 'Oh'")]
    [InlineData("claim: for all i in 0..5 a = i", 1, 26, "':' was expected, not 'a'")]
    [InlineData("claim: for all i in 0..5, i: a = i", 1, 27, "'i' stands here twice")]
    [InlineData("claim: for all real q in 1..0: q = q", 1, 23, "the range is empty")]
    [InlineData("claim: for all real q >= 1/0: q = q", 1, 27, "it is divided by 0")]
    [InlineData("claim: for all k >= 1.5: k = k", 1, 18, "the least value of a whole number is a whole number")]
    [InlineData("claim: for all where: a = a", 1, 16, "'where' has a meaning of its own: it cannot be a name")]
    [InlineData("define a.b = 1", 1, 8, "'a.b' has a dot: what is named here has none")]
    [InlineData("define a = 1\nmodel a = \"b\"", 2, 7, "there is a definition 'a' already")]
    [InlineData("define f(a, a) = 1", 1, 13, "'a' stands here twice")]
    [InlineData("define n = 1\nnet n {\n}", 1, 8, "there is a net 'n', too")]
    [InlineData("net n {\n", 1, 1, "the net is never closed: a '}' is missing")]
    [InlineData("claim: f(a: 1, a: 2) = 1", 1, 16, "a is given twice")]
    [InlineData("claim: f(a: 1, 2) = 1", 1, 16, "what has no name stands before what has one")]
    [InlineData("claim: limit(a) = 1", 1, 15, "',' was expected, not ')'")]
    [InlineData("claim: |a = 1", 1, 11, "'|' was expected, not '='")]
    [InlineData("claim: 1e1001 = 1", 1, 8, "the exponent of the number is beyond 1000")]
    [InlineData("claim: 1e99999999999999999999 = 1", 1, 8, "the exponent of the number is beyond 1000")]
    [InlineData("claim: a @ b", 1, 10, "'@' has no meaning here")]
    public void What_is_wrong_is_told_with_its_place(string text, int line, int column, string reason)
    {
        TextException error = Refused(text);
        Assert.Equal(reason, error.Reason);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.EndsWith("^", error.Excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_in_a_net_is_told_with_its_place_in_the_document()
    {
        ClaimDocument document = Read("claim: a = b\nnet small { # 1\n  input x: float32[1, 3, H, W]\n  c = conv(x, 8, 3, dilatoin: 2)\n  output c\n}\n");
        TextException error = Assert.Throws<TextException>(() => document.Nets.Graph("small"));
        Assert.Equal("4:21: conv has no setting 'dilatoin'; did you mean 'dilation'?", error.Message);
        Assert.Equal("  c = conv(x, 8, 3, dilatoin: 2)\n                    ^", error.Excerpt);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    public static TheoryData<string, string> Hostile => new()
    {
        { "(", "nests more than 200 deep" },
        { "-", "nests more than 200 deep" },
        { "√", "nests more than 200 deep" },
        { "not ", "nests more than 200 deep" },
        { "[", "nests more than 200 deep" },
        { "|", "nests more than 200 deep" },
        { "f(", "nests more than 200 deep" },
        { "a^", "nests more than 200 deep" },
        { "for all i: ", "nests more than 200 deep" },
        { "a = b implies ", "nests more than 200 deep" },
        { "1 + ", "has more than 2000 signs" },
        { "a = ", "has more than 2000 signs" },
        { "a = b and ", "has more than 2000 signs" },
        { "9", "has more than 400 digits" },
        { "max(a, ", "nests more than 200 deep" },
        { "sum(a, a, a, ", "nests more than 200 deep" },
        { ")", "was expected" },
        { "claim ", "was expected" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_megabyte_of_anything_ends_in_one_clear_error(string piece, string reason) =>
        Assert.Contains(reason, Refused("claim: " + Repeat(piece, (1 << 20) / piece.Length)).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_long_row_of_parts_is_no_error()
    {
        Assert.Single(Read("claim: x[1] = 0 and " + Repeat("a[1] = 1 and ", 400) + "b = c").Claims);
        Assert.Equal(20_000, Read(Repeat("claim: a = b\n", 20_000)).Claims.Count);
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fa-IR");
            Assert.Equal("(= 5/2 (- 1000))", Outlined("2.5 = -1e3"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
