using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

public sealed class ResamplingTests
{
    private static RunTensor Scales(params ReadOnlySpan<double> scales) => OneNode.Vector(ElementType.Float32, scales);

    private static readonly RunTensor Nothing = OneNode.Vector(ElementType.Float32);

    public static TheoryData<string, double[]> Ramps => new()
    {
        { "half_pixel", [0, 0.25, 0.75, 1.25, 1.75, 2] },
        { "pytorch_half_pixel", [0, 0.25, 0.75, 1.25, 1.75, 2] },
        { "half_pixel_symmetric", [0, 0.25, 0.75, 1.25, 1.75, 2] },
        { "asymmetric", [0, 0.5, 1, 1.5, 2, 2] },
        { "align_corners", [0, 0.4, 0.8, 1.2, 1.6, 2] },
        { "tf_half_pixel_for_nn", [0.25, 0.75, 1.25, 1.75, 2, 2] },
    };

    [Theory]
    [MemberData(nameof(Ramps))]
    public void Between_positions_a_ramp_shows_the_coordinates(string coordinates, double[] expected) => Assert.Equal(
        expected,
        OneNode.Run(new Resize(InterpolationMode.Linear, coordinates), OneNode.Vector(0.0, 1, 2), Nothing, Scales(2)),
        (a, b) => Math.Abs(a - b) < 1e-12);

    [Theory]
    [InlineData("round_prefer_floor", new double[] { 0, 0, 1, 1, 2 })]
    [InlineData("round_prefer_ceil", new double[] { 0, 1, 1, 2, 2 })]
    [InlineData("floor", new double[] { 0, 0, 1, 1, 2 })]
    [InlineData("ceil", new double[] { 0, 1, 1, 2, 2 })]
    public void The_nearest_position_is_rounded_as_asked(string nearest, double[] expected) => Assert.Equal(
        expected,
        OneNode.Run(
            new Resize(Coordinates: "align_corners", Nearest: nearest), OneNode.Vector(ElementType.Int64, 0, 1, 2), null, null, OneNode.Vector(ElementType.Int64, 5)));

    [Theory]
    [InlineData(InterpolationMode.Linear, true, false)]
    [InlineData(InterpolationMode.Cubic, true, true)]
    [InlineData(InterpolationMode.Cubic, false, true)]
    public void Weights_sum_to_1(InterpolationMode mode, bool antialias, bool excludeOutside) => Assert.Equal(
        [5, 5, 5],
        OneNode.Run(new Resize(mode, ExcludeOutside: excludeOutside, Antialias: antialias), OneNode.Vector(5, 5, 5, 5, 5, 5, 5), Nothing, Scales(0.45f)),
        (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void Beyond_the_edge_a_region_shows_the_extrapolated_value() => Assert.Equal(
        [9, 0, 2],
        OneNode.Run(
            new Resize(InterpolationMode.Linear, "tf_crop_and_resize", Extrapolation: 9),
            OneNode.Vector(0.0, 1, 2), Scales(-1, 1), null, OneNode.Vector(ElementType.Int64, 3)));

    [Fact]
    public void An_odd_scale_does_not_overflow() => Assert.Equal(
        7,
        OneNode.Run(new Resize(InterpolationMode.Cubic, "half_pixel_symmetric"), OneNode.Vector(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), Nothing, Scales(0.7654321f)).Length);

    [Fact]
    public void Integers_between_positions_are_not_made_up() => Assert.Throws<UnavailableException>(() => OneNode.Run(
        new Resize(InterpolationMode.Linear), OneNode.Vector(ElementType.Int64, 0, 1), Nothing, Scales(2)));

    [Fact]
    public void Old_forms_read_the_scales_elsewhere()
    {
        RunTensor x = OneNode.Tensor<Double>(ElementType.Float64, [1, 1, 1, 2], 1, 2);
        Assert.Equal([1, 1, 2, 2], OneNode.Run(new Upsample(Scales: [1, 2], HeightWidth: true), x));
        Assert.Equal([1, 1, 2, 2], OneNode.Run(new Upsample(Scales: [1, 1, 1, 2]), x));
        Assert.Equal([1, 1.5, 2, 2], OneNode.Run(new Upsample(InterpolationMode.Linear), x, Scales(1, 1, 1, 2)));
        Assert.Equal([1, 1, 2, 2], OneNode.Run(new Resize(Coordinates: "asymmetric", Nearest: "floor", Legacy: true), x, Scales(1, 1, 1, 2)));
    }

    [Theory]
    [InlineData("linear", true)]
    [InlineData("linear", false)]
    [InlineData("cubic", true)]
    [InlineData("cubic", false)]
    [InlineData("nearest", true)]
    [InlineData("nearest", false)]
    public void The_grid_that_changes_nothing_changes_nothing(string mode, bool alignCorners)
    {
        double[] pixels = [.. Enumerable.Range(0, 24).Select(i => (double)(i * i % 7))];
        RunTensor flat = OneNode.Tensor<Double>(ElementType.Float64, [1, 2, 3, 4], pixels);
        RunTensor grid = OneNode.Outputs(
            new AffineGrid(alignCorners), 1, OneNode.Tensor<Double>(ElementType.Float64, [1, 2, 3], 1, 0, 0, 0, 1, 0), OneNode.Vector(ElementType.Int64, 1, 2, 3, 4))[0];
        Assert.Equal(pixels, OneNode.Run(new GridSample(mode, AlignCorners: alignCorners), flat, grid), (a, b) => Math.Abs(a - b) < 1e-12);

        RunTensor solid = OneNode.Tensor<Double>(ElementType.Float64, [1, 1, 2, 3, 4], pixels);
        RunTensor space = OneNode.Outputs(
            new AffineGrid(alignCorners),
            1,
            OneNode.Tensor<Double>(ElementType.Float64, [1, 3, 4], 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0),
            OneNode.Vector(ElementType.Int64, 1, 1, 2, 3, 4))[0];
        Assert.Equal(pixels, OneNode.Run(new GridSample(mode, AlignCorners: alignCorners), solid, space), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData("zeros", new double[] { 0, 1.5, 0 })]
    [InlineData("border", new double[] { 2, 1.5, 0 })]
    [InlineData("reflection", new double[] { 1, 1.5, 2 })]
    public void What_lies_outside_is_padding(string padding, double[] expected)
    {
        // In positions: 3, 1.5 and −2.
        double[] y = OneNode.Run(
            new GridSample("linear", padding, AlignCorners: true),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 1, 3], 0, 1, 2),
            OneNode.Tensor<Double>(ElementType.Float64, [1, 3, 1], 2, 0.5, -3));
        Assert.Equal(expected, y);
    }
}
