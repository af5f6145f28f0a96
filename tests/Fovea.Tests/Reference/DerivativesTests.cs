using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Tests.Reference;

public sealed class DerivativesTests
{
    public static TheoryData<string> Networks => [.. SmallNetworks.All.Select(graph => graph.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Forward_and_reverse_derivatives_of_every_element_agree(string name)
    {
        Graph graph = Assert.Single(SmallNetworks.All, graph => graph.Name == name);
        Tensor input = SmallNetworks.Input(graph);
        Func<string, Tensor?> weights = SmallNetworks.Weights(graph);
        Gradient[] rows = null!;
        long outputs = 1;
        for (long output = 0; output < outputs; output++)
        {
            Gradient row = Derivatives.Gradient(graph, weights, results => results[0].Items<Taped>()[output], input);
            outputs = ReferenceModel.Run(graph, weights, input)[0].Count;
            rows ??= new Gradient[outputs];
            rows[output] = row;
            Assert.Empty(row.Kinks);
        }
        Assert.Equal(graph.Parameters.Select(parameter => parameter.Name).Append("x").Order(), rows[0].Slopes.Keys.Order());
        foreach ((string moving, Tensor slopes) in rows[0].Slopes)
        {
            for (int element = 0; element < slopes.Count; element++)
            {
                var unit = new float[slopes.Count];
                unit[element] = 1;
                DirectionalDerivative column = Derivatives.Directional(
                    graph, weights, other => other == moving ? Tensor.Of(slopes.Dimensions, unit) : null, input);
                for (int output = 0; output < rows.Length; output++)
                {
                    Assert.Equal(column.Slopes[0]!.GetDouble(output), rows[output].Slopes[moving].GetDouble(element), 1e-12);
                }
            }
        }
    }

    [Fact]
    public void The_gradient_of_a_convolution_with_respect_to_its_bias_counts_positions()
    {
        Graph graph = SmallNetworks.Convolution;
        Gradient gradient = Derivatives.Gradient(
            graph, SmallNetworks.Weights(graph), outputs => outputs[0].Items<Taped>().Aggregate((sum, value) => sum + value), SmallNetworks.Input(graph));
        Assert.Equal([9, 9, 9], Enumerable.Range(0, 3).Select(i => gradient.Slopes["b"].GetDouble(i)));
    }

    [Fact]
    public void Ties_of_a_pooling_and_zeros_of_a_rectifier_are_reported()
    {
        Graph graph = SmallNetworks.MaxPooling;
        Gradient pooled = Derivatives.Gradient(graph, _ => null, outputs => outputs[0].Items<Taped>()[0], Tensor.Of([1, 2, 4, 5], new float[40]));
        Assert.Contains(new Kink("max", 0, 1), pooled.Kinks.Keys);
        Assert.Equal(1, pooled.Slopes["x"].GetDouble(0));
        Gradient rectified = Derivatives.Gradient(
            SmallNetworks.Rectifier, _ => null, outputs => outputs[0].Items<Taped>()[5], Tensor.Of([3, 4], new float[12]));
        Assert.Equal(12, rectified.Kinks[new Kink("max", 0, 1)]);
        Assert.Equal(0, rectified.Slopes["x"].GetDouble(5));
    }

    [Fact]
    public void A_direction_has_the_shape_of_what_it_moves()
    {
        Graph graph = SmallNetworks.Rectifier;
        GraphException error = Assert.Throws<GraphException>(() =>
            Derivatives.Directional(graph, _ => null, _ => Tensor.Of([2], 1f, 1f), SmallNetworks.Input(graph)));
        Assert.Contains("'x'", error.Message);
        Assert.Throws<GraphException>(() => Derivatives.Gradient(graph, _ => null, _ => default));
    }
}
