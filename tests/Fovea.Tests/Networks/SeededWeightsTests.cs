using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using static Fovea.Networks.Layers;

namespace Fovea.Tests.Networks;

public sealed class SeededWeightsTests
{
    private static readonly Network Small =
    [
        Conv(32, 3).Named("conv"), BatchNorm.Named("norm"), Layers.Relu, Conv(8, 3).Named("second"), ConvTranspose(4, 2, stride: 2).Named("up"), Layers.GlobalAveragePool,
        Dense(10).Named("dense"),
    ];

    private static IReadOnlyDictionary<string, Tensor> Values(ulong seed = 0) => SeededWeights.Of(Small.Graph([1, 3, 16, 16]), seed);

    private static float[] Elements(Tensor tensor) => [.. Enumerable.Range(0, (int)tensor.Count).Select(i => (float)tensor.GetDouble(i))];

    // Computed apart from Fovea, from the description of the generator.
    [Theory]
    [InlineData(0, "conv.weight", 0, -0.20742098987102509)]
    [InlineData(0, "conv.weight", 1, 0.10671994090080261)]
    [InlineData(0, "conv.weight", 26, -0.1876228302717209)]
    [InlineData(0, "conv.weight", 215, 0.14878621697425842)]
    [InlineData(7, "conv.weight", 0, 0.29568490386009216)]
    [InlineData(7, "conv.weight", 1, 0.1534229815006256)]
    [InlineData(0, "conv.bias", 0, 0.028020206838846207)]
    [InlineData(0, "conv.bias", 7, -0.03249674290418625)]
    public void Values_are_the_same_everywhere(int seed, string name, int element, double value) =>
        Assert.Equal(value, Values((ulong)seed)[name].GetDouble(element));

    [Fact]
    public void Values_do_not_depend_on_what_else_there_is()
    {
        Network longer = [Conv(32, 3).Named("conv"), Layers.Relu, Conv(5, 1).Named("other")];
        Assert.Equal(Values()["conv.weight"], SeededWeights.Of(longer.Graph([2, 3, 9, 9]))["conv.weight"]);
    }

    [Fact]
    public void Tensors_of_another_name_or_seed_have_other_values()
    {
        Assert.NotEqual(Values()["norm.weight"], Values(1)["norm.weight"]);
        Assert.NotEqual(Values()["conv.bias"], Values()["norm.bias"]);
        Assert.Equal(Values(1)["norm.weight"], Values(1)["norm.weight"]);
    }

    // n products of what has mean square m: √(3 / (n · m)).
    [Theory]
    [InlineData("conv.weight", -0.33333334, 0.33333334)] // 3 · 3 · 3 of the input
    [InlineData("second.weight", -0.14433757, 0.14433757)] // 32 · 3 · 3 after a ReLU: √(6 / 288)
    [InlineData("up.weight", -0.6123724, 0.6123724)] // 8 · 2 · 2 over a stride of 2 · 2
    [InlineData("dense.weight", -0.8660254, 0.8660254)] // 4
    [InlineData("norm.weight", 0.8, 1.2)]
    [InlineData("norm.bias", -0.05, 0.05)]
    [InlineData("norm.running_mean", -0.05, 0.05)]
    [InlineData("norm.running_var", 0.8, 1.2)]
    public void Values_fill_the_range_that_their_reader_asks_for(string name, float low, float high)
    {
        float[] elements = Elements(Values()[name]);
        Assert.All(elements, element => Assert.InRange(element, low, high));
        Assert.True(elements.Max() - elements.Min() > 0.6f * (high - low), $"{elements.Min()} … {elements.Max()}");
    }

    [Fact]
    public void Variances_follow_what_a_residual_path_adds_up()
    {
        Network net = [Conv(8, 3, padding: 1), Residual([Conv(8, 3, padding: 1)]), BatchNorm.Named("norm")];
        Assert.All(Elements(SeededWeights.Of(net.Graph([1, 8, 4, 4]))["norm.running_var"]), element => Assert.InRange(element, 1.6f, 2.4f));
    }

    [Fact]
    public void Values_keep_their_size_through_fifty_layers()
    {
        const int width = 128;
        Network net = [.. Enumerable.Range(0, 50).Select(layer => Network.Create([Dense(width), Layers.Relu]))];
        IReadOnlyDictionary<string, Tensor> values = SeededWeights.Of(net.Graph([1, width]));
        float[] x = [.. Enumerable.Range(0, width).Select(i => i % 2 == 0 ? 1f : -1f)];
        for (int layer = 1; layer <= 50; layer++)
        {
            float[] weights = Elements(values[$"dense{layer}.weight"]);
            float[] biases = Elements(values[$"dense{layer}.bias"]);
            x = [.. Enumerable.Range(0, width).Select(unit => Math.Max(0, biases[unit] + x.Select((value, i) => value * weights[(unit * width) + i]).Sum()))];
        }
        Assert.InRange(x.Average(value => value * value), 0.05f, 5f);
    }

    [Fact]
    public void An_open_size_is_an_error_that_names_it()
    {
        Graph graph = Network.Create([Conv("m", 3).Named("conv")]).Graph([1, 3, "H", "W"]);
        Assert.Equal(
            "parameter 'conv.weight' is [m, 3, 3, 3]: m is open, so that it has no values",
            Assert.Throws<GraphException>(() => SeededWeights.Of(graph)).Message);
        Assert.Equal(2, SeededWeights.Of(graph.Bind(new Dictionary<string, Size> { ["m"] = 4 })).Count);
    }

    [Fact]
    public void Only_float32_is_seeded()
    {
        var builder = new GraphBuilder("halves");
        GraphValue x = builder.Input("x", [2], ElementType.Float16);
        builder.Output("y", builder.Add("y", new Add(), x, builder.Parameter("w", [2], ElementType.Float16)));
        Assert.Equal(
            "parameter 'w' is float16[2]: only float32 is seeded", Assert.Throws<GraphException>(() => SeededWeights.Of(builder.Build())).Message);
    }

    [Fact]
    public void Values_are_made_only_when_they_are_looked_at()
    {
        Graph graph = Network.Create([Dense(1 << 14).Named("dense")]).Graph([1, 1 << 14]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Tensor weights = SeededWeights.Of(graph)["dense.weight"];
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(1L << 30, weights.Data.Length);
    }
}
