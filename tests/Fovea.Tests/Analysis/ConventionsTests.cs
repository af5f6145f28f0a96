using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Tensors;
using Fovea.Zoo;
using Xunit;
using static Fovea.Networks.Layers;

namespace Fovea.Tests.Analysis;

/// <summary>What other tools count, against examples computed by hand and against what the tools' own pages and tests print.</summary>
public sealed class ConventionsTests
{
    private static readonly string[] Tools = [.. Conventions.All.Select(tool => tool.Name)];

    private static TypedGraph Typed(string name, Shape? input = null)
    {
        Graph graph = ZooCatalogue.Find(name)!.Build();
        return TypedGraph.Infer(input is { } shape
            ? graph.WithInputs([graph.Inputs[0] with { Type = new TensorType(ElementType.Float32, shape) }])
            : graph);
    }

    private static Size Sum(TypedGraph typed, string tool, Func<TypedNode, bool>? among = null)
    {
        Size sum = 0;
        foreach ((TypedNode node, Values<ToolFigure> figures) in Conventions.Of(typed))
        {
            sum += among?.Invoke(node) == false ? 0 : figures[Array.IndexOf(Tools, tool)].Count ?? 0;
        }
        return sum;
    }

    private static Size?[] Layer(Shape input, Network net)
    {
        (TypedNode _, Values<ToolFigure> figures) = Assert.Single(Conventions.Of(TypedGraph.Infer(net.Graph(input))));
        Assert.All(figures, figure => Assert.NotEmpty(figure.Reason));
        return [.. figures.Select(figure => figure.Count)];
    }

    // In the order fvcore, flop_counter, torchinfo, ptflops, thop.
    [Fact]
    public void A_transposed_convolution_multiplies_at_input_positions()
    {
        // 64 → 32, kernel 4, stride 2, no padding, 16 × 16 → 34 × 34.
        long products = 64 * 32 * 16 * 16 * 16;
        Assert.Equal(8_388_608, products);
        long outputs = 34 * 34;
        Assert.Equal(
            [products, 2 * products, ((64 * 32 * 16) + 32) * outputs, products + (32 * outputs), 64 * 32 * 16 * outputs],
            Layer([1, 64, 16, 16], ConvTranspose(32, 4, stride: 2)));
    }

    // torch.utils.flop_counter's own test expects 28800 of this convolution, and 1440 of the same along one axis.
    [Fact]
    public void A_convolution_counts_padding_and_sometimes_its_bias()
    {
        long products = 6 * 3 * 4 * 4 * 2 * 5 * 5;
        Assert.Equal(28_800, 2 * products);
        Assert.Equal(
            [products, 28_800, products + (6 * 2 * 5 * 5), products + (6 * 2 * 5 * 5), products],
            Layer([2, 3, 6, 6], Conv(6, 4, padding: 1)));
        Assert.Equal(1440, Layer([2, 3, 6], Conv(6, 4, padding: 1))[1]);
    }

    [Fact]
    public void A_grouped_convolution_multiplies_inside_its_groups() => Assert.Equal(
        [4608, 9216, 5120, 5120, 4608], Layer([1, 8, 8, 8], Conv(8, 3, padding: 1, groups: 8)).Select(count => count!.Value.Value));

    [Fact]
    public void A_batch_normalisation_costs_what_each_tool_likes() => Assert.Equal(
        [(Size)(2 * 2400), null, (Size)(2 * 6), (Size)(2 * 2400), (Size)(4 * 2400)], Layer([2, 3, 20, 20], BatchNorm));

    [Fact]
    public void Pooling_and_activations_count_in_some_tools_only()
    {
        Assert.Equal([null, null, null, (Size)(2 * 64), (Size)0], Layer([1, 1, 8, 8], MaxPool(2)));
        Assert.Equal([null, null, null, (Size)(2 * 64), (Size)16], Layer([1, 1, 8, 8], AveragePool(2)));
        Assert.Equal([(Size)128, null, null, (Size)(2 * 128), (Size)130], Layer([1, 2, 8, 8], GlobalAveragePool));
        Assert.Equal([null, null, null, (Size)(2 * 64), (Size)0], Layer([1, 1, 8, 8], Relu));
        Assert.Equal([null, null, null, (Size)20, (Size)(60 - 2)], Layer([2, 10], Softmax));
    }

    // https://github.com/pytorch/pytorch, test/test_flop_counter.py: the convolutions of layer1, and a training step, where each layer does the work of a forward pass three times.
    [Fact]
    public void Torchs_own_test_of_resnet18_gives_the_same_figures()
    {
        TypedGraph typed = Typed("resnet18");
        Assert.Equal(924_844_032, Sum(typed, "flop_counter", node => node.Node.Name.StartsWith("layer1.", StringComparison.Ordinal)));
        Assert.Equal(10_884_440_064, Sum(typed, "flop_counter") * 3);
    }

    // Of torchinfo's tests/test_output: resnet152.out, resnet50.out (two samples), resnet18_depth_consistency.out (64 × 64); rounded as there.
    [Theory]
    [InlineData("resnet152", 1, 224, 1e9, 11.51)]
    [InlineData("resnet50", 2, 224, 1e9, 8.18)]
    [InlineData("resnet18", 1, 64, 1e6, 148.57)]
    public void Torchinfos_own_outputs_give_the_same_totals(string name, int samples, int side, double unit, double printed) =>
        Assert.Equal(printed, Math.Round(Sum(Typed(name, [samples, 3, side, side]), "torchinfo").Value / unit, 2));

    // The table in ptflops' README, in GMac with two decimals.
    [Theory]
    [InlineData("alexnet", 0.72)]
    [InlineData("vgg16", 15.52)]
    [InlineData("resnet18", 1.83)]
    [InlineData("resnet50", 4.13)]
    public void Ptflops_table_gives_the_same_totals(string name, double printed) =>
        Assert.Equal(printed, Math.Round(Sum(Typed(name), "ptflops").Value / 1e9, 2));

    // What fvcore counts of ResNet-50, read of its rules: the products, two for each element of a batch normalisation, one for each element of the last pooling.
    [Fact]
    public void Fvcore_counts_products_normalisations_and_the_last_pooling()
    {
        TypedGraph typed = Typed("resnet50");
        Size normalised = 0;
        foreach (TypedNode node in typed.Nodes.Where(node => node.Node.Operator.Name == "BatchNormalization"))
        {
            normalised += node.Outputs[0].Shape.Elements;
        }
        Assert.Equal(4_089_184_256 + (2 * normalised) + (2048 * 7 * 7), Sum(typed, "fvcore"));
    }

    [Fact]
    public void Open_sizes_give_formulas()
    {
        TypedGraph typed = TypedGraph.Infer(Conv(4, 3, padding: 1).Graph(["N", 3, "H", "W"]));
        Assert.Equal((Size)"N" * "H" * "W" * (4 * 3 * 9), Sum(typed, "fvcore"));
        Assert.Equal((Size)"N" * "H" * "W" * ((4 * 3 * 9) + 4), Sum(typed, "torchinfo"));
    }

    [Fact]
    public void Every_layer_of_the_zoo_has_a_figure_or_a_reason_from_every_tool() => Assert.All(
        ZooCatalogue.All,
        entry => Assert.All(
            Conventions.Of(TypedGraph.Infer(entry.Build())),
            layer => Assert.All(layer.Figures, figure => Assert.True(figure.Reason.Length > 0 && figure.Count?.LowerBound is null or >= 0))));
}
