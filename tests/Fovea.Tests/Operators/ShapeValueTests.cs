using Fovea.Graphs;
using Fovea.Tensors;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Operators;

/// <summary>Shapes that travel as values, as exporters write them, with open dimensions.</summary>
public sealed class ShapeValueTests
{
    private static readonly Size N = "N";
    private static readonly Size H = "H";
    private static readonly Size W = "W";

    private static Shape Follow(Func<Sketch, string, string> draw, int opset = 17)
    {
        var sketch = new Sketch(opset);
        string y = draw(sketch, sketch.Input("x", N, 64, H, W));
        return sketch.Infer(y)[y].Shape;
    }

    // One size of a tensor as PyTorch's exporter writes x.size(axis): a scalar.
    private static string Dimension(Sketch s, string x, long axis) => s.Apply("Gather", [s.Apply("Shape", [x]), s.Scalar(axis)], ("axis", 0));

    private static string Row(Sketch s, string scalar) => s.Apply("Unsqueeze", [scalar, s.Vector(0)]);

    private static string Vector(Sketch s, params string[] rows) => s.Apply("Concat", rows, ("axis", 0));

    [Fact]
    public void PyTorchs_view_of_a_batch_keeps_the_batch_open() =>
        Assert.Equal([N, 64 * H * W], Follow((s, x) => s.Apply("Reshape", [x, Vector(s, Row(s, Dimension(s, x, 0)), s.Vector(-1))])));

    [Fact]
    public void An_old_view_with_Unsqueeze_as_attribute_is_the_same() =>
        Assert.Equal(
            [N, 64 * H * W],
            Follow((s, x) => s.Apply("Reshape", [x, Vector(s, s.Apply("Unsqueeze", [Dimension(s, x, 0)], ("axes", new long[] { 0 })), s.Vector(-1))]), opset: 11));

    [Fact]
    public void Interpolation_to_a_multiple_goes_through_floats()
    {
        // PyTorch: floor(size · 2.0), cast to and fro.
        string Doubled(Sketch s, string x, long axis)
        {
            string real = s.Apply("Cast", [s.Apply("Mul", [s.Apply("Cast", [Dimension(s, x, axis)], ("to", 1)), s.Constant(Tensor.Of([], 2f))])], ("to", 1));
            return Row(s, s.Apply("Cast", [s.Apply("Floor", [real])], ("to", 7)));
        }

        Assert.Equal(
            [N, 64, 2 * H, 2 * W],
            Follow((s, x) => s.Apply(
                "Resize",
                [x, "", "", Vector(s, s.Apply("Slice", [s.Apply("Shape", [x]), s.Vector(0), s.Vector(2), s.Vector(0)]), Doubled(s, x, 2), Doubled(s, x, 3))])));
    }

