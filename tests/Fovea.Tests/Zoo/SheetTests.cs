using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;
using Fovea.Zoo;
using Xunit;

namespace Fovea.Tests.Zoo;

/// <summary>The networks of the exercise sheet have the sizes and counts that it states rightly, and the right ones where it errs.</summary>
public sealed class SheetTests
{
    private static Graph Build(string name) => ZooCatalogue.Find(name)!.Build();

    private static Summary Numbers(string name) => Summary.Of(Build(name).BindDefaults());

    [Theory]
    [InlineData("c1", "i - k1 + 1", "d1")]
    [InlineData("c2", "i - k1 - k2 + 2", "d2")]
    [InlineData("c3", "i - k1 - k2 + 2 - n·k3 + n", "d3")]
    public void The_sides_of_the_dilated_network_are_formulas(string node, string side, string channels)
    {
        Layer layer = Summary.Of(Build("sheet-dilated")).Layers.Single(layer => layer.Name == node);
        Assert.Equal(
            [1, Size.Parse(channels), Size.Parse(side), Size.Parse(side)], layer.Outputs[0].Type!.Value.Shape);
    }

    [Fact]
    public void A_stack_sees_the_windows_less_what_they_share()
    {
        Graph graph = Build("sheet-stack");
        Assert.Equal(["k", "d1", "d2", "d3"], graph.Symbols.Select(symbol => symbol.Name));
        FieldAxis field = Summary.Of(graph).Layers[^1].Field.Axes[0]!;
        Assert.Equal(Size.Parse("(k - 1)·(d1 + d2 + d3) + 1"), field.Size);
    }

    [Fact]
    public void The_network_to_differentiate_has_the_names_and_sizes_of_the_sheet()
    {
        Summary summary = Numbers("sheet-backprop");
        Assert.Equal(["c", "a", "flatten", "z", "y"], summary.Layers.Select(layer => layer.Name));
        Assert.Equal(
            ["[1, 1, 6, 6]", "[1, 1, 3, 3]", "[1, 9]", "[1, 1]", "[1, 1]"],
            summary.Layers.Select(layer => layer.Outputs[0].Type!.Value.Shape.ToString()));
        Assert.Equal(["W1", "W2"], summary.Typed.Graph.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(75 + 9, summary.Parameters);
    }

    [Theory]
    [InlineData("standard", 108, 5_419_008)]
    [InlineData("separable", 39, 1_956_864)]
    public void A_separable_convolution_is_told_apart_from_the_one_beside_it(string output, long parameters, long macs)
    {
        Summary summary = Numbers("sheet-separable");
        Assert.Equal((parameters, macs), summary.Behind(output));
        Assert.Equal("[1, 4, 224, 224]", summary.Typed[output].Shape.ToString());
    }

    [Fact]
    public void A_separable_convolution_is_a_depthwise_and_a_pointwise_one()
    {
        Summary summary = Numbers("sheet-separable");
        Assert.Equal(["standard", "separable.depthwise", "separable.pointwise"], summary.Layers.Select(layer => layer.Name));
        Assert.Equal([108, 27, 12], summary.Layers.Select(layer => layer.Parameters));
    }

    [Fact]
    public void The_cost_of_a_separable_convolution_is_a_formula_where_its_sizes_are_open()
    {
        Summary summary = Summary.Of(Build("sheet-separable"));
        (Size parameters, Size macs) = summary.Behind("standard");
        Assert.Equal(Size.Parse("m·c·k·k"), parameters);
        Assert.Equal(Size.Parse("m·c·k·k·(i - k + 2·q + 1)·(i - k + 2·q + 1)"), macs);
        Assert.Equal(Size.Parse("c·k·k + c·m"), summary.Behind("separable").Parameters);
    }

    [Theory]
    [InlineData("sheet-pooling")]
    [InlineData("sheet-pooling-average")]
    public void Pooling_gives_the_output_of_the_program_of_the_sheet(string name)
    {
        Layer layer = Numbers(name).Layers.Single();
        Assert.Equal("[1, 3, 332, 249]", layer.Outputs[0].Type!.Value.Shape.ToString());
        // The program counts an initial write and 48 visits for each output; the division of an average takes the place of the write.
        Assert.Equal(12_152_196 - (name == "sheet-pooling" ? 332 * 249 * 3 : 0), layer.Cost.Work.Total);
    }

    [Fact]
    public void The_sides_of_pooling_are_formulas_of_their_own_axes()
    {
        Shape shape = Summary.Of(Build("sheet-pooling")).Layers[0].Outputs[0].Type!.Value.Shape;
        var padding = new Dictionary<string, Size> { ["q_h"] = 0, ["q_w"] = 0 };
        Assert.Equal(Size.Parse("⌊(h - p_h)/s_h⌋ + 1"), shape.Substitute(padding)[2]);
        Assert.Equal(Size.Parse("⌊(w - p_w)/s_w⌋ + 1"), shape.Substitute(padding)[3]);
    }
}
