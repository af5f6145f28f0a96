using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Tensors;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Analysis;

/// <summary>Which dimensions of a closed graph can be opened, and what keeps the others.</summary>
public sealed class ReopeningTests
{
    private static Reopening Open(Func<Sketch, string, string> draw, params Size[] shape)
    {
        var sketch = new Sketch();
        return Reopening.Of(sketch.Build(draw(sketch, sketch.Input("x", shape))));
    }

    private static Shape Output(Reopening opened) => opened.Typed[opened.Typed.Graph.Outputs[0].Name].Shape;

    private static string Body(Sketch sketch, string x) => sketch.Apply(
        "MaxPool",
        [sketch.Apply("Conv", [x, sketch.Weight(8, 3, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }))],
        ("kernel_shape", new long[] { 2, 2 }),
        ("strides", new long[] { 2, 2 }));

    [Fact]
    public void A_fully_convolutional_network_opens_altogether()
    {
        Reopening opened = Open(Body, 1, 3, 32, 48);
        Assert.Empty(opened.Pinned);
        Assert.Equal("[N, 8, ⌊H/2⌋, ⌊W/2⌋]", Output(opened).ToString());
    }

    [Fact]
    public void Axes_are_named_by_their_number()
    {
        Assert.Equal("[N, 3, L]", Output(Open((s, x) => s.Apply("Relu", [x]), 1, 3, 32)).ToString());
        Assert.Equal("[N, 3, D, H, W]", Output(Open((s, x) => s.Apply("Relu", [x]), 1, 3, 8, 16, 32)).ToString());
        Assert.Equal("[N, 10]", Output(Open((s, x) => s.Apply("Relu", [x]), 1, 10)).ToString());
    }

    [Fact]
    public void A_dense_layer_pins_the_only_axis_it_flattens_and_leaves_the_batch_open()
    {
        Reopening opened = Open((s, x) => s.Apply("Gemm", [s.Apply("Flatten", [x]), s.Weight(3 * 32, 10)], ["dense"])[0], 1, 3, 32);
        Assert.Equal("[N, 10]", Output(opened).ToString());
        PinnedDimension pinned = Assert.Single(opened.Pinned);
        Assert.Equal(("x", "L", 2, 32), (pinned.Input, pinned.Symbol, pinned.Axis, pinned.Size));
        Assert.Equal("node 'dense' needs L = 32", pinned.Reason);
    }

    [Fact]
    public void A_dense_layer_over_two_axes_leaves_a_condition_on_both()
    {
        Reopening opened = Open((s, x) => s.Apply("Gemm", [s.Apply("Flatten", [x]), s.Weight(3 * 32 * 48, 10)], ["dense"])[0], 1, 3, 32, 48);
        Assert.Empty(opened.Pinned);
        Condition condition = Assert.Single(opened.Typed.Conditions);
        Assert.Equal(("dense", "3·H·W = 4608"), (condition.Node, condition.Text));
    }

    [Fact]
    public void A_reshape_to_written_sizes_pins_the_batch()
    {
        Reopening opened = Open((s, x) => s.Apply("Reshape", [s.Apply("GlobalMaxPool", [x]), s.Vector(4, 3)], ["fixed"])[0], 4, 3, 32, 48);
        PinnedDimension pinned = Assert.Single(opened.Pinned);
        Assert.Equal(("N", 0, 4), (pinned.Symbol, pinned.Axis, pinned.Size));
        Assert.Equal("node 'fixed' needs N = 4", pinned.Reason);
    }

    [Fact]
    public void A_global_pool_pins_nothing()
    {
        Reopening opened = Open(
            (s, x) => s.Apply("Gemm", [s.Apply("Flatten", [s.Apply("GlobalAveragePool", [Body(s, x)])]), s.Weight(8, 10)]), 1, 3, 32, 48);
        Assert.Empty(opened.Pinned);
        Assert.Equal("[N, 10]", Output(opened).ToString());
    }

    [Fact]
    public void A_condition_that_many_sizes_keep_pins_nothing_and_is_listed()
    {
        // Halved and doubled, the grid meets itself again where it is even.
        Reopening opened = Open(
            (s, x) => s.Apply("Add", [s.Apply("Resize", [s.Apply("MaxPool", [x], ("kernel_shape", new long[] { 2 }), ("strides", new long[] { 2 })), "", s.Reals(1, 1, 2)]), x]),
            1, 3, 32);
        Assert.Empty(opened.Pinned);
        Assert.Equal(["L ≥ 2", "L mod 2 = 0"], opened.Typed.Conditions.Select(condition => condition.Text));
    }

    [Fact]
    public void A_sum_with_a_weight_of_a_size_pins_that_size()
    {
        Reopening opened = Open((s, x) => s.Apply("Add", [x, s.Weight(1, 3, 32, 1)], ["shifted"])[0], 1, 3, 32, 48);
        PinnedDimension pinned = Assert.Single(opened.Pinned);
        Assert.Equal(("H", 2), (pinned.Symbol, pinned.Axis));
        Assert.Equal("node 'shifted' needs H = 32", pinned.Reason);
        Assert.Equal("[N, 3, 32, W]", Output(opened).ToString());
    }

    [Fact]
    public void What_is_open_stays_open_under_its_own_name()
    {
        Reopening opened = Open((s, x) => s.Apply("Relu", [x]), "batch", 3, "H", 48);
        Assert.Equal("[batch, 3, H, W]", Output(opened).ToString());
        Assert.Equal("[H, 3, L]", Output(Open((s, x) => s.Apply("Relu", [x]), "H", 3, 48)).ToString());
    }

    [Fact]
    public void Inputs_of_one_size_share_its_symbol()
    {
        var sketch = new Sketch();
        string y = sketch.Apply("Add", [sketch.Input("a", 1, 3, 32), sketch.Input("b", 1, 3, 32)]);
        Reopening opened = Reopening.Of(sketch.Build(y));
        Assert.Equal("[N, 3, L]", Output(opened).ToString());
        Assert.Empty(opened.Typed.Conditions);
    }
}
