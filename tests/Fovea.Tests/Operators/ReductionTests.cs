using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

public sealed class ReductionTests
{
    private const double Infinity = double.PositiveInfinity;

    private static RunTensor Matrix(ElementType element, long rows, params ReadOnlySpan<double> numbers) =>
        OneNode.Tensor<Double>(element, [rows, rows == 0 ? 2 : numbers.Length / rows], numbers);

    public static TheoryData<Operator, ElementType, double[], double[]> ByRows => new()
    {
        { new ReduceSum([1]), ElementType.Int32, [1, 2, 3, 4, 5, 6], [6, 15] },
        { new ReduceSum([0]), ElementType.Float64, [1, 2, 3, 4, 5, 6], [5, 7, 9] },
        { new ReduceSum([-2, 1]), ElementType.Float64, [1, 2, 3, 4, 5, 6], [21] },
        { new ReduceSum(NothingByDefault: true), ElementType.Float64, [1, 2, 3, 4], [1, 2, 3, 4] },
        { new ReduceSum(), ElementType.UInt8, [200, 100], [44] },
        { new ReduceProd([1]), ElementType.Int32, [1, 2, 3, 4], [2, 12] },
        { new ReduceMean([1]), ElementType.Int32, [1, 2, -1, -2], [1, -1] },
        { new ReduceMax([1]), ElementType.Int8, [-1, -2, -3, -4], [-1, -3] },
        { new ReduceMax([1]), ElementType.Bool, [0, 0, 0, 1], [0, 1] },
        { new ReduceMin([1]), ElementType.Bool, [1, 0, 1, 1], [0, 1] },
        { new ReduceMin([1]), ElementType.Float64, [1, double.NaN, 3, 4], [double.NaN, 3] },
        { new ReduceL1([1]), ElementType.Int32, [-1, 2, -3, -4], [3, 7] },
        { new ReduceL2([1]), ElementType.Int32, [3, 4, 1, 1], [5, 1] },
        { new ReduceSumSquare([1]), ElementType.Int32, [3, 4, 1, 1], [25, 2] },
        { new ReduceLogSum([1]), ElementType.Int32, [1, 2, 10, 11], [1, 3] },
        { new ReduceLogSumExp([1]), ElementType.Int32, [3, 3, 100, 0], [3, 100] },
        { new ReduceLogSumExp([1]), ElementType.Float64, [1000, 1000, -Infinity, 0], [1000 + Math.Log(2), 0] },
        { new ArgMax(1), ElementType.Float64, [1, 3, 3, 2, 2, 2], [1, 0] },
        { new ArgMax(1, Last: true), ElementType.Float64, [1, 3, 3, 2, 2, 2], [2, 2] },
        { new ArgMin(1), ElementType.UInt8, [255, 255, 255, 4, 3, 3], [0, 1] },
        { new ArgMin(-1, KeepAxis: false, Last: true), ElementType.UInt8, [255, 255, 255, 4, 3, 3], [2, 2] },
        { new ArgMax(0), ElementType.Float64, [-Infinity, 3, -Infinity, 4], [0, 1] },
        { new Hardmax(), ElementType.Float64, [1, 3, 3, -1, -2, -3], [0, 1, 0, 1, 0, 0] },
        { new Hardmax(0, Flattened: true), ElementType.Float64, [1, 3, 3, -1], [0, 1, 0, 0] },
        { new Softmax(0), ElementType.Float64, [1000, 0, 1000, 0], [0.5, 0.5, 0.5, 0.5] },
        { new LogSoftmax(2, Flattened: true), ElementType.Float64, [1000, 7], [0, 0] },
    };

    [Theory]
    [MemberData(nameof(ByRows))]
    public void Two_rows_are_reduced(Operator @operator, ElementType element, double[] x, double[] expected)
    {
        double[] actual = OneNode.Run(@operator, Matrix(element, 2, x));
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(actual, (value, i) => Assert.Equal(expected[i], value, 1e-12));
    }

