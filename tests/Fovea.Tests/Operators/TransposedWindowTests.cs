using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

public sealed class TransposedWindowTests
{
    private static RunTensor Filled(int seed, params long[] sizes)
    {
        var random = new Random(seed);
        double[] numbers = [.. Enumerable.Range(0, Positions.Count(sizes)).Select(_ => (double)random.Next(-9, 10))];
        return OneNode.Tensor<Double>(ElementType.Float64, Values.Create<long>(sizes), numbers);
    }

    private static double Product(RunTensor left, RunTensor right)
    {
        Assert.Equal(left.Dimensions, right.Dimensions);
        return OneNode.Numbers(left).Zip(OneNode.Numbers(right), (a, b) => a * b).Sum();
    }

    public static TheoryData<Window, long> Windows => new()
    {
        { new Window(Strides: [2, 1], Pads: [1, 0, 0, 1]), 1 },
        { new Window(Strides: [2, 3], Dilations: [2, 1], Pads: [0, 1, 1, 2]), 2 },
        { new Window(Dilations: [1, 2]), 2 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_transposed_convolution_is_the_transpose_of_the_convolution(Window window, long groups)
    {
        RunTensor x = Filled(1, 2, 4, 4, 3);
        RunTensor w = Filled(2, 4, 3, 3, 2);
        RunTensor y = OneNode.Outputs(new ConvTranspose(window, groups), 1, x, w)[0];
        RunTensor z = Filled(3, [.. y.Dimensions]);
        Assert.Equal(Product(y, z), Product(x, OneNode.Outputs(new Conv(window, groups), 1, z, w)[0]));
    }

    [Theory]
    [InlineData(AutoPad.Explicit, new double[] { 11, 12, 11, 11 })]
    [InlineData(AutoPad.SameUpper, new double[] { 11, 11, 12, 11 })]
    public void An_odd_padding_is_larger_at_the_side_that_auto_pad_says(AutoPad autoPad, double[] expected) => Assert.Equal(
        expected,
        OneNode.Run(
            new ConvTranspose(new Window(Strides: [2], AutoPad: autoPad), 1, OutputShape: [4]),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 1, 2], 1, 1),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 1, 3], 1, 1, 1),
            OneNode.Vector(10)));

    [Fact]
    public void Windows_that_overlap_are_summed() => Assert.Equal(
        [1, 5, 4],
        OneNode.Run(
            new Col2Im(new Window()),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 2, 2], 1, 2, 3, 4),
            OneNode.Vector(ElementType.Int64, 3),
            OneNode.Vector(ElementType.Int64, 2)));

    [Fact]
    public void Offsets_of_zero_deform_nothing()
    {
        var window = new Window(Strides: [2, 1], Dilations: [1, 2], Pads: [1, 1, 0, 2]);
        RunTensor x = Filled(4, 2, 4, 6, 5);
        RunTensor w = Filled(5, 6, 2, 3, 2);
        RunTensor b = Filled(6, 6);
        RunTensor y = OneNode.Outputs(new Conv(window, 2), 1, x, w, b)[0];
        long[] output = [y.Dimensions[2], y.Dimensions[3]];
        RunTensor offset = OneNode.Tensor<Double>(ElementType.Float64, [2, 24, .. output], new double[2 * 24 * output[0] * output[1]]);
        var ones = new double[2 * 12 * output[0] * output[1]];
        Array.Fill(ones, 1);
        RunTensor mask = OneNode.Tensor<Double>(ElementType.Float64, [2, 12, .. output], ones);
        Assert.Equal(OneNode.Numbers(y), OneNode.Run(new DeformConv(window, 2, 2), x, w, offset, b, mask));
    }

    [Fact]
    public void The_cells_of_a_region_cover_it() => Assert.Equal(
        [6, 8, 14, 16],
        OneNode.Run(
            new MaxRoiPool([2, 2], 0.5f),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 1, 4, 4], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 5], 0, 0, 0, 6, 6)));

    [Theory]
    [InlineData(null, 2, 4)]
    [InlineData(true, 1.5, 3.5)]
    public void Averaged_samples_of_a_ramp_are_the_centres_of_cells(bool? halfPixel, double first, double second)
    {
        double[] ramp = [.. Enumerable.Range(0, 64).Select(i => (double)(i % 8))];
        double[] y = OneNode.Run(
            new RoiAlign(2, 2, SamplingRatio: 2, HalfPixel: halfPixel),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 1, 8, 8], ramp),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 4], 1, 1, 5, 5),
            OneNode.Vector(ElementType.Int64, 0));
        Assert.Equal([first, second, first, second], y);
    }

    [Fact]
    public void A_smaller_tensor_lies_in_the_beginning_of_a_larger_output() => Assert.Equal(
        [0, 7, 0, 0, 0],
        OneNode.Run(
            new MaxUnpool(new Window([2], [2])),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 1, 1], 7),
            OneNode.Tensor<Double>(ElementType.Int64, [1, 1, 1], 1),
            OneNode.Vector(ElementType.Int64, 1, 1, 5)));

    [Fact]
    public void Regions_of_another_form_are_refused()
    {
        RunTensor x = Filled(7, 1, 1, 4, 4);
        Assert.Throws<GraphException>(() => OneNode.Run(new MaxRoiPool([2, 2]), x, Filled(8, 1, 4)));
        Assert.Throws<GraphException>(() => OneNode.Run(new RoiAlign(2, 2), x, Filled(8, 1, 5), OneNode.Vector(ElementType.Int64, [0])));
        Assert.Contains(
            "index 1 does not exist along axis 0",
            Assert.Throws<GraphException>(() => OneNode.Run(new RoiAlign(2, 2), x, Filled(8, 1, 4), OneNode.Vector(ElementType.Int64, [1]))).Message,
            StringComparison.Ordinal);
    }
}
