using CsCheck;
using Fovea.Numbers;
using Xunit;

namespace Fovea.Tests.Numbers;

public sealed class WideTests
{
    private static readonly float[] Special = [0, -0f, 1, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    private static readonly Gen<float[]> Values =
        Gen.OneOf(Gen.Float, Gen.Float[-4, 4], Gen.Int[0, Special.Length - 1].Select(i => Special[i])).Array[Wide.Lanes];

    public static TheoryData<string> Operations => [.. All.Keys];

    private static readonly Dictionary<string, (Func<Wide, Wide, Wide> Wide, Func<Real, Real, Real> Real)> All = new()
    {
        ["+"] = ((a, b) => a + b, (a, b) => a + b),
        ["-"] = ((a, b) => a - b, (a, b) => a - b),
        ["·"] = ((a, b) => a * b, (a, b) => a * b),
        ["/"] = ((a, b) => a / b, (a, b) => a / b),
        ["negate"] = ((a, b) => -a, (a, b) => -a),
        ["remainder"] = (Wide.Remainder, Real.Remainder),
        ["power"] = (Wide.Power, Real.Power),
        ["max"] = (Wide.Max, Real.Max),
        ["min"] = (Wide.Min, Real.Min),
        ["exp"] = ((a, b) => Wide.Apply(ScalarFunction.Exp, a), (a, b) => Real.Apply(ScalarFunction.Exp, a)),
        ["half"] = ((a, b) => Wide.Round(a, FloatFormat.Half), (a, b) => Real.Round(a, FloatFormat.Half)),
        ["brain"] = ((a, b) => Wide.Round(a, FloatFormat.Brain), (a, b) => Real.Round(a, FloatFormat.Brain)),
        ["single"] = ((a, b) => Wide.Round(a, FloatFormat.Single), (a, b) => Real.Round(a, FloatFormat.Single)),
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_lane_is_what_float32_computes_alone(string operation) => Gen.Select(Values, Values).Sample((a, b) =>
    {
        Wide together = All[operation].Wide(Wide.Of(a), Wide.Of(b));
        for (int lane = 0; lane < Wide.Lanes; lane++)
        {
            SameBits(All[operation].Real(new Real(a[lane]), new Real(b[lane])).Number, together[lane]);
        }
    });

    [Fact]
    public void A_computation_runs_in_all_lanes() => Gen.Select(Computation.OnReals, Values.Array[3]).Sample((computation, inputs) =>
    {
        Wide together = computation.Run([.. inputs.Select(values => Wide.Of(values))]);
        for (int lane = 0; lane < Wide.Lanes; lane++)
        {
            SameBits(computation.Run([.. inputs.Select(values => new Real(values[lane]))]).Number, together[lane]);
        }
    });

    [Fact]
    public void Lanes_that_disagree_do_not_compare()
    {
        float[] rising = [.. Enumerable.Range(0, Wide.Lanes).Select(lane => (float)lane)];
        Assert.True(Wide.Less(Wide.Of(rising), Wide.Literal(100)));
        Assert.False(Wide.Less(Wide.Of(rising), Wide.Literal(0)));
        Assert.Null(Wide.Less(Wide.Of(rising), Wide.Literal(3)));
        Assert.Null(Wide.Same(Wide.Of(rising), Wide.Literal(3)));
        Assert.False(Wide.Same(Wide.Literal(double.NaN), Wide.Literal(double.NaN)));
        Assert.Null(Wide.Value(Wide.Of(rising)));
        Assert.Equal(0.5, Wide.Value(Wide.Literal(0.5)));
    }

    // Which of several NaN comes out, the processor may choose.
    private static void SameBits(float expected, float actual) => Assert.True(
        BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(actual) || (float.IsNaN(expected) && float.IsNaN(actual)), $"{actual} is not {expected}");
}
