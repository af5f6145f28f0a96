using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Reference;

/// <summary>Writes out what a network computes, by running it on formulas.</summary>
public static class Formulas
{
    /// <summary>Runs a network on symbols that are named after the elements of inputs and weights: <c>x[0,0,1,2]</c>. Integers keep their values.</summary>
    /// <param name="graph">The network; of a size that somebody reads.</param>
    /// <param name="weights">The values of the parameters that do not carry them, by name. Those that become symbols need none.</param>
    /// <param name="inputs">Its inputs, in their order. Only the shapes of floats matter.</param>
    /// <param name="named">
    /// Whether the elements of a floating-point input or parameter become symbols; by default all but those of parameters that carry their values for rules to read.
    /// </param>
    /// <returns>Its outputs, in their order.</returns>
    /// <exception cref="GraphException">The inputs do not fit, or a node fails: where a choice depends on values, for example. The message names the node.</exception>
    /// <exception cref="UnavailableException">The reference does not compute an operator or an element type.</exception>
    public static RunTensor[] Run(Graph graph, Func<string, Tensor?> weights, ReadOnlySpan<Tensor> inputs, Func<string, bool>? named = null)
    {
        var parameters = graph.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        named ??= name => !parameters.TryGetValue(name, out Parameter? parameter) || parameter.Contents is null;
        return new ReferenceRun<Symbol>(Weight, rounds: false)
        {
            Take = (name, tensor) => named(name) ? Named(name, tensor) : ReferenceRun<Symbol>.Taken(tensor),
        }.Run(graph, inputs);

        Tensor? Weight(string name) =>
            weights(name) ?? (named(name) && parameters.TryGetValue(name, out Parameter? parameter) ? Blank(parameter.Type) : null);
    }

    /// <summary>The formula of one element.</summary>
    /// <exception cref="ArgumentException">The tensor has no such element, or it does not hold floats.</exception>
    public static Symbol Element(RunTensor tensor, params ReadOnlySpan<long> position)
    {
        bool inside = position.Length == tensor.Rank;
        for (int axis = 0; inside && axis < position.Length; axis++)
        {
            inside = position[axis] >= 0 && position[axis] < tensor.Dimensions[axis];
        }
        return inside && tensor.Elements is Elements<Symbol> symbols
            ? symbols.Items[Positions.Place(tensor.Dimensions, position)]
            : throw new ArgumentException($"{tensor.Type} has no formula at [{string.Join(", ", position.ToArray())}]");
    }

    /// <summary>A tensor of the same type whose elements are named: <c>name[position]</c>; a scalar has the name alone. What is no float keeps its values.</summary>
    public static RunTensor Named(string name, Tensor tensor)
    {
        RunTensor taken = ReferenceRun<Symbol>.Taken(tensor);
        if (taken.Elements is not Elements<Symbol>)
        {
            return taken;
        }
        var symbols = new Symbol[taken.Elements.Count];
        var position = new long[taken.Rank];
        for (int i = 0; i < symbols.Length; i++)
        {
            symbols[i] = Symbol.Named(position.Length == 0 ? name : $"{name}[{string.Join(',', position)}]");
            Positions.Advance(position, taken.Dimensions.AsSpan());
        }
        return taken with { Elements = new Elements<Symbol>(symbols) };
    }

    /// <summary>A tensor of the right size, whose values are not read.</summary>
    internal static Tensor Blank(TensorType type) => new(type.Element, Values.Create<long>(type.Shape.ToLongs()), new MemoryData(new byte[type.Bytes.Value]));
}
