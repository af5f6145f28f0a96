namespace Fovea.Runtime;

/// <summary>How a node of a plan is run.</summary>
public enum ExecutionPath
{
    /// <summary>By a kernel that was written for it.</summary>
    Kernel,

    /// <summary>By generic vectorised code: elementwise functions, movement, reductions.</summary>
    Vectorised,

    /// <summary>By the reference computation of its operator: right, and slow.</summary>
    Reference,

    /// <summary>Inside the kernel of another node.</summary>
    Fused,

    /// <summary>Not at all: its output is its input in another shape.</summary>
    Free,

    /// <summary>No node of the network: a value is brought into another layout.</summary>
    Conversion,
}

/// <summary>What a plan does for one node, or between two.</summary>
/// <param name="Name">The node's label; of a conversion the name of the value.</param>
/// <param name="Operator">The operator's name.</param>
/// <param name="Path">How it is run.</param>
/// <param name="Kind">What layers of its kind have in common: <c>3×3 /2</c> for a convolution, otherwise the operator's name.</param>
/// <param name="Choice">What was chosen, and why.</param>
/// <param name="Macs">Multiply–accumulates, as the cost rule counts them.</param>
/// <param name="Milliseconds">The time of the last run that was timed; null if there was none, or the node takes no step of its own.</param>
public sealed record LayerReport(string Name, string Operator, ExecutionPath Path, string Kind, string Choice, long Macs, double? Milliseconds);
