using System.Collections;
using System.Runtime.CompilerServices;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Networks;

/// <summary>
/// A network as it is written down: a layer, or a list of networks that follow each other. It says what is made of a value; the numbers of
/// channels follow from what it is applied to.
/// <code>
/// Network net = [Conv(64, 7, stride: 2, padding: 3), BatchNorm, Relu, MaxPool(3, stride: 2, padding: 1), GlobalAveragePool, Dense(10)];
/// Graph graph = net.Graph(input: [1, 3, "H", "W"]);
/// </code>
/// </summary>
[CollectionBuilder(typeof(Network), nameof(Create))]
public sealed class Network : IEnumerable<Network>
{
    private readonly string? kind;
    private readonly string? name;
    private readonly Func<GraphValue, string, GraphValue>? layer;
    private readonly Values<Network> parts;

    private Network(string? kind, string? name, Func<GraphValue, string, GraphValue>? layer, Values<Network> parts)
    {
        this.kind = kind;
        this.name = name;
        this.layer = layer;
        this.parts = parts;
    }

    /// <summary>Networks that follow each other; none at all is the identity.</summary>
    public static Network Create(ReadOnlySpan<Network> parts) => new(null, null, null, Values.Create(parts));

    /// <summary>A layer of a single node, made from its input and its name.</summary>
    /// <param name="kind">What it is numbered as when it has no name: <c>conv</c>.</param>
    /// <param name="make">Adds the node.</param>
    public static Network Layer(string kind, Func<GraphValue, string, GraphValue> make) => new(kind, null, make, []);

    /// <summary>A network of any form, made with the builder of its input.</summary>
    public static Network Of(Func<GraphValue, GraphValue> make) => new(null, null, (input, _) => make(input), []);

    /// <summary>The same network under a name. It is the name of a layer, and the scope of what has several.</summary>
    public Network Named(string name) => new(kind, name, layer, parts);

    /// <summary>Adds the network to the graph that a value belongs to.</summary>
    /// <returns>What it makes of the value.</returns>
    /// <exception cref="GraphException">A layer does not fit its input.</exception>
    public GraphValue Apply(GraphValue input)
    {
        if (kind is not null)
        {
            return layer!(input, name ?? input.Builder.Number(kind));
        }
        return name is null ? Inside(input) : input.Builder.Within(name, () => Inside(input));
    }

    private GraphValue Inside(GraphValue value)
    {
        if (layer is not null)
        {
            return layer(value, "");
        }
        foreach (Network part in parts)
        {
            value = part.Apply(value);
        }
        return value;
    }

    /// <summary>The graph of this network on one input.</summary>
    /// <param name="input">The shape of the input; a size may be a symbol.</param>
    /// <param name="name">The graph's name.</param>
    /// <param name="inputName">The name of the input.</param>
    /// <param name="outputName">The name of the output.</param>
    /// <param name="symbols">The symbols it is parameterised by.</param>
    /// <exception cref="GraphException">A layer does not fit its input.</exception>
    public Graph Graph(
        Shape input, string name = "network", string inputName = "input", string outputName = "output", params ReadOnlySpan<GraphSymbol> symbols)
    {
        var builder = new GraphBuilder(name, symbols);
        builder.Output(outputName, Apply(builder.Input(inputName, input)));
        return builder.Build();
    }

    /// <summary>The networks that follow each other; none for a layer.</summary>
    public IEnumerator<Network> GetEnumerator() => ((IEnumerable<Network>)parts).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
