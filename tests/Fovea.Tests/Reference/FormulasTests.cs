using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Tests.Reference;

public sealed class FormulasTests
{
    private static RunTensor Output(Graph graph) => Formulas.Run(graph, _ => null, [SmallNetworks.Input(graph)])[0];

    [Fact]
    public void A_convolution_is_written_out()
    {
        var formula = Formulas.Element(Output(SmallNetworks.Filter), 0, 0, 0, 1);
        Assert.Equal("w[0,0,0,0]·x[0,0,0,1] + w[0,0,0,1]·x[0,0,0,2] + w[0,0,1,0]·x[0,0,1,1] + w[0,0,1,1]·x[0,0,1,2]", formula.ToString());
        Assert.StartsWith("w_{0,0,0,0} x_{0,0,0,1} + ", formula.ToString(SizeNotation.Latex));
    }

    [Fact]
    public void Padding_does_not_appear_and_a_bias_comes_first()
    {
        string formula = Formulas.Element(Output(SmallNetworks.Convolution), 0, 1, 0, 0).ToString();
        Assert.StartsWith("b[1] + w[1,0,1,1]·x[0,0,0,0] + ", formula);
        Assert.Equal(1 + (2 * 4), formula.Split(" + ").Length);
    }

    [Fact]
    public void Poolings_are_written_out()
    {
        Assert.Equal("(x[0,0,0,0] + x[0,0,0,1] + x[0,0,1,0] + x[0,0,1,1])/4", Formulas.Element(Output(SmallNetworks.AveragePooling), 0, 0, 0, 0).ToString());
        Assert.Equal("max(x[0,0,0,0], x[0,0,0,1], x[0,0,1,0], x[0,0,1,1])", Formulas.Element(Output(SmallNetworks.MaxPooling), 0, 0, 0, 0).ToString());
        Assert.Equal("max(0, x[1,2])", Formulas.Element(Output(SmallNetworks.Rectifier), 1, 2).ToString());
    }

    [Fact]
    public void A_formula_evaluates_to_what_the_network_computes()
    {
        Graph graph = SmallNetworks.Chain;
        Func<string, Tensor?> weights = SmallNetworks.Weights(graph);
        Tensor input = SmallNetworks.Input(graph);
        Tensor expected = ReferenceModel.Run(graph, weights, input)[0];
        Symbol[] formulas = Output(graph).Items<Symbol>();
        Assert.Equal(expected.Count, formulas.Length);
        for (int i = 0; i < formulas.Length; i++)
        {
            Assert.Equal(expected.GetDouble(i), formulas[i].Evaluate(Value).Number, 1e-5);
        }

        Fovea.Numbers.Double Value(string name)
        {
            string[] parts = name.TrimEnd(']').Split('[');
            Tensor tensor = parts[0] == "x" ? input : weights(parts[0])!;
            return new(tensor.GetDouble(Positions.Place(tensor.Dimensions, [.. parts[1].Split(',').Select(long.Parse)])));
        }
    }

    [Fact]
    public void Named_parameters_can_be_chosen()
    {
        Graph graph = SmallNetworks.Filter;
        RunTensor output = Formulas.Run(
            graph, _ => Tensor.Of([1, 1, 2, 2], 1f, 0f, -1f, 0.5f), [SmallNetworks.Input(graph)], named: name => name == "x")[0];
        Assert.Equal("x[0,0,0,0] - x[0,0,1,0] + x[0,0,1,1]/2", Formulas.Element(output, 0, 0, 0, 0).ToString());
    }

    [Fact]
    public void An_element_that_does_not_exist_has_no_formula()
    {
        RunTensor output = Output(SmallNetworks.Filter);
        Assert.Throws<ArgumentException>(() => Formulas.Element(output, 0, 0, 2, 0));
        Assert.Throws<ArgumentException>(() => Formulas.Element(output, 0, 0));
    }
}
