using System.Collections;
using System.Runtime.CompilerServices;
using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Networks;

/// <summary>
/// A size for each spatial axis: one for all of them (<c>3</c>, <c>"k"</c>), or one for each, height before width (<c>[1, 7]</c>). Its default is <i>not said</i>.
/// </summary>
[CollectionBuilder(typeof(PerAxis), nameof(Create))]
public readonly struct PerAxis : IEnumerable<Size>
{
    private readonly Values<Size> sizes;

    private PerAxis(Values<Size> sizes) => this.sizes = sizes;

    /// <summary>The same size on every axis.</summary>
    public static implicit operator PerAxis(int size) => new([size]);

    /// <summary>The same size on every axis.</summary>
    public static implicit operator PerAxis(Size size) => new([size]);

    /// <summary>The same symbol on every axis.</summary>
    public static implicit operator PerAxis(string symbol) => new([symbol]);

    /// <summary>A size for each axis.</summary>
    public static PerAxis Create(ReadOnlySpan<Size> sizes) => new(Values.Create(sizes));

    /// <summary>The sizes of so many axes; null if nothing is said.</summary>
    /// <exception cref="GraphException">There are as many sizes as axes of something else.</exception>
    public Values<Size>? For(int axes)
    {
        if (sizes.Count == 0)
        {
            return null;
        }
        if (sizes.Count != 1 && sizes.Count != axes)
        {
            throw new GraphException($"{sizes} has {sizes.Count} sizes for {axes} spatial axes");
        }
        var each = new Size[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            each[axis] = sizes[sizes.Count == 1 ? 0 : axis];
        }
        return Values.Create<Size>(each);
    }

    /// <inheritdoc/>
    public IEnumerator<Size> GetEnumerator() => ((IEnumerable<Size>)sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
