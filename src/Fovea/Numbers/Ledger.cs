namespace Fovea.Numbers;

/// <summary>
/// Where operations are counted as they are executed. A ledger is open on the thread that opened it until it is disposed; one inside another counts for itself only.
/// </summary>
public sealed class Ledger : IDisposable
{
    [ThreadStatic]
    private static Ledger? open;

    private static readonly int Kinds = Enum.GetValues<OperationKind>().Length;

    private readonly Ledger? around;
    private readonly long[] counts = new long[Kinds];

    private Ledger(Ledger? around) => this.around = around;

    /// <summary>Opens a ledger.</summary>
    public static Ledger Open() => open = new Ledger(open);

    /// <summary>Counts one operation, if a ledger is open.</summary>
    public static void Note(OperationKind kind)
    {
        if (open is { } ledger)
        {
            ledger.counts[(int)kind]++;
        }
    }

    /// <summary>The operations of a kind that were executed since it was opened.</summary>
    public long this[OperationKind kind] => counts[(int)kind];

    /// <summary>Closes it.</summary>
    public void Dispose() => open = around;
}
