using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Notation;
using Fovea.Numbers;
using Fovea.Tensors;
using Fovea.Zoo;

namespace Fovea.Claims;

/// <summary>
/// The networks that a document can speak of, by name: its own nets, the models that it names, and the zoo, where <c>-</c> is written <c>_</c> and <c>sheet-</c> may be left out.
/// </summary>
internal sealed class NetworkLibrary(ClaimDocument document, Func<string, OpenedModel> open)
{
    private readonly Dictionary<string, ClaimNetwork?> known = new(StringComparer.Ordinal);

    /// <summary>The network of a name, or null.</summary>
    /// <exception cref="TextException">The net is ill-formed, or the model cannot be opened.</exception>
    public ClaimNetwork? Find(string name)
    {
        if (!known.TryGetValue(name, out ClaimNetwork? network))
        {
            // The text of nets has one reader.
            lock (document)
            {
                network = known[name] = Open(name);
            }
        }
        return network;
    }

    /// <summary>A network with some of its symbols bound; the same one each time it is asked for.</summary>
    public ClaimNetwork Bound(ClaimNetwork network, string called, IReadOnlyDictionary<string, Size> given)
    {
        if (!known.TryGetValue(called, out ClaimNetwork? bound))
        {
            known[called] = bound = network.Bind(called, given);
        }
        return bound!;
    }

    /// <summary>Whether a name is one of the document's own nets.</summary>
    public bool IsOwn(string name) => document.Nets.Nets.Contains(name);

    /// <summary>All names, from which a misspelt one is guessed.</summary>
    public IEnumerable<string> Names => document.Nets.Nets
        .Concat(document.Models.Select(model => model.Name))
        .Concat(ZooCatalogue.All.Select(entry => Plain(entry.Name)));

    private ClaimNetwork? Open(string name)
    {
        if (IsOwn(name))
        {
            return new ClaimNetwork(name, document.Nets.Graph(name), Seeded);
        }
        foreach (ModelName model in document.Models)
        {
            if (model.Name == name)
            {
                return Model(model);
            }
        }
        return ZooCatalogue.All.FirstOrDefault(entry => Plain(entry.Name) == name || Plain(entry.Name) == "sheet_" + name) is { } found
            ? new ClaimNetwork(name, found.Build(), Seeded)
            : null;
    }

    private ClaimNetwork Model(ModelName model)
    {
        if (ZooCatalogue.Find(model.Source) is { } entry)
        {
            return new ClaimNetwork(model.Name, Reshaped(model, entry.Build()), Seeded);
        }
        try
        {
            OpenedModel opened = open(model.Source);
            return new ClaimNetwork(model.Name, Reshaped(model, opened.Graph), _ => opened.Weights);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or GraphException or InvalidDataException)
        {
            throw document.Reader.Error(model.At, error.Message);
        }
    }

    // The graph with the shapes that the document gives its inputs.
    private Graph Reshaped(ModelName model, Graph graph)
    {
        if (model.Shapes.Count == 0)
        {
            return graph;
        }
        GraphInput[] inputs = [.. graph.Inputs];
        if (model.Shapes.Count > inputs.Length)
        {
            throw document.Reader.Error(model.At, $"{model.Shapes.Count} shapes are given, but {model.Name} has {inputs.Length} inputs");
        }
        for (int i = 0; i < model.Shapes.Count; i++)
        {
            Shape given = model.Shapes[i];
            TensorType? own = inputs[i].Type;
            if (own is { } type && type.Shape.Rank != given.Rank)
            {
                throw document.Reader.Error(model.At, $"the shape {given} is given to '{inputs[i].Name}', which is {type.Shape}");
            }
            inputs[i] = inputs[i] with { Type = new TensorType(own?.Element ?? ElementType.Float32, given) };
        }
        return graph.WithInputs(Values.Create<GraphInput>(inputs));
    }

    private static Func<string, Tensor?> Seeded(Graph graph)
    {
        IReadOnlyDictionary<string, Tensor>? weights = null;
        return name => (weights ??= SeededWeights.Of(graph)).GetValueOrDefault(name);
    }

    private static string Plain(string name) => name.Replace('-', '_');
}

/// <summary>A model that a document names, as it was opened.</summary>
/// <param name="Graph">Its network.</param>
/// <param name="Weights">The values of its parameters, by name.</param>
public sealed record OpenedModel(Graph Graph, Func<string, Tensor?> Weights);
