namespace Fovea.Graphs;

/// <summary>A network that is not well formed: the message says where and why.</summary>
public sealed class GraphException : Exception
{
    /// <summary>An error with its message.</summary>
    public GraphException(string message) : base(message)
    {
    }

    /// <summary>An error with its message and what led to it.</summary>
    public GraphException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>The same error, told from further outside: <c>place: reason</c>.</summary>
    public GraphException At(string place) => new($"{place}: {Message}", this);
}

/// <summary>
/// Something cannot be told of this network without running it, or is not supported. It is reported beside the layer as
/// <i>unavailable</i>, with the reason, and never shows as zero.
/// </summary>
public sealed class UnavailableException(string reason) : Exception(reason);
