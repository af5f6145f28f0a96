using Fovea.Graphs;

namespace Fovea.Operators;

/// <summary>The contents page: every operator that Fovea knows, one line a family. Each stands in the file of its name.</summary>
public static class OperatorCatalogue
{
    private static readonly Dictionary<(string Domain, string Name), OperatorType> ByName = [];

    static OperatorCatalogue()
    {
        foreach (OperatorType type in All)
        {
            ByName.Add((type.Domain, type.Name), type);
        }
    }

    /// <summary>All operators, in the order of the contents page.</summary>
    public static IReadOnlyList<OperatorType> All { get; } =
    [
        // Convolution
        Conv.Onnx,
        // Pooling
        MaxPool.Onnx,
        // Activations
        Relu.Onnx,
        // Arithmetic
        Add.Onnx,
        // Shapes
        Reshape.Onnx, ShapeOf.Onnx,
    ];

    /// <summary>The operator of a name, or null if Fovea does not know it.</summary>
    public static OperatorType? Find(string name, string domain = "") =>
        ByName.GetValueOrDefault((domain == "ai.onnx" ? "" : domain, name));

    /// <summary>Makes an operator from its name and attributes; one that is not known is kept as <see cref="UnknownOperator"/>.</summary>
    /// <exception cref="GraphException">An attribute is missing, has the wrong type or a value that makes no sense.</exception>
    public static Operator Read(string name, string domain, Attributes attributes) =>
        Find(name, domain)?.Read(attributes)
        ?? new UnknownOperator(name, domain, Numbers.Values.Create<KeyValuePair<string, AttributeValue>>([.. attributes.Entries]));
}
