using Fovea.Numbers;

namespace Fovea.Derivations;

/// <summary>Finds the formula of an index from all its values: affine in other indices, a floor or a remainder of one, with ends that it does not pass.</summary>
internal sealed class IndexPattern
{
    private readonly string[] names;
    private readonly (long[] At, long Value)[] rows;

    /// <summary>A table.</summary>
    /// <param name="names">The names of the other indices.</param>
    /// <param name="rows">For each combination of the others the value of the index.</param>
    public IndexPattern(string[] names, IEnumerable<(long[] At, long Value)> rows)
    {
        this.names = names;
        this.rows = [.. rows];
    }

    /// <summary>A formula that gives the value in every row, or null.</summary>
    public Size? Find() => Affine() ?? Stepped();

    private static Size Name(string name) => Size.Symbol(name, atLeast: 0);

    private Size? Affine()
    {
        var byPlace = new Dictionary<Values<long>, long>();
        foreach ((long[] at, long value) in rows)
        {
            byPlace[Values.Create<long>(at)] = value;
        }
        var slopes = new long[names.Length];
        for (int axis = 0; axis < names.Length; axis++)
        {
            foreach ((long[] at, long value) in rows)
            {
                long[] next = [.. at];
                next[axis]++;
                if (byPlace.TryGetValue(Values.Create<long>(next), out long further))
                {
                    slopes[axis] = further - value;
                    break;
                }
            }
        }
        long start = rows[0].Value - Along(rows[0].At);
        if (Array.Exists(rows, row => start + Along(row.At) != row.Value))
        {
            return null;
        }
        Size sum = start;
        for (int axis = 0; axis < names.Length; axis++)
        {
            sum += slopes[axis] * Name(names[axis]);
        }
        return sum;

        long Along(long[] at)
        {
            long sum = 0;
            for (int axis = 0; axis < at.Length; axis++)
            {
                sum += slopes[axis] * at[axis];
            }
            return sum;
        }
    }

    // ⌊(x + c)/s⌋ or x mod s, perhaps not below its least or above its greatest value.
    private Size? Stepped()
    {
        long least = rows.Min(row => row.Value);
        long greatest = rows.Max(row => row.Value);
        for (int axis = 0; axis < names.Length; axis++)
        {
            int own = axis;
            Size name = Name(names[axis]);
            long size = rows.Max(row => row.At[own]) + 1;
            for (long step = 1; step <= size; step++)
            {
                if (Array.TrueForAll(rows, row => row.At[own] % step == row.Value))
                {
                    return Size.Mod(name, step);
                }
                // The nearest shifts first: 0, −1, 1, −2 …
                for (long turn = 0; turn < 4 * size; turn++)
                {
                    long shift = turn % 2 == 0 ? turn / 2 : -(turn / 2) - 1;
                    Size formula = Size.FloorDiv(name + shift, step);
                    if (Holds((value, exact) => value == exact))
                    {
                        return formula;
                    }
                    if (Holds((value, exact) => Math.Max(least, value) == exact))
                    {
                        return Size.Max(least, formula);
                    }
                    if (Holds((value, exact) => Math.Min(greatest, value) == exact))
                    {
                        return Size.Min(greatest, formula);
                    }

                    bool Holds(Func<long, long, bool> agree) => Array.TrueForAll(rows, row => agree(Size.FloorDiv(row.At[own] + shift, step), row.Value));
                }
            }
        }
        return null;
    }
}
