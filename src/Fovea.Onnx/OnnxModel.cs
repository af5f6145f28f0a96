using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>What a file says about itself beside its network.</summary>
public sealed record OnnxMetadata
{
    /// <summary>The version of the file format.</summary>
    public long IrVersion { get; init; }

    /// <summary>The tool that wrote the file.</summary>
    public string Producer { get; init; } = "";

    /// <summary>Its version.</summary>
    public string ProducerVersion { get; init; } = "";

    /// <summary>The namespace of the model.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The version of the model.</summary>
    public long ModelVersion { get; init; }

    /// <summary>What the author says of it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Further keys and values.</summary>
    public Values<KeyValuePair<string, string>> Properties { get; init; }
}

/// <summary>A model read from a file: its graph, and beside it where the values of its weights lie. They can be read until it is disposed.</summary>
public sealed class OnnxModel : IDisposable
{
    private readonly IDisposable? files;

    /// <summary>A model of its parts.</summary>
    public OnnxModel(
        Graph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        OnnxMetadata? metadata = null,
        IReadOnlyList<string>? warnings = null,
        IDisposable? files = null)
    {
        Graph = graph;
        Weights = weights;
        Metadata = metadata ?? new OnnxMetadata();
        Warnings = warnings ?? [];
        this.files = files;
    }

    /// <summary>The network.</summary>
    public Graph Graph { get; }

    /// <summary>The values of its tensors, by name. Those of branches and bodies stand in their own graphs.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights { get; }

    /// <summary>What the file says about itself.</summary>
    public OnnxMetadata Metadata { get; }

    /// <summary>What is wrong with the file without keeping it from being read.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Closes the files that the weights lie in.</summary>
    public void Dispose() => files?.Dispose();
}
