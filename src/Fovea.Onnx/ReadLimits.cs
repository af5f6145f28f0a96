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

    /// <summary>Tensors of the model.</summary>
    public int Tensors { get; init; } = 1_000_000;

    /// <summary>Attributes of one node.</summary>
    public int Attributes { get; init; } = 1_000;

    /// <summary>Entries of one list that is kept in memory: names, integers, texts.</summary>
    public int ListEntries { get; init; } = 10_000_000;

    /// <summary>Bytes of one name.</summary>
    public int NameBytes { get; init; } = 64 << 10;

    /// <summary>Axes of one tensor.</summary>
    public int Axes { get; init; } = 64;
}
