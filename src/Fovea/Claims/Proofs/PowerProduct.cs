namespace Fovea.Claims.Proofs;

/// <summary>A product of powers of atoms, which are numbered; powers may be negative. The empty product is 1.</summary>
internal sealed class PowerProduct : IEquatable<PowerProduct>, IComparable<PowerProduct>
{
    // Higher powers are of no use, and their sums must not overflow.
    public const int MaximumPower = 1 << 20;

    public static readonly PowerProduct One = new([]);

    private readonly int hash;

    private PowerProduct((int Atom, int Power)[] factors)
    {
        Factors = factors;
        HashCode sum = default;
        foreach ((int atom, int power) in factors)
        {
            if (Math.Abs((long)power) > MaximumPower)
            {
                throw new OutOfReachException("a power is too high");
            }
            Degree += power;
            sum.Add(atom);
            sum.Add(power);
        }
        hash = sum.ToHashCode();
    }

    /// <summary>Atoms in rising order, with powers other than 0.</summary>
    public (int Atom, int Power)[] Factors { get; }

    public int Degree { get; }

    public bool IsOne => Factors.Length == 0;

    public static PowerProduct Of(int atom, int power = 1) => power == 0 ? One : new([(atom, power)]);

    public static PowerProduct operator *(PowerProduct left, PowerProduct right)
    {
        if (left.IsOne || right.IsOne)
        {
            return left.IsOne ? right : left;
        }
        var factors = new List<(int, int)>(left.Factors.Length + right.Factors.Length);
        int i = 0;
        int j = 0;
        while (i < left.Factors.Length || j < right.Factors.Length)
        {
            int order = i == left.Factors.Length ? 1 : j == right.Factors.Length ? -1 : left.Factors[i].Atom.CompareTo(right.Factors[j].Atom);
            if (order != 0)
            {
                factors.Add(order < 0 ? left.Factors[i++] : right.Factors[j++]);
                continue;
            }
            int power = left.Factors[i].Power + right.Factors[j++].Power;
            if (power != 0)
            {
                factors.Add((left.Factors[i].Atom, power));
            }
            i++;
        }
        return new([.. factors]);
    }

    public PowerProduct ToThe(int times) => times == 0 ? One
        : new([.. Factors.Select(factor => (factor.Atom, (int)Math.Clamp((long)factor.Power * times, -2 * MaximumPower, 2 * MaximumPower)))]);

    public int PowerOf(int atom)
    {
        foreach ((int factor, int power) in Factors)
        {
            if (factor == atom)
            {
                return power;
            }
        }
        return 0;
    }

    public PowerProduct Without(int atom) => PowerOf(atom) == 0 ? this : new([.. Factors.Where(factor => factor.Atom != atom)]);

    /// <summary>Each atom to the lower of its powers in both.</summary>
    public PowerProduct Least(PowerProduct other)
    {
        var factors = new SortedDictionary<int, int>();
        foreach ((int atom, int power) in Factors)
        {
            factors[atom] = Math.Min(power, other.PowerOf(atom));
        }
        foreach ((int atom, int power) in other.Factors)
        {
            factors[atom] = Math.Min(power, PowerOf(atom));
        }
        return new([.. factors.Where(factor => factor.Value != 0).Select(factor => (factor.Key, factor.Value))]);
    }

    /// <summary>Graded, then lexicographic; the larger one first. For powers that are not negative, products keep this order, as a division needs it.</summary>
    public int CompareTo(PowerProduct? other)
    {
        if (other is null || Degree != other.Degree)
        {
            return (other?.Degree ?? int.MinValue).CompareTo(Degree);
        }
        int i = 0;
        int j = 0;
        while (i < Factors.Length || j < other.Factors.Length)
        {
            int atom = Math.Min(i < Factors.Length ? Factors[i].Atom : int.MaxValue, j < other.Factors.Length ? other.Factors[j].Atom : int.MaxValue);
            int mine = i < Factors.Length && Factors[i].Atom == atom ? Factors[i++].Power : 0;
            int theirs = j < other.Factors.Length && other.Factors[j].Atom == atom ? other.Factors[j++].Power : 0;
            if (mine != theirs)
            {
                return theirs.CompareTo(mine);
            }
        }
        return 0;
    }

    public bool Equals(PowerProduct? other) => other is not null && hash == other.hash && Factors.AsSpan().SequenceEqual(other.Factors);

    public override bool Equals(object? obj) => Equals(obj as PowerProduct);

    public override int GetHashCode() => hash;
}
