using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

public sealed class ElementwiseTests
{
    private const double Infinity = double.PositiveInfinity;

    public static TheoryData<Operator, ElementType, double[], double[], double[]> Pairs => new()
    {
        { new Mod(), ElementType.Int8, [7, -7, 7, -7, 6, -6], [3, 3, -3, -3, 3, -3], [1, 2, -2, -1, 0, 0] },
        { new Mod(Truncated: true), ElementType.Int8, [7, -7, 7, -7, 6, -6], [3, 3, -3, -3, 3, -3], [1, -1, 1, -1, 0, 0] },
        { new Mod(Truncated: true), ElementType.Float64, [5.5, -5.5, 5.5], [2, 2, -2], [1.5, -1.5, 1.5] },
        { new Div(), ElementType.Int32, [7, -7, 7, -7], [2, 2, -2, -2], [3, -3, -3, 3] },
        { new Div(), ElementType.Float64, [1, -1, 7], [0, 0, 2], [Infinity, -Infinity, 3.5] },
        { new Add(), ElementType.UInt8, [250, 1], [10, 2], [4, 3] },
        { new Sub(), ElementType.UInt8, [1], [2], [255] },
        { new Mul(), ElementType.Int8, [100], [2], [-56] },
        { new Pow(), ElementType.Int32, [2, -3, 5, 1, 7], [10, 3, 0, -2, -1], [1024, -27, 1, 1, 0] },
        { new BitShift(Left: true), ElementType.UInt8, [255, 1, 1], [1, 7, 200], [254, 128, 0] },
        { new BitShift(Left: false), ElementType.UInt16, [65535, 8, 8], [8, 3, 200], [255, 1, 0] },
        { new BitwiseAnd(), ElementType.Int8, [-1, -128, 12], [5, 127, 10], [5, 0, 8] },
        { new BitwiseOr(), ElementType.Int8, [-128, 12], [127, 10], [-1, 14] },
        { new BitwiseXor(), ElementType.UInt8, [255, 12], [1, 10], [254, 6] },
        { new Equal(), ElementType.Bool, [0, 0, 1, 1], [0, 1, 0, 1], [1, 0, 0, 1] },
        { new Equal(), ElementType.Float64, [double.NaN, 0, 1], [double.NaN, -0.0, 2], [0, 1, 0] },
        { new Less(), ElementType.Float64, [1, 2, 2, double.NaN], [2, 2, 1, 1], [1, 0, 0, 0] },
        { new Greater(), ElementType.UInt64, [1, 2, 3], [2, 2, 2], [0, 0, 1] },
        { new LessOrEqual(), ElementType.Float64, [1, 2, 3, double.NaN, 0], [2, 2, 2, 1, double.NaN], [1, 1, 0, 0, 0] },
        { new GreaterOrEqual(), ElementType.Float64, [1, 2, 3, double.NaN, 0], [2, 2, 2, 1, double.NaN], [0, 1, 1, 0, 0] },
        { new And(), ElementType.Bool, [0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 1] },
        { new Or(), ElementType.Bool, [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 1] },
        { new Xor(), ElementType.Bool, [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0] },
        { new Max(), ElementType.Float64, [1, double.NaN, -0.5], [2, 1, -1], [2, double.NaN, -0.5] },
        { new Min(), ElementType.Int16, [1, -7], [2, 3], [1, -7] },
        { new Sum(), ElementType.Float64, [1, 2], [3, 4], [4, 6] },
        { new Mean(), ElementType.Float64, [1, 2], [4, 4], [2.5, 3] },
        { new PRelu(), ElementType.Int32, [-3, 0, 3], [2, 2, 2], [-6, 0, 3] },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Two_tensors_give_one(Operator @operator, ElementType element, double[] a, double[] b, double[] expected) =>
        Assert.Equal(expected, OneNode.Run(@operator, OneNode.Vector(element, a), OneNode.Vector(element, b)));

    public static TheoryData<Operator, ElementType, double[], double[]> Singles => new()
    {
        { new Abs(), ElementType.Int8, [-3, 3, -128], [3, 3, -128] },
        { new Neg(), ElementType.Int16, [3, -4], [-3, 4] },
        { new Sign(), ElementType.Float64, [-2, 0, 5, double.NaN], [-1, 0, 1, double.NaN] },
        { new Round(), ElementType.Float64, [0.5, 1.5, 2.5, -0.5, -1.5, 2.4], [0, 2, 2, -0.0, -2, 2] },
        { new Erf(), ElementType.Int32, [-9, 0, 1, 9], [-1, 0, 0, 1] },
        { new Shrink(Bias: 1.5f, Lambda: 1), ElementType.Int8, [-4, -1, 0, 1, 3, 4], [-2, 0, 0, 0, 1, 2] },
        { new BitwiseNot(), ElementType.UInt8, [0, 255, 1], [255, 0, 254] },
        { new Not(), ElementType.Bool, [0, 1], [1, 0] },
        { new IsNaN(), ElementType.Float64, [1, double.NaN, Infinity], [0, 1, 0] },
        { new IsInf(), ElementType.Float64, [1, double.NaN, Infinity, -Infinity], [0, 0, 1, 1] },
        { new IsInf(Negative: false), ElementType.Float64, [Infinity, -Infinity], [1, 0] },
        { new IsInf(Negative: false, Positive: false), ElementType.Float64, [Infinity, -Infinity], [0, 0] },
        { new LeakyRelu(0.25f), ElementType.Float64, [-4, 0, 4], [-1, 0, 4] },
        { new ThresholdedRelu(1), ElementType.Float64, [-2, 1, 1.5], [0, 0, 1.5] },
        { new HardSigmoid(0.25f, 0.5f), ElementType.Float64, [-4, 0, 1, 4], [0, 0.5, 0.75, 1] },
        { new Clip(Minimum: -1, Maximum: 1), ElementType.Float64, [-2, 0.5, 2, double.NaN], [-1, 0.5, 1, double.NaN] },
        { new Clip(Maximum: 1), ElementType.Float64, [-2, 2], [-2, 1] },
        { new Celu(2), ElementType.Float64, [3, 0, 10_000], [3, 0, 10_000] },
        { new Softplus(), ElementType.Float64, [-1e6, 0, 1e6], [0, Math.Log(2), 1e6] },
        { new Sigmoid(), ElementType.Float64, [-1e6, 0, 1e6], [0, 0.5, 1] },
        { new Swish(2), ElementType.Float64, [-1e6, 0, 1e6], [-0.0, 0, 1e6] },
        { new Cast(ElementType.Int8), ElementType.Float64, [1.9, -1.9, 300, -300, double.NaN, Infinity], [1, -1, 127, -128, 0, 127] },
        { new Cast(ElementType.Int64), ElementType.Float64, [-Infinity, 1e30], [long.MinValue, long.MaxValue] },
        { new Cast(ElementType.UInt8), ElementType.Int32, [300, -1], [44, 255] },
        { new Cast(ElementType.Bool), ElementType.Float64, [0, -0.0, 0.25, double.NaN], [0, 0, 1, 1] },
        { new Cast(ElementType.Float64), ElementType.Bool, [0, 1], [0, 1] },
        { new Cast(ElementType.Float16), ElementType.Float64, [1 + (1 / 2048.0), 1 + (3 / 2048.0), 1e6], [1, 1 + (4 / 2048.0), Infinity] },
        { new Cast(ElementType.BFloat16), ElementType.Float64, [1 + (1 / 256.0), 1 + (3 / 256.0)], [1, 1 + (4 / 256.0)] },
    };

    [Theory]
    [MemberData(nameof(Singles))]
    public void One_tensor_gives_one(Operator @operator, ElementType element, double[] x, double[] expected)
    {
        RunTensor input = OneNode.Vector(element, x);
        Assert.Equal(expected, OneNode.Run(@operator, input));
        Assert.Equal(x, OneNode.Numbers(input));
    }

    [Fact]
    public void A_power_takes_exponents_of_another_type()
    {
        Assert.Equal([8, 0.25], OneNode.Run(new Pow(), OneNode.Vector(2, 0.5), OneNode.Vector(ElementType.Int8, 3, 2)));
        Assert.Equal([2, 1], OneNode.Run(new Pow(), OneNode.Vector(ElementType.Int32, 8, 3), OneNode.Vector(1 / 3.0, 0.5)));
    }

    [Fact]
    public void An_old_file_aligns_B_with_an_axis_of_A()
    {
        RunTensor a = OneNode.Tensor<Double>(ElementType.Float64, [2, 3], 1, 2, 3, 4, 5, 6);
        Assert.Equal([11, 12, 13, 24, 25, 26], OneNode.Run(new Add(new LegacyBroadcast(true, 0)), a, OneNode.Vector(10, 20)));
        Assert.Equal([1, 1, 1, 0, 0, 0], OneNode.Run(new Less(new LegacyBroadcast(true, 0)), a, OneNode.Vector(4, 4)));
    }

    [Fact]
    public void An_old_PRelu_has_one_slope_a_channel()
    {
        RunTensor x = OneNode.Tensor<Double>(ElementType.Float64, [1, 2, 2], -1, 2, -3, 4);
        Assert.Equal([-0.5, 2, -30, 4], OneNode.Run(new PRelu(PerChannel: true), x, OneNode.Vector(0.5, 10)));
    }

    [Fact]
    public void Clip_takes_bounds_of_integers_and_does_without_one()
    {
        RunTensor x = OneNode.Vector(ElementType.Int8, -100, 3, 100);
        RunTensor bound = OneNode.Tensor<Double>(ElementType.Int8, [], 5);
        Assert.Equal([-100, 3, 5], OneNode.Run(new Clip(), x, null, bound));
        Assert.Equal([5, 5, 100], OneNode.Run(new Clip(), x, bound));
    }

    [Fact]
    public void Where_chooses_elements_of_any_kind()
    {
        RunTensor condition = OneNode.Vector(ElementType.Bool, 1, 0);
        RunTensor row = OneNode.Tensor<Double>(ElementType.Bool, [2, 1], 1, 0);
        Assert.Equal([1, 0, 0, 0], OneNode.Run(new Where(), condition, row, OneNode.Tensor<Double>(ElementType.Bool, [], 0)));
        Assert.Equal([1, -1], OneNode.Run(new Where(), condition, OneNode.Vector(1, 2), OneNode.Vector(-1)));
    }
}
