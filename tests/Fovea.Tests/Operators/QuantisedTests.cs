using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

public sealed class QuantisedTests
{
    private static RunTensor Scalar(ElementType element, double number) => OneNode.Tensor<Double>(element, [], number);

    [Theory]
    [InlineData(ElementType.UInt8, 0, new double[] { 0, 2, 2, 0, 255, 0 })]
    [InlineData(ElementType.Int8, 1, new double[] { 1, 3, 3, 1, 127, -128 })]
    [InlineData(ElementType.Int16, -1, new double[] { -1, 1, 1, -1, 299, -301 })]
    public void Halves_are_rounded_to_even_before_the_zero_point_and_what_is_too_large_stays_at_the_end(ElementType element, double zeroPoint, double[] expected) =>
        Assert.Equal(expected, OneNode.Run(
            new QuantizeLinear(), OneNode.Vector(1, 3, 5, -1, 600, -600), Scalar(ElementType.Float64, 2), Scalar(element, zeroPoint)));

    [Fact]
    public void Blocks_have_scales_of_their_own()
    {
        RunTensor x = OneNode.Tensor<Double>(ElementType.Float64, [2, 3], 2, 4, 6, 8, 10, 12);
        RunTensor scale = OneNode.Tensor<Double>(ElementType.Float64, [2, 2], 1, 2, 4, 6);
        RunTensor quantised = OneNode.Outputs(new QuantizeLinear(1, 2, ElementType.Int8), 1, x, scale)[0];
        Assert.Equal([2, 4, 3, 2, 2, 2], OneNode.Numbers(quantised));
        Assert.Equal([2, 4, 6, 8, 8, 12], OneNode.Run(new DequantizeLinear(1, 2), quantised, scale));
    }

    [Fact]
    public void Scales_that_fit_no_block_are_refused() => Assert.Throws<GraphException>(() => OneNode.Run(
        new QuantizeLinear(1, 2, ElementType.Int8), OneNode.Tensor<Double>(ElementType.Float64, [1, 3], 1, 2, 3), OneNode.Tensor<Double>(ElementType.Float64, [1, 3], 1, 1, 1)));

    [Fact]
    public void Integers_narrower_than_a_byte_saturate_at_their_own_range() => Assert.Equal(
        [1, 7, -8], OneNode.Run(new QuantizeLinear(To: ElementType.Int4), OneNode.Vector(1, 9.6, -20), Scalar(ElementType.Float64, 1)));

    [Fact]
    public void Floats_narrower_than_two_bytes_are_said_to_be_unavailable() => Assert.Contains(
        "float8e5m2",
        Assert.Throws<UnavailableException>(() => OneNode.Run(new QuantizeLinear(To: ElementType.Float8E5M2), OneNode.Vector(1), Scalar(ElementType.Float64, 1))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_range_of_nothing_has_scale_1()
    {
        RunTensor[] outputs = OneNode.Outputs(new DynamicQuantizeLinear(), 3, OneNode.Vector(ElementType.Float32, 0, 0));
        Assert.Equal([0, 0, 1, 0], outputs.SelectMany(OneNode.Numbers));
    }

    [Fact]
    public void Filters_have_zero_points_of_their_own() => Assert.Equal(
        [0, 0, 0, 1, 2, 3],
        OneNode.Run(
            new ConvInteger(new Window(), 1),
            OneNode.Tensor<Double>(ElementType.UInt8, [1, 1, 3], 2, 3, 4),
            OneNode.Tensor<Double>(ElementType.UInt8, [2, 1, 1], 5, 7),
            Scalar(ElementType.UInt8, 1),
            OneNode.Vector(ElementType.UInt8, 5, 6)));

    [Fact]
    public void Rows_and_columns_have_zero_points_of_their_own() => Assert.Equal(
        [0, -1, 0, -1],
        OneNode.Run(
            new MatMulInteger(),
            OneNode.Tensor<Double>(ElementType.UInt8, [2, 2], 1, 2, 3, 4),
            OneNode.Tensor<Double>(ElementType.UInt8, [2, 2], 1, 0, 2, 2),
            OneNode.Vector(ElementType.UInt8, 1, 3),
            OneNode.Vector(ElementType.UInt8, 2, 3)));

    [Fact]
    public void A_quantised_sum_is_rounded_once() => Assert.Equal(
        [3, 7],
        OneNode.Run(
            new QLinearConv(new Window(), 1),
            OneNode.Tensor<Double>(ElementType.UInt8, [1, 1, 1], 4),
            Scalar(ElementType.Float32, 0.5),
            Scalar(ElementType.UInt8, 1),
            OneNode.Tensor<Double>(ElementType.Int8, [2, 1, 1], 1, 3),
            OneNode.Vector(ElementType.Float32, 1, 1),
            OneNode.Vector(ElementType.Int8, 0, 0),
            Scalar(ElementType.Float32, 1),
            Scalar(ElementType.UInt8, 1),
            OneNode.Vector(ElementType.Int32, 2, 3)));
}
