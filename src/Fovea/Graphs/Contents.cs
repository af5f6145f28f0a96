using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>
/// What is known of the elements of a small tensor before the network runs: a shape that travels as a value through
/// Shape, Gather, Concat and the arithmetic around them. Elements are fractions of sizes, so that <c>H / 2</c> is known, too.
/// </summary>
/// <param name="Dimensions">The sizes of the tensor, all known.</param>
/// <param name="Elements">Its elements in row-major order; booleans are 0 and 1.</param>
public sealed record Contents(Values<long> Dimensions, Values<Fraction> Elements)
{
    /// <summary>Tensors with more elements than this are not followed.</summary>
    public const int MaximumElements = 1 << 16;

    /// <summary>The contents of a scalar.</summary>
    public static Contents Scalar(Fraction value) => new([], [value]);

    /// <summary>The contents of a vector.</summary>
    public static Contents Vector(ReadOnlySpan<Fraction> elements) => new([elements.Length], Values.Create(elements));

    /// <summary>A shape as a vector of sizes.</summary>
    public static Contents Of(ReadOnlySpan<Size> sizes)
    {
        var elements = new Fraction[sizes.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = sizes[i];
        }
        return Vector(elements);
    }

    /// <summary>The contents of a tensor, or null if it is too large or an element is no fraction (NaN, infinity, text).</summary>
    public static Contents? Of(Tensor tensor)
    {
        long count = tensor.Count;
        if (count > MaximumElements || !tensor.HasNumbers)
        {
            return null;
        }
        var elements = new Fraction[count];
        for (int i = 0; i < elements.Length; i++)
        {
            if (!tensor.TryGetFraction(i, out elements[i]))
            {
                return null;
            }
        }
        return new Contents(tensor.Dimensions, Values.Create<Fraction>(elements));
    }

    /// <summary>The shape of the tensor.</summary>
    public Shape Shape => Shape.Of(Dimensions.AsSpan());

    /// <summary>The elements as sizes.</summary>
    /// <exception cref="UnavailableException">An element is not whole.</exception>
    public Values<Size> ToSizes()
    {
        var sizes = new Size[Elements.Count];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Elements[i].TryGetWhole(out Size size)
                ? size
                : throw new UnavailableException($"an integer was expected where {Elements[i]} stands");
        }
        return Values.Create<Size>(sizes);
    }

    /// <summary>For example <c>[1, 512, H/2]</c>; the elements only.</summary>
    public override string ToString() => "[" + string.Join(", ", Elements) + "]";
}
