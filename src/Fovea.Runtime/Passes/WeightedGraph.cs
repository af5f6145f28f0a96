using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Runtime.Passes;

/// <summary>A graph with the values of its parameters: what passes change.</summary>
/// <param name="graph">The graph.</param>
/// <param name="given">The values of the parameters that do not carry them, by name.</param>
/// <param name="made">Values that passes have made; they go before those that are given.</param>
internal sealed class WeightedGraph(Graph graph, Func<string, Tensor?> given, IReadOnlyDictionary<string, Tensor>? made = null)
{
    private readonly IReadOnlyDictionary<string, Tensor> made = made ?? new Dictionary<string, Tensor>();

    /// <summary>The graph.</summary>
    public Graph Graph { get; } = graph;

    /// <summary>The values of a parameter.</summary>
    /// <exception cref="GraphException">They are not given.</exception>
    public Tensor Value(Parameter parameter) => parameter.Contents ?? made.GetValueOrDefault(parameter.Name) ?? given(parameter.Name)
        ?? throw new GraphException($"the values of '{parameter.Name}' are not given");

    /// <summary>This graph with symbols replaced by their values; those that have a default take it.</summary>
    public WeightedGraph Bind(IReadOnlyDictionary<string, Size> symbols) => new(Graph.Bind(symbols).BindDefaults(), given, made);

    /// <summary>This graph with other inputs.</summary>
    public WeightedGraph WithInputs(Values<GraphInput> inputs) => new(Graph.WithInputs(inputs), given, made);

    /// <summary>The graph with other nodes, and with parameters added; parameters that nothing reads any more are left out.</summary>
    public WeightedGraph With(IReadOnlyList<Node> nodes, IReadOnlyDictionary<string, Tensor>? added = null)
    {
        added ??= new Dictionary<string, Tensor>();
        HashSet<string> read = Readers.Names(nodes, Graph.Outputs);
        var parameters = new List<Parameter>(Graph.Parameters.Where(parameter => read.Contains(parameter.Name)));
        var values = new Dictionary<string, Tensor>(made, StringComparer.Ordinal);
        foreach ((string name, Tensor value) in added)
        {
            if (read.Contains(name))
            {
                // Rules read the contents of small tensors.
                bool small = value.Count <= (value.Element.IsComputedFloat() ? Contents.MaximumFloats : Contents.MaximumElements);
                parameters.Add(new Parameter(name, value.Type, small ? value : null));
                values[name] = value;
            }
        }
        Graph changed = Graph.Create(
            Graph.Name, Graph.Inputs, Values.Create<Parameter>([.. parameters]), Values.Create<Node>([.. nodes]), Graph.Outputs, Graph.OperatorSets, Graph.Symbols);
        return new WeightedGraph(changed, given, values);
    }
}
