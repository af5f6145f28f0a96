namespace Fovea.Onnx;

/// <summary>What a file may ask for at most; a larger one is refused before memory is spent on it.</summary>
public sealed record ReadLimits
{
    /// <summary>The limits that are used when none are given: far above any real network.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>Graphs inside graphs inside graphs.</summary>
    public int Nesting { get; init; } = 64;

    /// <summary>Nodes of the model, those of expanded functions included.</summary>
    public int Nodes { get; init; } = 1_000_000;

    /// <summary>Tensors of the model; also inputs and outputs of one graph, and pieces that one tensor's data come in.</summary>
    public int Tensors { get; init; } = 1_000_000;

    /// <summary>Attributes of one node; also operator sets and properties of the model.</summary>
    public int Attributes { get; init; } = 1_000;

    /// <summary>Inputs, or outputs, of one node.</summary>
    public int NodeValues { get; init; } = 100_000;

    /// <summary>Bytes of all tensors that are written in another form than they are used in, and so are decoded into memory.</summary>
    public long DecodedBytes { get; init; } = 1L << 30;

    /// <summary>Entries of one list that is kept in memory: integers, texts.</summary>
    public int ListEntries { get; init; } = 10_000_000;

    /// <summary>Bytes of one name.</summary>
    public int NameBytes { get; init; } = 64 << 10;

    /// <summary>Axes of one tensor.</summary>
    public int Axes { get; init; } = 64;
}
