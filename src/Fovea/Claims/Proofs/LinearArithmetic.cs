using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>
/// Finds contradictions among facts p ≥ 0, p &gt; 0, p = 0 by adding them up. Every power product is taken for an unknown of its own, of which at most the sign is known, so that the
/// facts are linear. By Farkas' lemma such facts contradict each other exactly if a sum of multiples of them (not negative ones, of equalities any) leaves no unknown, and says
/// that a negative number is at least 0, or that 0 is above 0. The multiples are found by the simplex method on exact quotients.
/// </summary>
internal sealed class LinearArithmetic(Work work)
{
    // After so many steps the entering column is the first one that fits, which cannot run in circles (Bland's rule).
    private const int MaximumGreedySteps = 40;

    private const int MaximumSteps = 2000;

    private readonly Dictionary<PowerProduct, int> rows = [];
    private readonly List<(Polynomial Value, bool IsStrict)> columns = [];

    public int Columns => columns.Count;

    /// <summary>The power products that occur.</summary>
    public ICollection<PowerProduct> Products => rows.Keys;

    /// <summary>value ≥ 0, or value &gt; 0</summary>
    public void Add(Polynomial value, bool isStrict)
    {
        columns.Add((value, isStrict));
        foreach ((PowerProduct product, _) in value.Terms)
        {
            if (!product.IsOne)
            {
                rows.TryAdd(product, rows.Count);
            }
        }
    }

    /// <summary>value = 0</summary>
    public void AddEquality(Polynomial value)
    {
        Add(value, false);
        Add(value.Scale(-1), false);
    }

    /// <summary>Whether the facts contradict each other.</summary>
    public bool IsContradiction()
    {
        // The multiples, then the number that remains, c ≥ 0, in: Σ λ · coefficient = 0 for every product; Σ λ · constant + c = 0; c + Σ of the strict λ = 1.
        int count = columns.Count;
        int width = count + 2;
        int height = rows.Count + 2;
        work.Spend((long)width * height / 8);
        var table = new Rational[height + 1][];
        for (int row = 0; row <= height; row++)
        {
            table[row] = new Rational[width];
        }
        for (int column = 0; column < count; column++)
        {
            foreach ((PowerProduct product, Rational coefficient) in columns[column].Value.Terms)
            {
                table[product.IsOne ? height - 2 : rows[product]][column] = coefficient;
            }
            table[height - 1][column] = columns[column].IsStrict ? 1 : 0;
        }
        table[height - 2][count] = 1;
        table[height - 1][count] = 1;
        table[height - 1][width - 1] = 1;
        // Artificial unknowns, one a row, are the first basis; their sum is to become 0.
        var basis = new int[height];
        for (int row = 0; row < height; row++)
        {
            basis[row] = width + row;
            for (int column = 0; column < width; column++)
            {
                if (table[row][column].Sign != 0)
                {
                    table[height][column] -= table[row][column];
                }
            }
        }
        for (int step = 0; step < MaximumSteps; step++)
        {
            if (table[height][width - 1].Sign == 0)
            {
                return true;
            }
            int entering = Entering(table[height], width - 1, step < MaximumGreedySteps);
            int leaving = entering < 0 ? -1 : Leaving(table, basis, entering, width - 1, height);
            if (leaving < 0)
            {
                return false;
            }
            Pivot(table, leaving, entering);
            basis[leaving] = entering;
        }
        return false;
    }

    private static int Entering(Rational[] costs, int count, bool greedy)
    {
        int entering = -1;
        for (int column = 0; column < count; column++)
        {
            if (costs[column].Sign < 0 && (entering < 0 || costs[column] < costs[entering]))
            {
                entering = column;
                if (!greedy)
                {
                    break;
                }
            }
        }
        return entering;
    }

    private static int Leaving(Rational[][] table, int[] basis, int entering, int right, int height)
    {
        int leaving = -1;
        Rational best = 0;
        for (int row = 0; row < height; row++)
        {
            if (table[row][entering].Sign <= 0)
            {
                continue;
            }
            Rational ratio = table[row][right] / table[row][entering];
            if (leaving < 0 || ratio < best || (ratio == best && basis[row] < basis[leaving]))
            {
                leaving = row;
                best = ratio;
            }
        }
        return leaving;
    }

    private void Pivot(Rational[][] table, int leaving, int entering)
    {
        Rational[] pivot = table[leaving];
        Rational inverse = (Rational)1 / pivot[entering];
        var used = new List<int>();
        for (int column = 0; column < pivot.Length; column++)
        {
            if (pivot[column].Sign != 0)
            {
                pivot[column] *= inverse;
                used.Add(column);
            }
        }
        work.Spend(table.Length + pivot.Length);
        foreach (Rational[] row in table)
        {
            Rational factor = row[entering];
            if (factor.Sign == 0 || ReferenceEquals(row, pivot))
            {
                continue;
            }
            work.Spend(4L * used.Count);
            foreach (int column in used)
            {
                row[column] -= factor * pivot[column];
            }
        }
    }
}
