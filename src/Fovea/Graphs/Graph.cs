using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>An operator set that a graph is written in.</summary>
/// <param name="Domain">Its name; empty for ONNX's own.</param>
/// <param name="Version">Its version.</param>
public readonly record struct OperatorSet(string Domain, int Version)
{
    /// <summary>The version of the set of a name among some; <see cref="Attributes.DefaultOpset"/> if it is not there.</summary>
    public static int VersionOf(string domain, Values<OperatorSet> sets)
    {
        foreach (OperatorSet set in sets)
        {
            if (set.Domain == domain)
            {
                return set.Version;
            }
        }
        return Attributes.DefaultOpset;
    }
}

/// <summary>
/// A network: operators applied to named values, in an order in which every value is made before it is read. Immutable, checked when it is
/// made, and equal to another graph of the same content. The values of its weights live beside it.
/// </summary>
public sealed class Graph : IEquatable<Graph>
{
    private Graph(
        string name,
        Values<OperatorSet> operatorSets,
        Values<GraphSymbol> symbols,
        Values<GraphInput> inputs,
        Values<Parameter> parameters,
        Values<Node> nodes,
        Values<GraphOutput> outputs,
        Values<string> free,
        ValueNumbers numbers)
    {
        Name = name;
        OperatorSets = operatorSets;
        Symbols = symbols;
        Inputs = inputs;
        Parameters = parameters;
        Nodes = nodes;
        Outputs = outputs;
        FreeNames = free;
        Numbers = numbers;
    }

    /// <summary>The graph's name.</summary>
    public string Name { get; }

    /// <summary>The operator sets that decide which form of each operator is meant when the graph is written.</summary>
    public Values<OperatorSet> OperatorSets { get; }

    /// <summary>The symbols it is parameterised by.</summary>
    public Values<GraphSymbol> Symbols { get; }

    /// <summary>What the user supplies.</summary>
    public Values<GraphInput> Inputs { get; }

    /// <summary>Weights, statistics and constants.</summary>
    public Values<Parameter> Parameters { get; }

    /// <summary>The operators, in an order in which they can run.</summary>
    public Values<Node> Nodes { get; }

    /// <summary>What the graph delivers.</summary>
    public Values<GraphOutput> Outputs { get; }

    /// <summary>The names it reads but does not define: those of the graph around it. Empty for a whole network.</summary>
    public Values<string> FreeNames { get; }

    /// <summary>Its values by number.</summary>
    internal ValueNumbers Numbers { get; }

    /// <summary>The version of ONNX's own operator set.</summary>
    public int Opset => OperatorSet.VersionOf("", OperatorSets);

    /// <summary>Makes a graph and checks it: names, the numbers of inputs and outputs, cycles.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="inputs">What the user supplies.</param>
    /// <param name="parameters">Weights, statistics and constants.</param>
    /// <param name="nodes">The operators. Their order is kept if every value is made before it is read; otherwise they are sorted.</param>
    /// <param name="outputs">What the graph delivers.</param>
    /// <param name="operatorSets">The operator sets; by default ONNX's, <see cref="Attributes.DefaultOpset"/>.</param>
    /// <param name="symbols">The symbols it is parameterised by.</param>
    /// <param name="inner">Whether it stands inside a node of another graph, whose names it may read.</param>
    /// <exception cref="GraphException">A name is used twice, is missing, or depends on itself; a node has too many or too few inputs.</exception>
    public static Graph Create(
        string name,
        Values<GraphInput> inputs,
        Values<Parameter> parameters,
        Values<Node> nodes,
        Values<GraphOutput> outputs,
        Values<OperatorSet>? operatorSets = null,
        Values<GraphSymbol>? symbols = null,
        bool inner = false)
    {
        (Values<Node> sorted, Values<string> free, ValueNumbers numbers) = GraphCheck.Run(inputs, parameters, nodes, outputs, inner);
        return new Graph(
            name, operatorSets ?? [new OperatorSet("", Attributes.DefaultOpset)], symbols ?? [], inputs, parameters, sorted, outputs, free, numbers);
    }

