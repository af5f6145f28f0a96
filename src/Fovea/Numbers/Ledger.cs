namespace Fovea.Numbers;

/// <summary>Where operations are counted as they are executed. One inside another counts for itself only.</summary>
public sealed class Ledger : ThreadScope<Ledger>
{
    private static readonly int Kinds = Enum.GetValues<OperationKind>().Length;

    private readonly long[] counts = new long[Kinds];

    private Ledger()
    {
    }

    /// <summary>Opens a ledger.</summary>
    public static Ledger Open() => new();

    /// <summary>Counts one operation, if a ledger is open.</summary>
    public static void Note(OperationKind kind)
    {
        if (Current is { } ledger)
        {
            ledger.counts[(int)kind]++;
        }
    }

    /// <summary>The operations of a kind that were executed since it was opened.</summary>
    public long this[OperationKind kind] => counts[(int)kind];
}
