using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>
/// The readable text of networks, as it stands in <c>.fovea</c> files. The exact form holds everything that a graph holds and is what is printed;
/// the layer form, for people, infers channels and weights. Both may stand in one network. The notation is described in <c>docs/notation.md</c>.
/// </summary>
public static class GraphText
{
    /// <summary>Writes a graph so that it is read back as an equal one.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="notation">How formulas are written; not as LaTeX.</param>
    /// <exception cref="GraphException">The graph is a part of another one, or a node cannot be written.</exception>
    public static string Print(Graph graph, SizeNotation notation = SizeNotation.Unicode) => GraphPrinter.Print(graph, notation);

    /// <summary>Reads the networks of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vocabulary">The operators and layers that may stand in it.</param>
    /// <exception cref="TextException">The text is not well formed; what is wrong inside a network is told when its graph is asked for.</exception>
    public static GraphDocument Parse(string text, TextVocabulary vocabulary) => GraphParser.Parse(text, vocabulary);
}

/// <summary>The networks of a text.</summary>
public sealed class GraphDocument
{
    private readonly IReadOnlyList<string> models;
    private readonly Func<string, Graph> read;

    internal GraphDocument(IReadOnlyList<string> nets, IReadOnlyList<string> models, Func<string, Graph> read)
    {
        Nets = nets;
        this.models = models;
        this.read = read;
    }

    /// <summary>The names of the networks, in the order of the text.</summary>
    public IReadOnlyList<string> Nets { get; }

    /// <summary>The graph of a network.</summary>
    /// <param name="name">Its name; null for the only one that no other one applies.</param>
    /// <exception cref="TextException">It is ill-formed.</exception>
    /// <exception cref="GraphException">There is no such network, or there are several to choose from.</exception>
    public Graph Graph(string? name = null)
    {
        if (name is not null)
        {
            return Nets.Contains(name)
                ? read(name)
                : throw new GraphException($"there is no net '{name}'{Names.DidYouMean(name, Nets)}; the nets are {List(Nets)}");
        }
        return models.Count switch
        {
            1 => read(models[0]),
            0 => throw new GraphException("the text has no net"),
            _ => throw new GraphException($"the text has {models.Count} nets, {List(models)}: say which one is meant"),
        };
    }

    private static string List(IReadOnlyList<string> names)
    {
        const int most = 20;
        return string.Join(", ", names.Take(most)) + (names.Count > most ? ", …" : "");
    }
}