    /// <summary>This graph with every symbol replaced by its value, where one is given.</summary>
    /// <exception cref="GraphException">A value is smaller than its symbol allows, or a name is no symbol of this network.</exception>
    public Graph Bind(IReadOnlyDictionary<string, Size> values) => values.Count == 0 ? this : GraphBinding.Bind(this, values);

    /// <summary>This graph with every symbol that has a default replaced by it; other symbols stay.</summary>
    /// <exception cref="GraphException">A default is smaller than its symbol allows.</exception>
    public Graph BindDefaults()
    {
        var defaults = new Dictionary<string, Size>(StringComparer.Ordinal);
        foreach (GraphSymbol symbol in Symbols)
        {
            if (symbol.Default is { } value)
            {
                defaults.Add(symbol.Name, value);
            }
        }
        return Bind(defaults);
    }

    /// <summary>The symbols that stand in the shapes of inputs and parameters, in the order in which they first appear.</summary>
    public IReadOnlyList<string> OpenDimensions()
    {
        List<string> found = [];
        foreach (GraphInput input in Inputs)
        {
            if (input.Type is { } type)
            {
                Collect(type.Shape, found);
            }
        }
        foreach (Parameter parameter in Parameters)
        {
            Collect(parameter.Type.Shape, found);
        }
        return found;
    }

    private static void Collect(Shape shape, List<string> found)
    {
        foreach (Size size in shape)
        {
            foreach (string symbol in size.Symbols)
            {
                if (!found.Contains(symbol))
                {
                    found.Add(symbol);
                }
            }
        }
    }

    /// <summary>Checks whether tensors of given types, all sizes known, fit as inputs.</summary>
    /// <returns>The value that each symbol takes by it, where an axis is called by a symbol alone.</returns>
    /// <exception cref="GraphException">There are too many or too few, or one does not fit; the message names it.</exception>
    public Dictionary<string, Size> Accept(params ReadOnlySpan<TensorType> types)
    {
        Operands.Require(types.Length == Inputs.Count, $"'{Name}' takes {Inputs.Count} inputs and is given {types.Length}");
        var known = new Dictionary<string, Size>(StringComparer.Ordinal);
        for (int i = 0; i < types.Length; i++)
        {
            if (Inputs[i].Type is not { } declared)
            {
                continue;
            }
            string name = Inputs[i].Name;
            (ElementType element, Shape shape) = types[i];
            Operands.Require(declared.Element == element, $"input '{name}' is {declared.Element.Name()}, not {element.Name()}");
            Operands.Require(declared.Shape.Rank == shape.Rank, $"input '{name}' is {declared.Shape}, not {shape}: it has other axes");
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                Size expected = declared.Shape[axis].Substitute(known);
                if (expected.Symbols.Count == 1 && expected == Size.Symbol(expected.Symbols.First()))
                {
                    known[expected.Symbols.First()] = shape[axis];
                }
                else
                {
                    Operands.Require(!Size.Compare(expected, shape[axis]).IsNever, $"axis {axis} of input '{name}' is {expected}, not {shape[axis]}");
                }
            }
        }
        return known;
    }

    /// <summary>This graph with inputs of other types, say with a dimension closed or opened.</summary>
    /// <exception cref="ArgumentException">They are others, or in another order.</exception>
    public Graph WithInputs(Values<GraphInput> inputs) => inputs.Select(input => input.Name).SequenceEqual(Inputs.Select(input => input.Name))
        ? new(Name, OperatorSets, Symbols, inputs, Parameters, Nodes, Outputs, FreeNames, Numbers)
        : throw new ArgumentException("the inputs have other names", nameof(inputs));

    /// <inheritdoc/>
    public bool Equals(Graph? other) => other is not null
        && (ReferenceEquals(this, other)
            || (Name == other.Name
                && OperatorSets.Equals(other.OperatorSets)
                && Symbols.Equals(other.Symbols)
                && Inputs.Equals(other.Inputs)
                && Parameters.Equals(other.Parameters)
                && Nodes.Equals(other.Nodes)
                && Outputs.Equals(other.Outputs)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Graph);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Inputs, Outputs, Nodes.Count, Parameters.Count);

    /// <summary>The name and the size of the graph.</summary>
    public override string ToString() => $"{Name}: {Nodes.Count} nodes";
}
