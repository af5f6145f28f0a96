using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>Many numbers folded to one, in their order: a sum starts at 0, an extreme at a number that every other one beats.</summary>
internal static class Fold
{
    /// <summary>Σ x</summary>
    public static E Sum<E>(ReadOnlySpan<E> items)
        where E : struct, IScalar<E>
    {
        E sum = default;
        foreach (E item in items)
        {
            sum += item;
        }
        return sum;
    }

    /// <summary>Σ x / their number</summary>
    public static E Mean<E>(ReadOnlySpan<E> items)
        where E : struct, IScalar<E> =>
        Sum(items) / E.Literal(items.Length);

    /// <summary>max x, of floating-point numbers</summary>
    public static E Max<E>(ReadOnlySpan<E> items)
        where E : struct, IScalar<E> =>
        Max(items, E.Literal(double.NegativeInfinity));

    /// <summary>max x</summary>
    public static E Max<E>(ReadOnlySpan<E> items, E lowest)
        where E : struct, IScalar<E>
    {
        E best = lowest;
        foreach (E item in items)
        {
            best = E.Max(best, item);
        }
        return best;
    }

    /// <summary>min x</summary>
    public static E Min<E>(ReadOnlySpan<E> items, E highest)
        where E : struct, IScalar<E>
    {
        E best = highest;
        foreach (E item in items)
        {
            best = E.Min(best, item);
        }
        return best;
    }
}
