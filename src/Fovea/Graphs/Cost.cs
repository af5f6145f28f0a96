using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>
/// What an operator costs: the operations its reference computation executes. A sum starts at zero or at the bias and a maximum
/// at the lowest value, so n taps take n operations. Work on padding is kept apart from work on data.
/// </summary>
public sealed record Cost
{
    /// <summary>
    /// Multiply–accumulate pairs of convolutions and matrix products, dense (padding counted, as the field does), without bias; a
    /// transposed convolution counts input positions × output channels / groups × kernel. 0 for every other operator.
    /// </summary>
    public Size Macs { get; init; }

    /// <summary>Operations on data.</summary>
    public Operations Work { get; init; } = Operations.None;

    /// <summary>Further operations that a computation which does not skip the padding would execute: dense − data.</summary>
    public Operations Padding { get; init; } = Operations.None;

    /// <summary>Why the operations cannot be told, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Moving data is free.</summary>
    public static Cost Free { get; } = new();

    /// <summary>A cost that depends on the data, or is not known, and why. The multiply–accumulates may still be told.</summary>
    public static Cost Unavailable(string reason, Size macs = default) => new() { Reason = reason, Macs = macs };

    /// <summary>So many operations of one kind.</summary>
    public static Cost Of(OperationKind kind, Size count) => new() { Work = Operations.Of(kind, count) };

    /// <summary>Both costs together.</summary>
    public static Cost operator +(Cost left, Cost right) => new()
    {
        Macs = left.Macs + right.Macs,
        Work = left.Work + right.Work,
        Padding = left.Padding + right.Padding,
        Reason = left.Reason ?? right.Reason,
    };

    /// <summary>The same cost, so many times.</summary>
    public static Cost operator *(Cost cost, Size times) => cost with
    {
        Macs = cost.Macs * times,
        Work = cost.Work * times,
        Padding = cost.Padding * times,
    };
}
