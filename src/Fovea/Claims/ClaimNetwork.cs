using Fovea.Analysis;
using Fovea.Claims.Proofs;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Reference;
using Fovea.Tensors;

namespace Fovea.Claims;

/// <summary>A network that a claim speaks of, with what its rules say of it and what it computes on named elements. Both are found when they are first asked for.</summary>
internal sealed class ClaimNetwork(string name, Graph graph, Func<Graph, Func<string, Tensor?>> weights)
{
    private Summary? summary;
    private Dictionary<string, RunTensor>? values;

    /// <summary>What the claim calls it.</summary>
    public string Name => name;

    public Graph Graph => graph;

    public Summary Summary => summary ??= Summary.Of(graph);

    public TypedGraph Typed => Summary.Typed;

    /// <summary>The symbols and open dimensions in the order in which they are given.</summary>
    public IReadOnlyList<string> Symbols { get; } = [.. graph.Symbols.Select(symbol => symbol.Name).Concat(graph.OpenDimensions()).Distinct(StringComparer.Ordinal)];

    /// <summary>The weights, for runs that need values.</summary>
    public Func<string, Tensor?> Weights => weights(graph);

    /// <summary>The same network with some of its symbols bound.</summary>
    public ClaimNetwork Bind(string called, IReadOnlyDictionary<string, Size> given) => given.Count == 0 ? this : new(called, graph.Bind(given), weights);

    /// <summary>Every size of every value has to be at least 1: those that might not be.</summary>
    public IEnumerable<Size> Sizes()
    {
        var seen = new HashSet<Size>();
        foreach (TypedNode node in Typed.Nodes)
        {
            foreach (ValueInfo output in node.Outputs)
            {
                foreach (Size size in output.Type?.Shape ?? default)
                {
                    if (!(size.LowerBound >= 1) && seen.Add(size))
                    {
                        yield return size;
                    }
                }
            }
        }
    }

    /// <summary>Whether it has a value of this name.</summary>
    public bool HasValue(string value) => Declared(value) is not null || Typed.Graph.Nodes.Any(node => node.Outputs.Contains(value));

    /// <summary>The layers that a name means: a node, all nodes within a scope, or the node that makes a value.</summary>
    public IReadOnlyList<Layer> Layers(string part) =>
        Where(layer => layer.Name == part) is { Count: > 0 } node ? node
        : Where(layer => layer.Name.StartsWith(part + ".", StringComparison.Ordinal)) is { Count: > 0 } scope ? scope
        : Where(layer => layer.Node.Outputs.Contains(part));

    private List<Layer> Where(Func<Layer, bool> fits) => [.. Summary.Layers.Where(fits)];

    /// <summary>The value that a name means: itself, or what a node or the last node of a scope makes.</summary>
    public string? Value(string part) => HasValue(part) ? part
        : Layers(part) is [.., var last] ? last.Outputs[0].Name
        : null;

    /// <summary>The one value that a network delivers.</summary>
    public string Output => graph.Outputs is [var single]
        ? single.Name
        : throw new IllFormedException($"{name} has {graph.Outputs.Count} outputs, {string.Join(", ", graph.Outputs.Select(output => output.Name))}: say which one is meant");

    /// <summary>All names that may stand behind its own.</summary>
    public IEnumerable<string> Parts => graph.Inputs.Select(input => input.Name)
        .Concat(graph.Parameters.Select(parameter => parameter.Name))
        .Concat(graph.Nodes.SelectMany(node => node.Outputs.Append(node.Name)).Where(part => part.Length > 0))
        .Distinct(StringComparer.Ordinal);

    public Shape Shape(string value) => Typed[value].Type?.Shape ?? throw new UnavailableException($"the shape of {value} cannot be told: {Typed[value].Reason}");

    /// <summary>A value as formulas of the elements of inputs and weights: x[0,1].</summary>
    public RunTensor Elements(string value)
    {
        values ??= Run(graph, Formulas.Named);
        return values.TryGetValue(value, out RunTensor? tensor) ? tensor : throw new UnavailableException($"{value} is not computed");
    }

    /// <summary>Runs a part of this network on symbols, and keeps every value.</summary>
    public Dictionary<string, RunTensor> Run(Graph part, Func<string, Tensor, RunTensor> take)
    {
        const long most = 1 << 20;
        var found = new Dictionary<string, RunTensor>(StringComparer.Ordinal);
        Tensor Blank(string input, TensorType type) => type.Shape.IsKnown && type.Shape.Elements.Value <= most
            ? Formulas.Blank(type)
            : throw new UnavailableException(type.Shape.IsKnown ? $"{input} is too large to be written out" : $"{input} is {type.Shape}: give its symbols values");
        var types = part.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Type, StringComparer.Ordinal);
        var run = new ReferenceRun<Symbol>(weight => Blank(weight, types[weight]), rounds: false)
        {
            Take = (input, tensor) =>
            {
                bool fixedValues = part.Parameters.Any(parameter => parameter.Name == input && parameter.Contents is not null);
                return found[input] = fixedValues ? ReferenceRun<Symbol>.Taken(tensor) : take(input, tensor);
            },
            Observe = node => done =>
            {
                for (int i = 0; i < node.Outputs.Count; i++)
                {
                    if (node.Outputs[i].Length > 0 && done.Evaluation.Results[i] is { } result)
                    {
                        found[node.Outputs[i]] = result;
                    }
                }
            },
        };
        run.Run(part, [.. part.Inputs.Select(input => Blank(input.Name, input.Type ?? throw new UnavailableException($"the type of {input.Name} is not known")))]);
        return found;
    }

    private TensorType? Declared(string value)
    {
        foreach (GraphInput input in graph.Inputs)
        {
            if (input.Name == value)
            {
                return input.Type;
            }
        }
        foreach (Parameter parameter in graph.Parameters)
        {
            if (parameter.Name == value)
            {
                return parameter.Type;
            }
        }
        return null;
    }
}
