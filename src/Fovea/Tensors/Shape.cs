using System.Collections;
using System.Runtime.CompilerServices;
using Fovea.Numbers;

namespace Fovea.Tensors;

/// <summary>The extent of a tensor along each axis, outermost first: <c>[N, C, H, W]</c>. A size is a whole number or a formula.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IReadOnlyList<Size>, IEquatable<Shape>
{
    private readonly Values<Size> sizes;

    /// <summary>A shape with the given sizes.</summary>
    public Shape(Values<Size> sizes) => this.sizes = sizes;

    /// <summary>The shape of a single number: no axes.</summary>
    public static Shape Scalar => default;

    /// <summary>Builds a shape from a collection expression.</summary>
    public static Shape Create(ReadOnlySpan<Size> sizes) => new(Values.Create(sizes));

    /// <summary>A shape of known sizes.</summary>
    public static Shape Of(ReadOnlySpan<long> sizes)
    {
        var result = new Size[sizes.Length];
        for (int axis = 0; axis < result.Length; axis++)
        {
            result[axis] = sizes[axis];
        }
        return Create(result);
    }

    /// <summary>The number of axes.</summary>
    public int Rank => sizes.Count;

    /// <inheritdoc/>
    public int Count => sizes.Count;

    /// <summary>The size of one axis, counted from the first.</summary>
    public Size this[int axis] => sizes[axis];

    /// <summary>The sizes, outermost first.</summary>
    public ReadOnlySpan<Size> Sizes => sizes.AsSpan();

    /// <summary>The number of elements: the product of the sizes, 1 for a scalar.</summary>
    public Size Elements => Size.Product(sizes.AsSpan());

    /// <summary>Whether every size is a whole number.</summary>
    public bool IsKnown
    {
        get
        {
            foreach (Size size in Sizes)
            {
                if (!size.IsKnown)
                {
                    return false;
                }
            }
            return true;
        }
    }

    /// <summary>The sizes as whole numbers.</summary>
    /// <exception cref="InvalidOperationException">A size is a formula.</exception>
    public long[] ToLongs()
    {
        var result = new long[Rank];
        for (int axis = 0; axis < result.Length; axis++)
        {
            result[axis] = this[axis].Value;
        }
        return result;
    }

    /// <summary>This shape with another size at one axis.</summary>
    public Shape With(int axis, Size size)
    {
        Size[] copy = Sizes.ToArray();
        copy[axis] = size;
        return Create(copy);
    }

    /// <summary>The axes from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public Shape Slice(int start, int end) => Create(Sizes[start..end]);

    /// <summary>This shape followed by another.</summary>
    public Shape Concat(Shape other) => Create([.. Sizes, .. other.Sizes]);

    /// <summary>Every symbol replaced by its value, where one is given.</summary>
    public Shape Substitute(IReadOnlyDictionary<string, Size> values)
    {
        if (IsKnown)
        {
            return this;
        }
        Size[] copy = Sizes.ToArray();
        for (int axis = 0; axis < copy.Length; axis++)
        {
            copy[axis] = copy[axis].Substitute(values);
        }
        return Create(copy);
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => sizes.Equals(other.sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => sizes.GetHashCode();

    /// <summary>Whether two shapes have the same normal form on every axis.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ in the normal form of an axis.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <inheritdoc cref="Values{T}.GetEnumerator"/>
    public Values<Size>.Enumerator GetEnumerator() => sizes.GetEnumerator();

    IEnumerator<Size> IEnumerable<Size>.GetEnumerator() => ((IEnumerable<Size>)sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)sizes).GetEnumerator();

    /// <summary>The sizes in brackets: <c>[1, 3, H, W]</c>.</summary>
    public override string ToString() => "[" + string.Join(", ", sizes) + "]";
}
