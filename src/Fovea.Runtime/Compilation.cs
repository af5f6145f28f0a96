using Fovea.Graphs;
using Fovea.Tensors;

namespace Fovea.Runtime;

/// <summary>Makes networks ready to run.</summary>
public static class Compilation
{
    /// <summary>Compiles a network.</summary>
    /// <param name="graph">The network. Dimensions of its inputs may be open: each combination of shapes gets a plan when it first comes.</param>
    /// <param name="parameters">The values of the parameters that do not carry them, by name. They are read when plans are made, so a file that they lie in has to stay open as long as the session.</param>
    /// <param name="options">How it is compiled and run.</param>
    /// <exception cref="GraphException">The network is ill-formed, values are missing, or it is larger than the options allow.</exception>
    public static Session Compile(this Graph graph, Func<string, Tensor?> parameters, SessionOptions? options = null) =>
        new(graph, parameters, options ?? new SessionOptions());

    /// <inheritdoc cref="Compile(Graph, Func{string, Tensor}, SessionOptions)"/>
    public static Session Compile(this Graph graph, IReadOnlyDictionary<string, Tensor> parameters, SessionOptions? options = null) =>
        Compile(graph, parameters.GetValueOrDefault, options);
}
