using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Tensors;
using Fovea.Zoo;
using Xunit;

namespace Fovea.Tests.Zoo;

public sealed class ZooStructureTests
{
    public static TheoryData<string> Names => [.. ZooCatalogue.All.Select(entry => entry.Name)];

    [Fact]
    public void No_two_networks_share_a_name() =>
        Assert.Distinct(ZooCatalogue.All.Select(entry => entry.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_network_builds_the_same_graph_each_time_and_all_of_it_can_be_told(string name)
    {
        Graph graph = Build(name);
        Assert.Equal(graph, Build(name));
        Assert.Equal(name, graph.Name);
        Summary summary = Summary.Of(graph);
        Assert.Empty(summary.Typed.Nodes.Where(node => node.Reason is not null).Select(node => node.Node.Label));
        Assert.Empty(Summary.Of(graph.BindDefaults()).Incomplete.Select(layer => layer.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_layer_has_a_name_of_its_own_and_every_parameter_a_reader(string name)
    {
        Graph graph = Build(name);
        Assert.Distinct(graph.Nodes.Select(node => node.Label));
        var read = graph.Nodes.SelectMany(node => node.Inputs).ToHashSet();
        Assert.All(graph.Parameters, parameter => Assert.Contains(parameter.Name, read));
    }

    // Programs that look for patterns in files count the inputs.
    [Theory]
    [MemberData(nameof(Names))]
    public void An_input_that_is_left_out_at_the_end_is_not_written(string name) =>
        Assert.All(Build(name).Nodes, node => Assert.NotEqual("", node.Inputs[^1]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Formulas_and_numbers_agree(string name)
    {
        Graph built = Build(name);
        Summary open = Summary.Of(Reopening.Of(built).Typed);
        var random = new Random(20261124);
        int compared = 0;
        for (int attempt = 0; attempt < 60 && compared < 3; attempt++)
        {
            Dictionary<string, Size> values = Sample(built, open.Typed.Graph, random);
            Graph closed = open.Typed.Graph.Bind(values);
            Summary numbers;
            try
            {
                numbers = Summary.Of(closed);
            }
            catch (GraphException)
            {
                // The sample breaks a condition; a network without conditions takes every size.
                Assert.NotEmpty(open.Typed.Conditions);
                continue;
            }
            Compare(open, numbers, values);
            compared++;
        }
        Assert.True(compared > 0, "no sample kept the conditions of the network");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_network_can_be_given_values(string name)
    {
        Graph graph = Build(name).BindDefaults().Bind(Build(name).Symbols
            .Where(symbol => symbol.Default is null).ToDictionary(symbol => symbol.Name, _ => (Size)3));
        IReadOnlyDictionary<string, Tensor> values = SeededWeights.Of(graph);
        Parameter[] missing = [.. graph.Parameters.Where(parameter => parameter.Contents is null)];
        Assert.Equal(missing.Length, values.Count);
        Assert.All(missing, parameter => Assert.Equal(parameter.Type, values[parameter.Name].Type));
    }

    private static Graph Build(string name) => ZooCatalogue.Find(name)!.Build();

    // Symbols take their defaults, or small numbers, or a little more; opened sizes at least what they were.
    private static Dictionary<string, Size> Sample(Graph built, Graph opened, Random random)
    {
        var values = new Dictionary<string, Size>();
        foreach (GraphSymbol symbol in opened.Symbols)
        {
            values[symbol.Name] = (symbol.Default ?? symbol.AtLeast) + random.Next(3);
        }
        for (int input = 0; input < opened.Inputs.Count; input++)
        {
            Shape before = built.Inputs[input].Type!.Value.Shape;
            Shape after = opened.Inputs[input].Type!.Value.Shape;
            for (int axis = 0; axis < after.Rank; axis++)
            {
                foreach (string symbol in after[axis].Symbols)
                {
                    long least = before[axis].TryGetValue(out long size) ? size : 24;
                    values.TryAdd(symbol, least + random.Next(axis == 0 ? 3 : 9));
                }
            }
        }
        return values;
    }

    private static void Compare(Summary open, Summary numbers, Dictionary<string, Size> values)
    {
        Assert.Equal(numbers.Parameters, open.Parameters.Substitute(values));
        Assert.Equal(numbers.Macs, open.Macs.Substitute(values));
        Assert.Equal(numbers.ActivationBytes, open.ActivationBytes.Substitute(values));
        if (open.PeakActivationBytes is { } peak)
        {
            Assert.Equal(numbers.PeakActivationBytes, peak.Substitute(values));
        }
        Assert.Equal(numbers.Layers.Count, open.Layers.Count);
        for (int index = 0; index < numbers.Layers.Count; index++)
        {
            Layer formula = open.Layers[index];
            Layer number = numbers.Layers[index];
            Assert.Equal(number.Name, formula.Name);
            Assert.Equal(
                number.Outputs.Select(output => output.Type!.Value.Shape), formula.Outputs.Select(output => output.Type!.Value.Shape.Substitute(values)));
            Assert.Equal(number.Cost.Macs, formula.Cost.Macs.Substitute(values));
            Assert.Null(number.Cost.Reason);
            if (formula.Cost.Reason is null)
            {
                Assert.Equal(number.Cost.Work.Total, formula.Cost.Work.Total.Substitute(values));
                Assert.Equal(number.Cost.Padding.Total, formula.Cost.Padding.Total.Substitute(values));
            }
        }
    }
}
