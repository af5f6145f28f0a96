using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>Replaces symbols by their values everywhere in a graph: in types, and in the attributes of its operators.</summary>
internal static class GraphBinding
{
    public static Graph Bind(Graph graph, IReadOnlyDictionary<string, Size> values)
    {
        foreach ((string name, Size value) in values)
        {
            Check(graph, name, value);
        }
        return Substitute(graph, values, inner: false);
    }

    private static void Check(Graph graph, string name, Size value)
    {
        foreach (GraphSymbol symbol in graph.Symbols)
        {
            if (symbol.Name == name)
            {
                Operands.Require(!(value.UpperBound < symbol.AtLeast), $"{name} = {value}: it must be at least {symbol.AtLeast}");
                return;
            }
        }
        IReadOnlyList<string> open = graph.OpenDimensions();
        if (!open.Contains(name))
        {
            string known = string.Join(", ", graph.Symbols.Select(symbol => symbol.Name).Concat(open).Distinct());
            throw new GraphException(
                $"'{graph.Name}' has no symbol {name}" + (known.Length > 0 ? $"; its symbols are {known}" : "; it has none"));
        }
        var single = new Dictionary<string, Size> { [name] = value };
        foreach (Size size in graph.Inputs.Where(input => input.Type is not null).SelectMany(input => input.Type!.Value.Shape)
            .Concat(graph.Parameters.SelectMany(parameter => parameter.Type.Shape)))
        {
            Operands.Require(
                !size.Symbols.Contains(name) || !(size.Substitute(single).UpperBound < size.LowerBound),
                $"{name} = {value}: {size} must be at least {size.LowerBound}");
        }
    }

    private static Graph Substitute(Graph graph, IReadOnlyDictionary<string, Size> values, bool inner) => Graph.Create(
        graph.Name,
        Map(graph.Inputs, input => input with { Type = Substitute(input.Type, values) }),
        Map(graph.Parameters, parameter => parameter with { Type = Substitute(parameter.Type, values)!.Value }),
        Map(graph.Nodes, node => node with { Operator = Substitute(node.Operator, values, graph.Opset) }),
        Map(graph.Outputs, output => output with { Type = Substitute(output.Type, values) }),
        graph.OperatorSets,
        Values.Create<GraphSymbol>(graph.Symbols.Where(symbol => !values.ContainsKey(symbol.Name)).ToArray()),
        inner);

    private static TensorType? Substitute(TensorType? type, IReadOnlyDictionary<string, Size> values) =>
        type is { } given ? given with { Shape = given.Shape.Substitute(values) } : null;

    private static Operator Substitute(Operator @operator, IReadOnlyDictionary<string, Size> values, int opset)
    {
        bool changed = false;
        List<KeyValuePair<string, AttributeValue>> entries = [];
        foreach ((string name, AttributeValue value) in AttributeWriter.Of(@operator, opset))
        {
            AttributeValue substituted = value switch
            {
                AttributeValue.Integer integer => new AttributeValue.Integer(integer.Value.Substitute(values)),
                AttributeValue.Integers integers => new AttributeValue.Integers(Map(integers.Value, size => size.Substitute(values))),
                AttributeValue.OfGraph body => new AttributeValue.OfGraph(Substitute(body.Value, values, inner: true)),
                _ => value,
            };
            changed |= !substituted.Equals(value);
            entries.Add(new(name, substituted));
        }
        return changed ? @operator.Type.Read(new Attributes(entries, opset)) : @operator;
    }

    private static Values<TResult> Map<T, TResult>(Values<T> values, Func<T, TResult> change)
    {
        var result = new TResult[values.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = change(values[i]);
        }
        return Values.Create<TResult>(result);
    }
}
