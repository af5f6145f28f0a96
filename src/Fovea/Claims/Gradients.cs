using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;

namespace Fovea.Claims;

/// <summary>
/// Exact derivatives between values of a network: it is cut at the second value, whose elements become names; what the first one is made of is written out and
/// differentiated, and the names are replaced by what they stand for.
/// </summary>
internal sealed class Gradients
{
    private readonly Dictionary<(ClaimNetwork, string, long, string), Meaning.Tensor> known = [];
    private readonly Dictionary<(ClaimNetwork, string, string), Cut> cuts = [];

    /// <summary>The derivatives of one element of a value with respect to every element of another one.</summary>
    /// <exception cref="IllFormedException">The first value does not depend on the second.</exception>
    public Meaning.Tensor Of(ClaimNetwork network, string value, long place, string by)
    {
        if (!known.TryGetValue((network, value, place, by), out Meaning.Tensor? gradient))
        {
            known[(network, value, place, by)] = gradient = Find(network, value, place, by);
        }
        return gradient;
    }

    private Meaning.Tensor Find(ClaimNetwork network, string value, long place, string by)
    {
        Meaning.Tensor variable = ClaimTensors.Of(network.Elements(by));
        if (value == by)
        {
            return variable with { Elements = [.. variable.Elements.Select((_, i) => (Symbol)(Rational)(i == place ? 1 : 0))] };
        }
        if (!cuts.TryGetValue((network, value, by), out Cut? cut))
        {
            cuts[(network, value, by)] = cut = Cut.At(network, value, by);
        }
        return variable with { Elements = cut.Slopes(place) };
    }

    /// <summary>A network cut at a value: another value as formulas of the elements of the first, and what all names in them stand for.</summary>
    private sealed record Cut(Symbol[] Elements, string[] Names, Dictionary<string, Symbol> Meant)
    {
        public static Cut At(ClaimNetwork network, string value, string by)
        {
            Graph part = Behind(network, value, by);
            Dictionary<string, RunTensor> values = network.Run(part, Formulas.Named);
            // What the names of the cut stand for in terms of the network's own inputs and weights.
            var meant = new Dictionary<string, Symbol>(StringComparer.Ordinal);
            foreach (GraphInput input in part.Inputs)
            {
                Symbol[] formals = ClaimTensors.Of(values[input.Name]).Elements;
                Symbol[] actual = ClaimTensors.Of(network.Elements(input.Name)).Elements;
                for (int i = 0; i < formals.Length; i++)
                {
                    if (formals[i] != actual[i])
                    {
                        meant[formals[i].ToString()] = actual[i];
                    }
                }
            }
            return new Cut(ClaimTensors.Of(values[value]).Elements, [.. ClaimTensors.Of(values[by]).Elements.Select(name => name.ToString())], meant);
        }

        public Symbol[] Slopes(long place)
        {
            // What the derivatives share is replaced once.
            var replaced = new Dictionary<Expression, Symbol>(ReferenceEqualityComparer.Instance);
            Symbol Named(string symbol) => Meant.TryGetValue(symbol, out Symbol actual) ? actual : Symbol.Named(symbol);
            Symbol Replaced(Symbol slope) => Meant.Count == 0 ? slope : slope.Expression.Evaluate(Named, replaced);
            return [.. Names.Select(name => Replaced(Elements[place].Derivative(name)))];
        }
    }

    // The nodes through which one value depends on another, with all that they read from elsewhere as inputs.
    private static Graph Behind(ClaimNetwork network, string value, string by)
    {
        Graph graph = network.Graph;
        var depends = new HashSet<string>(StringComparer.Ordinal) { by };
        var nodes = new List<Node>();
        foreach (Node node in graph.Nodes)
        {
            if (node.Inputs.Any(depends.Contains) && !node.Outputs.Contains(by))
            {
                depends.UnionWith(node.Outputs);
                nodes.Add(node);
            }
        }
        if (!depends.Contains(value))
        {
            throw new IllFormedException($"{value} does not depend on {by}");
        }
        Parameter[] parameters = [.. graph.Parameters.Where(parameter => parameter.Name != by && nodes.Any(node => node.Inputs.Contains(parameter.Name)))];
        string[] read = [.. nodes.SelectMany(node => node.Inputs)
            .Where(name => name.Length > 0 && !nodes.Any(node => node.Outputs.Contains(name)) && !parameters.Any(parameter => parameter.Name == name))
            .Append(by).Distinct(StringComparer.Ordinal)];
        return Graph.Create(
            graph.Name,
            Values.Create<GraphInput>([.. read.Select(name => new GraphInput(name, network.Typed[name].Type))]),
            Values.Create<Parameter>(parameters),
            Values.Create<Node>([.. nodes]),
            [new GraphOutput(value, null)],
            graph.OperatorSets);
    }
}
