using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>What is known of one value of a graph before it runs.</summary>
/// <param name="Type">Its element type and shape, or null if they cannot be told.</param>
/// <param name="Contents">Its elements, where they follow from shapes and constants.</param>
/// <param name="Reason">Why <paramref name="Type"/> is null.</param>
public sealed record ValueInfo(TensorType? Type, Contents? Contents = null, string? Reason = null)
{
    /// <summary>A value of known type.</summary>
    public static implicit operator ValueInfo(TensorType type) => new(type);

    /// <summary>A value of known type and, perhaps, contents.</summary>
    public ValueInfo(ElementType element, Shape shape, Contents? contents = null) : this(new TensorType(element, shape), contents)
    {
    }

    /// <summary>A value of which nothing can be said, and why.</summary>
    public static ValueInfo Unavailable(string reason) => new(null, null, reason);

    /// <summary>The shape.</summary>
    /// <exception cref="UnavailableException">It cannot be told.</exception>
    public Shape Shape => (Type ?? throw new UnavailableException(Reason ?? "its shape is not known")).Shape;

    /// <summary>The element type.</summary>
    /// <exception cref="UnavailableException">It cannot be told.</exception>
    public ElementType Element => (Type ?? throw new UnavailableException(Reason ?? "its type is not known")).Element;
}
