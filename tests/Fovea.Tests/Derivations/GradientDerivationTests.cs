using Fovea.Derivations;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;
using Fovea.Zoo;
using Xunit;
using static Fovea.Networks.Layers;

namespace Fovea.Tests.Derivations;

public sealed class GradientDerivationTests
{
    // Networks that end in one number, each for something: floors and sums, borders and strides, kinks, shared readers, another function.
    private static readonly Dictionary<string, Func<Graph>> Networks = new()
    {
        ["sheet"] = () => ZooCatalogue.Find("sheet-backprop")!.Build(),
        ["padded"] = () => Build([1, 2, 7, 6], Conv(2, 3, stride: 2, padding: 1), Tanh, AveragePool(2, stride: 1), Dense(1)),
        ["rectified"] = () => Build([1, 1, 5, 5], Conv(2, 2), Relu, Dense(1), Sigmoid),
        ["residual"] = () => Build([1, 2, 4, 4], Residual([Conv(2, 3, padding: 1), Sigmoid]), GlobalAveragePool, Dense(1)),
        ["maximum"] = () => Build([1, 1, 4, 4], Conv(1, 3, padding: 1), MaxPool(2), Dense(1)),
        ["dense"] = () => Build([1, 6], Dense(4), Tanh, Dense(1)),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    private static Graph Build(Shape input, params Network[] layers) => Network.Create(layers).Graph(input, "net");

    private static Derivation Derive(Graph graph) => GradientDerivation.Of(
        TypedGraph.Infer(graph), name => SeededWeights.Of(graph).GetValueOrDefault(name), [.. graph.Inputs.Select(input => SeededWeights.Input(input))]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_step_gives_every_element_what_the_tape_gives(string name)
    {
        Graph graph = Networks[name]();
        Func<string, Tensor?> weights = SeededWeights.Of(graph).GetValueOrDefault;
        Tensor input = SeededWeights.Input(graph.Inputs[0]);
        (Dictionary<string, RunTensor> values, Dictionary<string, Tensor> slopes) = Tape(graph, weights, input);
        var reached = new HashSet<string>();
        foreach (DerivationSection section in Derive(graph).Sections.Where(section => section.Quantity is not null))
        {
            Indexed quantity = Assert.Single(Assert.Single(Assert.Single(((GradientFormula)section.Quantity!).Terms).Factors).Names);
            reached.Add(quantity.Name);
            // The first step is the chain rule itself: its local derivatives have no values of their own.
            bool unfound = section.Note is not null;
            foreach (DerivationStep step in section.Steps.Skip(section.Steps[0].Reason.StartsWith("the chain rule", StringComparison.Ordinal) ? 1 : 0))
            {
                Assert.False(unfound);
                foreach (Dictionary<string, Size> at in Indices(quantity, values[quantity.Name].Dimensions))
                {
                    double found = ((GradientFormula)step.Formula).Evaluate<Fovea.Numbers.Double>(at, Value).Number;
                    Assert.Equal(Gradient(quantity.Name, quantity.Index.Map(size => size.Substitute(at))), found, 1e-9);
                }
            }
            DerivationTests.Balanced(section.Quantity);
            Assert.All(section.Steps, step => DerivationTests.Balanced(step.Formula));
        }
        Assert.Superset(graph.Parameters.Select(parameter => parameter.Name).Append(graph.Inputs[0].Name).ToHashSet(), reached);

        Fovea.Numbers.Double Value(Indexed element) => new(element.Kind == IndexedKind.Gradient
            ? Gradient(element.Name, element.Index)
            : values[element.Name].Items<Fovea.Numbers.Double>()[Place(element.Name, element.Index)].Number);

        double Gradient(string value, Values<Size> index) => slopes[value].GetDouble(Place(value, index));

        int Place(string value, Values<Size> index) => (int)Positions.Place(values[value].Dimensions, [.. index.Select(size => size.Value)]);
    }

    private static List<Dictionary<string, Size>> Indices(Indexed quantity, Values<long> sizes)
    {
        List<Dictionary<string, Size>> all = [[]];
        for (int axis = 0; axis < sizes.Count; axis++)
        {
            if (quantity.Index[axis].TryGetSymbol(out string? name))
            {
                all = [.. all.SelectMany(at => Enumerable.Range(0, (int)sizes[axis]).Select(position => new Dictionary<string, Size>(at) { [name] = position }))];
            }
        }
        return all;
    }

    // All values, and the gradient of each: that of the network behind it, cut there.
    private static (Dictionary<string, RunTensor> Values, Dictionary<string, Tensor> Slopes) Tape(Graph graph, Func<string, Tensor?> weights, Tensor input)
    {
        var values = new Dictionary<string, RunTensor>();
        var run = new ReferenceRun<Fovea.Numbers.Double>(weights, rounds: false)
        {
            Take = (name, tensor) => values[name] = ReferenceRun<Fovea.Numbers.Double>.Taken(tensor),
            Observe = node => done => values[node.Outputs[0]] = done.Evaluation.Results[0]!,
        };
        run.Run(graph, [input]);
        var slopes = new Dictionary<string, Tensor>(Derivatives.Gradient(graph, weights, outputs => outputs[0].Items<Taped>()[0], input).Slopes);
        for (int cut = 0; cut < graph.Nodes.Count; cut++)
        {
            string value = graph.Nodes[cut].Outputs[0];
            // A network whose input is the value; what else its layers read from before the cut rests.
            HashSet<string> before = [.. graph.Nodes.Take(cut).SelectMany(node => node.Outputs), .. graph.Inputs.Select(given => given.Name)];
            string[] inputs = [value, .. before.Where(name => graph.Nodes.Skip(cut + 1).Any(node => node.Inputs.Contains(name)))];
            var behind = Graph.Create(
                "behind",
                [.. inputs.Select(name => new GraphInput(name, new TensorType(ElementType.Float64, values[name].Type.Shape)))],
                graph.Parameters.Map(parameter => parameter with { Type = new TensorType(ElementType.Float64, parameter.Type.Shape) }),
                [.. graph.Nodes.Skip(cut + 1)],
                graph.Outputs);
            Tensor Double(string name) => (values[name] with { Element = ElementType.Float64 }).ToTensor<Fovea.Numbers.Double>();
            slopes[value] = Derivatives.Gradient(behind, Double, outputs => outputs[0].Items<Taped>()[0], [.. inputs.Select(Double)]).Slopes[value];
        }
        return (values, slopes);
    }

    [Fact]
    public void The_sheets_network_has_every_gradient()
    {
        Derivation derivation = Derive(Networks["sheet"]());
        Dictionary<string, string> results = derivation.Sections.Where(section => section.Quantity is not null)
            .ToDictionary(section => section.Quantity!.ToString(), section => section.Steps[^1].Formula.ToString());
        const string unit = "∂L/∂y[0, 0]·y[0, 0]·(1 - y[0, 0])";
        Assert.Equal(unit, results["∂L/∂z[0, 0]"]);
        Assert.Equal($"{unit}·flatten[0, i]", results["∂L/∂W2[0, i]"]);
        Assert.Equal($"{unit}·W2[0, 3·⌊i/2⌋ + ⌊j/2⌋]/4", results["∂L/∂c[0, 0, i, j]"]);
        Assert.Equal($"Σ(l = 0…5) Σ(m = 0…5) {unit}·W2[0, 3·⌊l/2⌋ + ⌊m/2⌋]·X[0, i, j + l, k + m]/4", results["∂L/∂W1[0, i, j, k]"]);
        Assert.Contains(derivation.Sections, section => section.Steps.Any(step => step.Reason.Contains("checked for all 36 indices", StringComparison.Ordinal)));
    }

    [Fact]
    public void Where_no_formula_holds_for_all_that_is_said()
    {
        Derivation derivation = Derive(Networks["maximum"]());
        Assert.Contains(derivation.Sections, section => section.Note?.StartsWith("No one formula in the index", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_gradient_is_that_of_one_number()
    {
        GraphException error = Assert.Throws<GraphException>(() => Derive(Build([1, 4], Dense(3))));
        Assert.Contains("[1, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_is_too_large_is_refused_before_it_runs() =>
        Assert.Contains("give smaller sizes", Assert.Throws<UnavailableException>(() => Derive(Build([1, 3, 224, 224], Conv(1, 3), GlobalAveragePool, Dense(1)))).Message, StringComparison.Ordinal);
}
