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

    /// <summary>Of floats that rules read (scales, bounds) there are few: of those that a run or a compiler makes, longer tensors are not followed.</summary>
    public const int MaximumFloats = 64;

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

    /// <summary>
    /// The contents of a tensor in a run, or null if it is too large for rules to read it, or an element is no fraction. Integers are indices and sizes, which are many.
    /// </summary>
    public static Contents? Of<T>(RunTensor tensor)
        where T : struct, IScalar<T>
    {
        int count = tensor.Elements.Count;
        if (count > MaximumElements || (tensor.Elements is Elements<T> && count > MaximumFloats))
        {
            return null;
        }
        var elements = new Fraction[count];
        for (int i = 0; i < count; i++)
        {
            bool known = tensor.Elements switch
            {
                Elements<Whole> wholes => TryGetFraction(wholes.Items[i], out elements[i]),
                Elements<T> numbers when T.Value(numbers.Items[i]) is { } value => Fraction.TryFromDouble(value, out elements[i]),
                Elements<bool> truths => TryGetFraction(truths.Items[i] ? 1 : 0, out elements[i]),
                _ => false,
            };
            if (!known)
            {
                return null;
            }
        }
        return new Contents(tensor.Dimensions, Values.Create<Fraction>(elements));
    }

    internal static bool TryGetFraction(Whole whole, out Fraction fraction)
    {
        bool fits = whole.Number >= long.MinValue && whole.Number <= long.MaxValue;
        fraction = fits ? (long)whole.Number : 0;
        return fits;
    }

    /// <summary>
    /// The tensor of given sizes whose elements are picked from these: <paramref name="source"/> gives the place of each in row-major order.
    /// </summary>
    public Contents? Pick(ReadOnlySpan<long> sizes, Func<long[], long> source)
    {
        long count = 1;
        foreach (long size in sizes)
        {
            count *= size;
            if (count > MaximumElements)
            {
                return null;
            }
        }
        int[] places = Positions.Map(sizes, source);
        var elements = new Fraction[count];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = Elements[places[i]];
        }
        return new Contents(Values.Create(sizes), Values.Create<Fraction>(elements));
    }

    /// <summary>The place of an element in row-major order.</summary>
    public long Place(ReadOnlySpan<long> position) => Positions.Place(Dimensions, position);

    /// <summary>The same elements with the axes in another order: axis a is axis <c>order[a]</c> of this.</summary>
    public Contents? Permute(int[] order)
    {
        var sizes = new long[order.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = Dimensions[order[axis]];
        }
        var source = new long[order.Length];
        return Pick(sizes, position =>
        {
            for (int axis = 0; axis < source.Length; axis++)
            {
                source[order[axis]] = position[axis];
            }
            return Place(source);
        });
    }

    /// <summary>The same elements in another shape; null if that is not known.</summary>
    public Contents? Reshape(Shape shape) => shape.IsKnown ? this with { Dimensions = Values.Create<long>(shape.ToLongs()) } : null;

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
