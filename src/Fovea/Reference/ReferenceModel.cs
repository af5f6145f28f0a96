using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Reference;

/// <summary>Runs a network on tensors by the reference computation: in float32, or in float64 where the network has any.</summary>
public static class ReferenceModel
{
    /// <summary>Runs a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">The values of the parameters that do not carry them, by name.</param>
    /// <param name="inputs">Its inputs, in their order.</param>
    /// <returns>Its outputs, in their order.</returns>
    /// <exception cref="GraphException">The inputs do not fit, or a node fails; the message names the node.</exception>
    /// <exception cref="UnavailableException">The reference does not compute an operator or an element type.</exception>
    public static Tensor[] Run(Graph graph, Func<string, Tensor?> weights, params ReadOnlySpan<Tensor> inputs) => HasDoubles(graph)
        ? Run<Numbers.Double>(graph, weights, inputs)
        : Run<Real>(graph, weights, inputs);

    private static Tensor[] Run<T>(Graph graph, Func<string, Tensor?> weights, ReadOnlySpan<Tensor> inputs)
        where T : struct, IScalar<T> =>
        [.. new ReferenceRun<T>(weights).Run(graph, inputs).Select(output => output.ToTensor<T>())];

    /// <summary>Whether a network computes with float64 anywhere.</summary>
    internal static bool HasDoubles(Graph graph)
    {
        TypedGraph typed = TypedGraph.Infer(graph);
        return typed.Nodes.Any(node => node.Outputs.Any(IsDouble))
            || graph.Inputs.Any(input => IsDouble(typed[input.Name]))
            || graph.Parameters.Any(parameter => parameter.Type.Element == ElementType.Float64);
    }

    private static bool IsDouble(ValueInfo value) => value.Type is { Element: ElementType.Float64 };
}
