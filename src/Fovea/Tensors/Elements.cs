namespace Fovea.Tensors;

/// <summary>The elements of a tensor in row-major order while the reference computation runs: numbers, whole numbers, truth values or texts.</summary>
public abstract class Elements
{
    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>Elements of the same kind, each copied from a place of these; where the place is negative, the default: 0, false.</summary>
    public abstract Elements Pick(ReadOnlySpan<int> places);

    /// <summary>These elements followed by others of the same kind.</summary>
    public abstract Elements Append(params ReadOnlySpan<Elements> others);

    /// <summary>A copy of these in which some are replaced: element <c>places[i]</c> by element i of others of the same kind.</summary>
    public abstract Elements Replace(ReadOnlySpan<int> places, Elements others);
}

/// <summary>Elements of one kind.</summary>
/// <typeparam name="E">The number of the run for floating-point tensors, <see cref="Numbers.Whole"/> for integers, <see langword="bool"/>, <see langword="string"/>.</typeparam>
/// <param name="items">The elements. They are not copied.</param>
public sealed class Elements<E>(E[] items) : Elements
{
    /// <summary>The elements.</summary>
    public E[] Items { get; } = items;

    /// <inheritdoc/>
    public override int Count => Items.Length;

    /// <inheritdoc/>
    public override Elements Pick(ReadOnlySpan<int> places)
    {
        var picked = new E[places.Length];
        for (int i = 0; i < picked.Length; i++)
        {
            if (places[i] >= 0)
            {
                picked[i] = Items[places[i]];
            }
        }
        return new Elements<E>(picked);
    }

    /// <inheritdoc/>
    public override Elements Append(params ReadOnlySpan<Elements> others)
    {
        var joined = new List<E>(Items);
        foreach (Elements other in others)
        {
            joined.AddRange(((Elements<E>)other).Items);
        }
        return new Elements<E>([.. joined]);
    }

    /// <inheritdoc/>
    public override Elements Replace(ReadOnlySpan<int> places, Elements others)
    {
        E[] copy = [.. Items];
        E[] source = ((Elements<E>)others).Items;
        for (int i = 0; i < places.Length; i++)
        {
            copy[places[i]] = source[i];
        }
        return new Elements<E>(copy);
    }
}
