using System.Collections;
using System.Runtime.CompilerServices;

namespace Fovea.Numbers;

/// <summary>An immutable list that equals another one of equal elements. Its default is the empty list.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
[CollectionBuilder(typeof(Values), nameof(Values.Create))]
public readonly struct Values<T> : IReadOnlyList<T>, IEquatable<Values<T>>
{
    private readonly T[]? items;

    internal Values(T[] items) => this.items = items;

    /// <summary>The list without elements.</summary>
    public static Values<T> Empty => default;

    /// <inheritdoc/>
    public int Count => items?.Length ?? 0;

    /// <inheritdoc/>
    public T this[int index] => items is null ? throw new ArgumentOutOfRangeException(nameof(index)) : items[index];

    /// <summary>The element at a place, which may count from the end.</summary>
    public T this[Index index] => this[index.GetOffset(Count)];

    /// <summary>The elements.</summary>
    public ReadOnlySpan<T> AsSpan() => items;

    /// <summary>The elements, each changed.</summary>
    public Values<TResult> Map<TResult>(Func<T, TResult> change)
    {
        if (Count == 0)
        {
            return default;
        }
        var result = new TResult[Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = change(items![i]);
        }
        return new Values<TResult>(result);
    }

    /// <inheritdoc/>
    public bool Equals(Values<T> other)
    {
        if (ReferenceEquals(items, other.items))
        {
            return true;
        }
        if (Count != other.Count)
        {
            return false;
        }
        for (int i = 0; i < Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(items![i], other.items![i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Values<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T item in AsSpan())
        {
            hash.Add(item);
        }
        return hash.ToHashCode();
    }

    /// <summary>Whether two lists have equal elements.</summary>
    public static bool operator ==(Values<T> left, Values<T> right) => left.Equals(right);

    /// <summary>Whether two lists differ in an element.</summary>
    public static bool operator !=(Values<T> left, Values<T> right) => !left.Equals(right);

    /// <summary>Goes through the elements without an object of its own: networks have many short lists.</summary>
    public Enumerator GetEnumerator() => new(items ?? []);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (items ?? []).GetEnumerator();

    /// <summary>The elements in brackets.</summary>
    public override string ToString() => "[" + string.Join(", ", this) + "]";

    /// <summary>Goes through the elements of a list.</summary>
    public struct Enumerator
    {
        private readonly T[] items;
        private int index;

        internal Enumerator(T[] items)
        {
            this.items = items;
            index = -1;
        }

        /// <summary>The element that was reached.</summary>
        public readonly T Current => items[index];

        /// <summary>Goes on to the next element; false behind the last one.</summary>
        public bool MoveNext() => ++index < items.Length;
    }
}

/// <summary>Makes lists that compare by value.</summary>
public static class Values
{
    /// <summary>A list of the given elements.</summary>
    public static Values<T> Create<T>(ReadOnlySpan<T> items) => items.IsEmpty ? default : new Values<T>(items.ToArray());
}