    [Fact]
    public void Interpolation_to_the_size_of_another_is_that_size() =>
        Assert.Equal(
            [N, 64, H, W],
            Follow((s, x) =>
            {
                string pooled = s.Apply("MaxPool", [x], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));
                string spatial = s.Apply("Slice", [s.Apply("Shape", [x]), s.Vector(2), s.Vector(4), s.Vector(0)]);
                string leading = s.Apply("Slice", [s.Apply("Shape", [pooled]), s.Vector(0), s.Vector(2), s.Vector(0)]);
                return s.Apply("Resize", [pooled, "", "", Vector(s, leading, spatial)], ("mode", "linear"));
            }));

    [Fact]
    public void Scales_that_are_quotients_of_sizes_give_the_size_back() =>
        Assert.Equal(
            [N, 64, 2 * H, 2 * W],
            Follow((s, x) =>
            {
                string upper = s.Apply("Cast", [s.Apply("Mul", [s.Apply("Shape", [x]), s.Vector(1, 1, 2, 2)])], ("to", 1));
                string lower = s.Apply("Cast", [s.Apply("Shape", [x])], ("to", 1));
                return s.Apply("Resize", [x, "", s.Apply("Div", [upper, lower])]);
            }));

    [Fact]
    public void Attention_over_positions_splits_and_joins_its_axes() =>
        Assert.Equal(
            [N, H * W, 4, 16],
            Follow((s, x) =>
            {
                string flat = s.Apply("Reshape", [x, Vector(s, Row(s, Dimension(s, x, 0)), s.Vector(4, 16, -1))]);
                return s.Apply("Transpose", [flat], ("perm", new long[] { 0, 3, 1, 2 }));
            }));

    [Fact]
    public void Channel_shuffle_divides_the_channels() =>
        Assert.Equal(
            [N, 64, H, W],
            Follow((s, x) =>
            {
                string groups = s.Apply("Div", [Dimension(s, x, 1), s.Scalar(2)]);
                string split = s.Apply("Reshape", [x, Vector(s, Row(s, Dimension(s, x, 0)), s.Vector(2), Row(s, groups), Row(s, Dimension(s, x, 2)), Row(s, Dimension(s, x, 3)))]);
                string swapped = s.Apply("Transpose", [split], ("perm", new long[] { 0, 2, 1, 3, 4 }));
                return s.Apply("Reshape", [swapped, Vector(s, Row(s, Dimension(s, x, 0)), s.Vector(-1), Row(s, Dimension(s, x, 2)), Row(s, Dimension(s, x, 3)))]);
            }));

    [Fact]
    public void Halves_are_rounded_down_as_integers_are() =>
        Assert.Equal(
            [N, 64, Size.FloorDiv(H, 2), W],
            Follow((s, x) =>
            {
                string half = Row(s, s.Apply("Div", [Dimension(s, x, 2), s.Scalar(2)]));
                return s.Apply("Slice", [x, s.Vector(0), half, s.Vector(2)]);
            }));

    [Fact]
    public void Expand_with_minus_ones_replaced_by_Where_is_PyTorchs_expand() =>
        // expand(-1, -1, H, W) becomes Where(Equal(target, −1), ones, target).
        Assert.Equal(
            [N, 64, H, W],
            Follow((s, x) =>
            {
                string pooled = s.Apply("GlobalAveragePool", [x]);
                string target = Vector(s, s.Vector(-1, -1), Row(s, Dimension(s, x, 2)), Row(s, Dimension(s, x, 3)));
                string ones = s.Apply("ConstantOfShape", [s.Vector(4)], ("value", Tensor.Vector(1)));
                string minus = s.Apply("Mul", [ones, s.Vector(-1)]);
                return s.Apply("Expand", [pooled, s.Apply("Where", [s.Apply("Equal", [target, minus]), ones, target])]);
            }));

    [Fact]
    public void A_grid_of_positions_is_a_range_of_a_size() =>
        Assert.Equal(
            [H, W],
            Follow((s, x) =>
            {
                string rows = s.Apply("Range", [s.Scalar(0), Dimension(s, x, 2), s.Scalar(1)]);
                string columns = s.Apply("Range", [s.Scalar(0), Dimension(s, x, 3), s.Scalar(1)]);
                return s.Apply("Add", [s.Apply("Unsqueeze", [rows, s.Vector(1)]), s.Apply("Unsqueeze", [columns, s.Vector(0)])]);
            }));

    [Fact]
    public void Tile_repeats_as_often_as_a_size_says() =>
        Assert.Equal(
            [N, 64, H, W],
            Follow((s, x) => s.Apply("Tile", [s.Apply("GlobalMaxPool", [x]), Vector(s, s.Vector(1, 1), s.Apply("Shape", [x], ("start", 2)))])));

    [Fact]
    public void TensorFlow_keeps_its_layout_with_transposes_and_strided_slices() =>
        Assert.Equal(
            [N, 2 * H, 2 * W, 64],
            Follow((s, x) =>
            {
                string nhwc = s.Apply("Transpose", [x], ("perm", new long[] { 0, 2, 3, 1 }));
                string size = s.Apply("Cast", [s.Apply("Slice", [s.Apply("Shape", [nhwc]), s.Vector(1), s.Vector(3), s.Vector(0)])], ("to", 6));
                string twice = s.Apply("Cast", [s.Apply("Mul", [size, s.Apply("Cast", [s.Vector(2, 2)], ("to", 6))])], ("to", 7));
                string leading = s.Apply("Slice", [s.Apply("Shape", [x]), s.Vector(0), s.Vector(2), s.Vector(0)]);
                string nchw = s.Apply("Transpose", [nhwc], ("perm", new long[] { 0, 3, 1, 2 }));
                string grown = s.Apply("Resize", [nchw, "", "", Vector(s, leading, twice)], ("coordinate_transformation_mode", "asymmetric"));
                return s.Apply("Transpose", [grown], ("perm", new long[] { 0, 2, 3, 1 }));
            }));

    [Fact]
    public void TensorFlow_packs_a_shape_of_squeezed_scalars() =>
        Assert.Equal(
            [N, 64 * H * W],
            Follow((s, x) =>
            {
                string batch = s.Apply("Squeeze", [s.Apply("Slice", [s.Apply("Shape", [x]), s.Vector(0), s.Vector(1), s.Vector(0)]), s.Vector(0)]);
                string rest = s.Apply("ReduceProd", [s.Apply("Slice", [s.Apply("Shape", [x]), s.Vector(1), s.Vector(long.MaxValue), s.Vector(0)])], ("keepdims", 0));
                return s.Apply("Reshape", [x, Vector(s, Row(s, batch), Row(s, rest))]);
            }));

    [Fact]
    public void Padding_to_a_multiple_is_known_from_the_size()
    {
        // (−H) mod 8 more rows, as detectors pad their images.
        Shape padded = Follow((s, x) =>
        {
            string rest = s.Apply("Mod", [s.Apply("Sub", [s.Scalar(8), s.Apply("Mod", [Dimension(s, x, 2), s.Scalar(8)])]), s.Scalar(8)]);
            return s.Apply("Pad", [x, Vector(s, s.Vector(0, 0, 0, 0, 0, 0), Row(s, rest), s.Vector(0))]);
        });
        Assert.True(Size.Compare(8 * Size.CeilDiv(H, 8), padded[2]).IsAlways);
    }

    [Fact]
    public void What_only_the_data_decide_stays_open_and_is_told_so()
    {
        var sketch = new Sketch();
        string x = sketch.Input("x", N, 64, H, W);
        string target = sketch.Input("target", ElementType.Int64, 4);
        string y = sketch.Apply("Reshape", [x, target]);
        Assert.Contains("known only when the network runs", sketch.Infer(y)[y].Reason, StringComparison.Ordinal);
    }

    public static TheoryData<long[], string> WrongTargets => new()
    {
        { [-1, -1], "−1 twice" },
        { [7, 5], "as many elements" },
        { [0, 0, 0, 0, 0], "copies axis 4" },
        { [-7], "holds -7" },
        { [-1, 7], "cannot be divided" },
    };

    [Theory]
    [MemberData(nameof(WrongTargets))]
    public void A_target_that_does_not_fit_is_an_error(long[] target, string message)
    {
        var sketch = new Sketch();
        string y = sketch.Apply("Reshape", [sketch.Input("x", 1, 4, 5, 6), sketch.Vector(target)]);
        Assert.Contains(message, Assert.Throws<GraphException>(() => sketch.Infer(y)).Message, StringComparison.Ordinal);
    }
}
