using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>One operator applied to named values.</summary>
/// <param name="Name">The node's own name; may be empty.</param>
/// <param name="Operator">What it computes.</param>
/// <param name="Inputs">The values it reads; an empty name is an optional input left out.</param>
/// <param name="Outputs">The values it makes; an empty name is an optional output left out.</param>
public sealed record Node(string Name, Operator Operator, Values<string> Inputs, Values<string> Outputs)
{
    /// <summary>The name that a person knows it by: its own, or that of its first output.</summary>
    public string Label
    {
        get
        {
            if (Name.Length > 0)
            {
                return Name;
            }
            foreach (string output in Outputs)
            {
                if (output.Length > 0)
                {
                    return output;
                }
            }
            return "?";
        }
    }

    /// <summary>The names it reads, those that the graphs inside it take from around them included; an empty name is an optional input left out.</summary>
    internal Values<string> Reads => Operator.Subgraphs.Count == 0
        ? Inputs
        : [.. Inputs, .. Operator.Subgraphs.SelectMany(subgraph => subgraph.FreeNames)];
}

/// <summary>A value that the user of the graph supplies.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">Its type, or null if the graph does not say.</param>
public sealed record GraphInput(string Name, TensorType? Type)
{
    /// <summary>What is known of the value before the network runs.</summary>
    internal ValueInfo Info => Type is { } type ? type : ValueInfo.Unavailable($"the shape of input '{Name}' is not given");
}

/// <summary>A value that the graph delivers.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">The type that is declared for it, or null. What is inferred goes before what is declared.</param>
public sealed record GraphOutput(string Name, TensorType? Type = null);

/// <summary>
/// A tensor that is part of the network: a weight, a statistic, or a constant such as the target of a Reshape. Its values stay beside
/// the graph, except those a rule may need.
/// </summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">Its element type and shape; symbols are allowed.</param>
/// <param name="Contents">The values, for small tensors that rules read; null for weights.</param>
public sealed record Parameter(string Name, TensorType Type, Tensor? Contents = null);

/// <summary>A symbol that a network is parameterised by.</summary>
/// <param name="Name">The symbol, as it stands in sizes.</param>
/// <param name="AtLeast">The least value it may take.</param>
/// <param name="Default">The value it takes when none is bound, or null to leave it open.</param>
public sealed record GraphSymbol(string Name, long AtLeast = 1, long? Default = null)
{
    /// <summary>The symbol as a size.</summary>
    public Size Size => Size.Symbol(Name, AtLeast);
}
