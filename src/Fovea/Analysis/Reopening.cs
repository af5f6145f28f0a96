using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Analysis;

/// <summary>A dimension that cannot be opened, and what keeps it.</summary>
/// <param name="Symbol">The symbol that would have stood for it.</param>
/// <param name="Input">The input.</param>
/// <param name="Axis">The axis of the input.</param>
/// <param name="Size">The size that it keeps.</param>
/// <param name="Reason">The node that pins it, and how.</param>
public sealed record PinnedDimension(string Symbol, string Input, int Axis, Size Size, string Reason);

/// <summary>
/// A graph whose inputs have open batch and spatial sizes (N, and H, W or the like) wherever the graph allows it: files often say 224 where any size would do.
/// </summary>
/// <param name="Typed">The graph, opened, with its types.</param>
/// <param name="Pinned">The dimensions that stay closed, and why.</param>
public sealed record Reopening(TypedGraph Typed, IReadOnlyList<PinnedDimension> Pinned)
{
    private sealed record Dimension(string Symbol, int Input, int Axis, Size Size);

    /// <summary>Opens what can be opened.</summary>
    /// <exception cref="GraphException">The graph is ill-formed as it is.</exception>
    public static Reopening Of(Graph graph)
    {
        List<Dimension> open = Candidates(graph);
        var pinned = new List<PinnedDimension>();
        if (Try(graph, open, pinned) is { } all)
        {
            return new Reopening(all, pinned);
        }
        // Together they fail: each is added to those that worked, and stays closed if that fails.
        var working = new List<Dimension>();
        TypedGraph typed = TypedGraph.Infer(graph);
        foreach (IGrouping<string, Dimension> group in open.GroupBy(dimension => dimension.Symbol))
        {
            List<Dimension> attempt = [.. working, .. group];
            var solved = new List<PinnedDimension>();
            if (Try(graph, attempt, solved, out string? reason) is { } opened)
            {
                typed = opened;
                working = attempt;
                pinned = solved;
            }
            else
            {
                foreach (Dimension dimension in group)
                {
                    pinned.Add(Pin(graph, dimension, reason!));
                }
            }
        }
        return new Reopening(typed, pinned);
    }

    private static PinnedDimension Pin(Graph graph, Dimension dimension, string reason) =>
        new(dimension.Symbol, graph.Inputs[dimension.Input].Name, dimension.Axis, dimension.Size, reason);

    private static TypedGraph? Try(Graph graph, List<Dimension> open, List<PinnedDimension> pinned) => Try(graph, open, pinned, out _);

    // Where a condition says what an opened symbol has to be, the symbol closes again.
    private static TypedGraph? Try(Graph graph, List<Dimension> open, List<PinnedDimension> pinned, out string? reason)
    {
        open = [.. open];
        while (true)
        {
            TypedGraph typed;
            try
            {
                typed = TypedGraph.Infer(Open(graph, open));
                reason = null;
            }
            catch (Exception error) when (error is GraphException or OverflowException)
            {
                reason = error.Message;
                return null;
            }
            if (Unavailable(typed) is { } lost && Unavailable(TypedGraph.Infer(graph)) is null)
            {
                reason = lost;
                return null;
            }
            List<Dimension> closed = [.. open.Where(dimension => typed.Conditions.Any(condition => Pins(condition, dimension)))];
            if (closed.Count == 0)
            {
                return typed;
            }
            foreach (Dimension dimension in closed)
            {
                Condition condition = typed.Conditions.First(condition => Pins(condition, dimension));
                pinned.Add(Pin(graph, dimension, $"node '{condition.Node}' needs {condition.Text}"));
                open.Remove(dimension);
            }
        }
    }

    // The condition holds for the size that the file has and for no other: left − right is a multiple of symbol − size, or bounded by it.
    private static bool Pins(Condition condition, Dimension dimension)
    {
        if (condition.Right is not { } right || !dimension.Size.TryGetValue(out long size))
        {
            return false;
        }
        Size difference = condition.Left - right;
        return difference.Symbols.Count == 1
            && difference.Symbols.Contains(dimension.Symbol)
            && Only(difference, dimension.Symbol, size);
    }

    private static bool Only(Size difference, string symbol, long size)
    {
        Size Shifted(Size value) => difference.Substitute(new Dictionary<string, Size> { [symbol] = value });
        bool above = Sign(Shifted(Size.Symbol(symbol, size + 1))) != 0;
        bool below = true;
        for (long value = 1; value < size && below && size < 4096; value++)
        {
            below = Shifted(value) != 0;
        }
        return Shifted(size) == 0 && above && below;
    }

    private static int Sign(Size size) => size.LowerBound > 0 ? 1 : size.UpperBound < 0 ? -1 : 0;

    private static string? Unavailable(TypedGraph typed)
    {
        foreach (TypedNode node in typed.Nodes)
        {
            if (node.Reason is { } reason)
            {
                return $"node '{node.Node.Label}': {reason}";
            }
        }
        return null;
    }

    private static Graph Open(Graph graph, List<Dimension> open)
    {
        var inputs = new GraphInput[graph.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = graph.Inputs[i];
            foreach (Dimension dimension in open)
            {
                if (dimension.Input == i)
                {
                    TensorType type = inputs[i].Type!.Value;
                    inputs[i] = inputs[i] with { Type = type with { Shape = type.Shape.With(dimension.Axis, Size.Symbol(dimension.Symbol)) } };
                }
            }
        }
        return graph.WithInputs(Values.Create<GraphInput>(inputs));
    }

    private static List<Dimension> Candidates(Graph graph)
    {
        var taken = new HashSet<string>(graph.OpenDimensions(), StringComparer.Ordinal);
        var found = new List<Dimension>();
        var names = new Dictionary<(int Axis, int Rank, long Size), string>();
        for (int input = 0; input < graph.Inputs.Count; input++)
        {
            if (graph.Inputs[input].Type is not { } type || type.Shape.Rank < 2)
            {
                continue;
            }
            for (int axis = 0; axis < type.Shape.Rank; axis++)
            {
                if (axis == 1 || !type.Shape[axis].TryGetValue(out long size) || size < 1)
                {
                    continue;
                }
                // Inputs that agree in an axis are meant to: they share the symbol.
                var key = (axis, axis == 0 ? 0 : type.Shape.Rank, size);
                if (!names.TryGetValue(key, out string? symbol))
                {
                    string plain = axis == 0 ? "N" : SpatialName(axis - 2, type.Shape.Rank - 2);
                    symbol = plain;
                    for (int number = 2; taken.Contains(symbol); number++)
                    {
                        symbol = plain + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                    }
                    taken.Add(symbol);
                    names.Add(key, symbol);
                }
                found.Add(new Dimension(symbol, input, axis, size));
            }
        }
        return found;
    }

    private static string SpatialName(int axis, int count) => count switch
    {
        1 => "L",
        2 => axis == 0 ? "H" : "W",
        3 => axis == 0 ? "D" : axis == 1 ? "H" : "W",
        _ => "S" + axis.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
