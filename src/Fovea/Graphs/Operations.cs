using System.Collections;
using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>A number of scalar operations of each kind. Immutable; kinds that do not occur are 0.</summary>
public sealed class Operations : IEquatable<Operations>, IEnumerable<KeyValuePair<OperationKind, Size>>
{
    // From the first kind to the last one that occurs: most layers multiply and add, and a network has many layers.
    private readonly Size[] counts;

    private Operations(Size[] counts) => this.counts = counts;

    /// <summary>No operation at all.</summary>
    public static Operations None { get; } = new([]);

    /// <summary>So many operations of one kind.</summary>
    public static Operations Of(OperationKind kind, Size count)
    {
        var counts = new Size[(int)kind + 1];
        counts[(int)kind] = count;
        return Of(counts);
    }

    /// <summary>The number of operations of one kind.</summary>
    public Size this[OperationKind kind] => (int)kind < counts.Length ? counts[(int)kind] : 0;

    /// <summary>The operations of all kinds together.</summary>
    public Size Total => Size.Sum(counts);

    /// <summary>Both, one after the other.</summary>
    public static Operations operator +(Operations left, Operations right)
    {
        if (left.counts.Length < right.counts.Length)
        {
            (left, right) = (right, left);
        }
        if (right.counts.Length == 0)
        {
            return left;
        }
        var counts = (Size[])left.counts.Clone();
        for (int kind = 0; kind < right.counts.Length; kind++)
        {
            counts[kind] += right.counts[kind];
        }
        return Of(counts);
    }

    /// <summary>All of them, one after the other.</summary>
    public static Operations Sum(IEnumerable<Operations> all)
    {
        Size[] sum = [];
        foreach (Operations operations in all)
        {
            if (operations.counts.Length > sum.Length)
            {
                Array.Resize(ref sum, operations.counts.Length);
            }
            for (int kind = 0; kind < operations.counts.Length; kind++)
            {
                sum[kind] += operations.counts[kind];
            }
        }
        return Of(sum);
    }

    /// <summary>What the left has more than the right.</summary>
    public static Operations operator -(Operations left, Operations right) => left + (right * -1);

    /// <summary>The same operations, so many times.</summary>
    public static Operations operator *(Operations operations, Size times)
    {
        var counts = new Size[operations.counts.Length];
        for (int kind = 0; kind < counts.Length; kind++)
        {
            counts[kind] = operations.counts[kind] * times;
        }
        return Of(counts);
    }

    /// <summary>Every symbol replaced by its value, where one is given.</summary>
    public Operations Substitute(IReadOnlyDictionary<string, Size> values)
    {
        var result = new Size[counts.Length];
        for (int kind = 0; kind < result.Length; kind++)
        {
            result[kind] = counts[kind].Substitute(values);
        }
        return Of(result);
    }

    private static Operations Of(Size[] counts)
    {
        int length = counts.Length;
        while (length > 0 && counts[length - 1] == 0)
        {
            length--;
        }
        return length == 0 ? None : new Operations(length == counts.Length ? counts : counts[..length]);
    }

    /// <summary>The kinds that occur, with their counts, in the order of the list.</summary>
    public IEnumerator<KeyValuePair<OperationKind, Size>> GetEnumerator()
    {
        for (int kind = 0; kind < counts.Length; kind++)
        {
            if (counts[kind] != 0)
            {
                yield return new((OperationKind)kind, counts[kind]);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Operations? other) => other is not null && counts.AsSpan().SequenceEqual(other.counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Operations);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (Size count in counts)
        {
            hash.Add(count);
        }
        return hash.ToHashCode();
    }

    /// <summary>For example <c>multiply 864, add 864</c>.</summary>
    public override string ToString() =>
        string.Join(", ", this.Select(entry => $"{entry.Key.ToString().ToLowerInvariant()} {entry.Value}"));
}
