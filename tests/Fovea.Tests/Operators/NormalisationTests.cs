using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

public sealed class NormalisationTests
{
    private static readonly RunTensor Image = OneNode.Tensor<Double>(
        ElementType.Float64, [2, 4, 3], [.. Enumerable.Range(0, 24).Select(i => Math.Sin(i * i))]);

    private static RunTensor Same(int count, double number) => OneNode.Vector([.. Enumerable.Repeat(number, count)]);

    [Fact]
    public void Training_uses_the_statistics_of_the_batch_and_keeps_part_of_the_running_ones()
    {
        RunTensor x = OneNode.Tensor<Double>(ElementType.Float64, [2, 1, 2], 1, 3, 5, 7);
        RunTensor[] outputs = OneNode.Outputs(new BatchNormalization(0, 0.5f, Training: true), 3, x, OneNode.Vector(2), OneNode.Vector(1), OneNode.Vector(0.0), OneNode.Vector(1));
        double root = Math.Sqrt(5);
        Assert.Equal([1 - (6 / root), 1 - (2 / root), 1 + (2 / root), 1 + (6 / root)], OneNode.Numbers(outputs[0]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([2, 3], [.. OneNode.Numbers(outputs[1]), .. OneNode.Numbers(outputs[2])]);
    }

    [Fact]
    public void Before_opset_14_five_outputs_mean_training()
    {
        RunTensor x = OneNode.Tensor<Double>(ElementType.Float64, [4, 1], 1, 3, 5, 7);
        RunTensor[] outputs = OneNode.Outputs(new BatchNormalization(0, 0.5f), 5, x, OneNode.Vector(1), OneNode.Vector(0.0), OneNode.Vector(0.0), OneNode.Vector(1));
        Assert.Equal([2, 3, 4, 5], outputs[1..].SelectMany(OneNode.Numbers));
    }

    [Fact]
    public void Each_position_may_have_statistics_of_its_own() => Assert.Equal(
        [1, 10, 3, 30],
        OneNode.Run(
            new BatchNormalization(0, Spatial: false),
            OneNode.Tensor<Double>(ElementType.Float64, [2, 1, 2], 1, 1, 3, 3),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 2], 1, 10),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 2], 0, 0),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 2], 0, 0),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 2], 1, 1)));

    [Fact]
    public void One_group_is_a_layer_and_as_many_as_channels_are_instances()
    {
        double[] layer = OneNode.Run(new LayerNormalization(1), Image, OneNode.Tensor<Double>(ElementType.Float64, [], 2));
        Assert.Equal(layer, OneNode.Run(new GroupNormalization(1), Image, Same(4, 2), Same(4, 0)));
        double[] instances = OneNode.Run(new InstanceNormalization(), Image, OneNode.Vector(1, 2, 3, 4), Same(4, 5));
        Assert.Equal(instances, OneNode.Run(new GroupNormalization(4), Image, OneNode.Vector(1, 2, 3, 4), Same(4, 5)));
    }

    [Fact]
    public void In_opset_18_a_group_has_one_scale() => Assert.Equal(
        OneNode.Run(new GroupNormalization(2), Image, OneNode.Vector(3, 3, 4, 4), OneNode.Vector(5, 5, 6, 6)),
        OneNode.Run(new GroupNormalization(2, PerGroup: true), Image, OneNode.Vector(3, 4), OneNode.Vector(5, 6)));

    [Fact]
    public void A_layer_delivers_its_statistics()
    {
        RunTensor[] outputs = OneNode.Outputs(new LayerNormalization(-1, 0), 3, OneNode.Tensor<Double>(ElementType.Float64, [2, 2], 1, 3, 2, 6), OneNode.Vector(1, 2), OneNode.Vector(1, 0));
        Assert.Equal([0, 2, 0, 2], OneNode.Numbers(outputs[0]));
        Assert.Equal([2, 4, 1, 0.5], outputs[1..].SelectMany(OneNode.Numbers));
        Assert.Equal([2L, 1], outputs[1].Dimensions);
    }

    [Fact]
    public void A_root_mean_square_is_made_1() => Assert.Equal(
        [3, 0, -3, 0],
        OneNode.Run(new RMSNormalization(1, 0), OneNode.Tensor<Double>(ElementType.Float64, [1, 4], 2, 0, -2, 0), OneNode.Tensor<Double>(ElementType.Float64, [1], 3 / Math.Sqrt(2))),
        (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void An_even_window_of_channels_has_one_more_behind() => Assert.Equal(
        [1.0 / (1 + 1 + 4), 2.0 / (1 + 4 + 9), 3.0 / (1 + 9)],
        OneNode.Run(new LRN(2, 2, 1, 1), OneNode.Tensor<Double>(ElementType.Float64, [1, 3], 1, 2, 3)),
        (a, b) => Math.Abs(a - b) < 1e-12);

    [Theory]
    [InlineData(1, new double[] { 0.5, -0.5, 0, 0 })]
    [InlineData(2, new double[] { 0.7071067811865475, -0.7071067811865475, 0, 0 })]
    public void A_norm_of_0_leaves_0(float p, double[] expected) => Assert.Equal(
        expected,
        OneNode.Run(new LpNormalization(1, p), OneNode.Tensor<Double>(ElementType.Float64, [2, 2], 3, -3, 0, 0)),
        (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void What_does_not_vary_becomes_0() => Assert.Equal(
        [0, -1, 0, 1], OneNode.Run(new MeanVarianceNormalization([0]), OneNode.Tensor<Double>(ElementType.Float64, [2, 2], 7, 1, 7, 3)));
}
