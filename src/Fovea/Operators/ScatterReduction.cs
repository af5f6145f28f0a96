using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>What happens to an element that a scatter writes to.</summary>
public enum ScatterReduction
{
    /// <summary>It is replaced.</summary>
    None,

    /// <summary>The update is added.</summary>
    Add,

    /// <summary>It is multiplied by the update.</summary>
    Mul,

    /// <summary>The greater stays.</summary>
    Max,

    /// <summary>The less stays.</summary>
    Min,
}

/// <summary>Words and cost of the reductions of scatters.</summary>
internal static class ScatterReductions
{
    public static ScatterReduction Read(Attributes attributes) => attributes.OneOf(
        "reduction",
        ScatterReduction.None,
        ("none", ScatterReduction.None),
        ("add", ScatterReduction.Add),
        ("mul", ScatterReduction.Mul),
        ("max", ScatterReduction.Max),
        ("min", ScatterReduction.Min));

    public static string Word(ScatterReduction reduction) => reduction.ToString().ToLowerInvariant();

    public static Cost Cost(ScatterReduction reduction, Size updates) => reduction switch
    {
        ScatterReduction.None => Graphs.Cost.Free,
        ScatterReduction.Add => Graphs.Cost.Of(OperationKind.Add, updates),
        ScatterReduction.Mul => Graphs.Cost.Of(OperationKind.Multiply, updates),
        _ => Graphs.Cost.Of(OperationKind.Compare, updates),
    };
}