    public static TheoryData<Operator, ElementType, double> OfNothing => new()
    {
        { new ReduceSum([0]), ElementType.Float64, 0 },
        { new ReduceProd([0]), ElementType.Int16, 1 },
        { new ReduceMax([0]), ElementType.Float64, -Infinity },
        { new ReduceMax([0]), ElementType.Int8, -128 },
        { new ReduceMin([0]), ElementType.UInt8, 255 },
        { new ReduceMin([0]), ElementType.Bool, 1 },
        { new ReduceLogSum([0]), ElementType.Float64, -Infinity },
        { new ReduceLogSumExp([0]), ElementType.Float64, -Infinity },
        { new ReduceMean([0]), ElementType.Float64, double.NaN },
    };

    [Theory]
    [MemberData(nameof(OfNothing))]
    public void A_set_without_elements_has_a_result(Operator @operator, ElementType element, double expected) =>
        Assert.Equal([expected, expected], OneNode.Run(@operator, Matrix(element, 0)));

    [Theory]
    [InlineData(false, false, new double[] { 1, 3, 6, 4, 9, 15 })]
    [InlineData(true, false, new double[] { 0, 1, 3, 0, 4, 9 })]
    [InlineData(false, true, new double[] { 6, 5, 3, 15, 11, 6 })]
    [InlineData(true, true, new double[] { 5, 3, 0, 11, 6, 0 })]
    public void Sums_run_along_an_axis(bool exclusive, bool reverse, double[] expected)
    {
        RunTensor axis = OneNode.Tensor<Double>(ElementType.Int32, [], -1);
        var sums = new CumSum(exclusive, reverse);
        Assert.Equal(expected, OneNode.Run(sums, Matrix(ElementType.Float64, 2, 1, 2, 3, 4, 5, 6), axis));
        Assert.Equal(expected, OneNode.Run(sums, Matrix(ElementType.Int32, 2, 1, 2, 3, 4, 5, 6), axis));
    }

    [Fact]
    public void Of_equal_elements_the_lower_place_comes_first()
    {
        RunTensor x = Matrix(ElementType.Float64, 2, 1, 5, 5, 2, 7, double.NaN, 7, 0);
        RunTensor k = OneNode.Vector(ElementType.Int64, 3);
        RunTensor[] greatest = OneNode.Outputs(new TopK(), 2, x, k);
        Assert.Equal([5, 5, 2, double.NaN, 7, 7], OneNode.Numbers(greatest[0]));
        Assert.Equal([1, 2, 3, 1, 0, 2], OneNode.Numbers(greatest[1]));
        RunTensor[] least = OneNode.Outputs(new TopK(0, Largest: false, Count: 1), 2, x);
        Assert.Equal([1, 5, 5, 0], OneNode.Numbers(least[0]));
        Assert.Equal([0, 0, 0, 1], OneNode.Numbers(least[1]));
    }

    [Fact]
    public void An_Lp_pool_skips_padding_and_takes_any_exponent()
    {
        var window = Window.Read(new Attributes(
            [
                new("kernel_shape", new AttributeValue.Integers([2])),
                new("dilations", new AttributeValue.Integers([2])),
                new("pads", new AttributeValue.Integers([1, 0])),
            ],
            18));
        RunTensor x = OneNode.Tensor<Double>(ElementType.Float64, [1, 1, 4], 1, -2, 3, -4);
        double[] powers = [2, Math.Cbrt(1 + 27), Math.Cbrt(8 + 64)];
        Assert.All(OneNode.Run(new LpPool(window, 3), x), (value, i) => Assert.Equal(powers[i], value, 1e-12));
        Assert.Equal([2, 4, 6], OneNode.Run(new LpPool(window, 1), x));
    }

    [Fact]
    public void A_global_pool_takes_every_axis_behind_the_channels()
    {
        RunTensor x = OneNode.Tensor<Double>(ElementType.Float64, [1, 2, 2, 1, 2], 1, 2, 3, 6, -1, -2, -3, -4);
        Assert.Equal([3, -2.5], OneNode.Run(new GlobalAveragePool(), x));
        Assert.Equal([6, -1], OneNode.Run(new GlobalMaxPool(), x));
        Assert.Equal([12, 10], OneNode.Run(new GlobalLpPool(1), x));
    }
}
