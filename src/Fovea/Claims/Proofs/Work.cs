namespace Fovea.Claims.Proofs;

/// <summary>
/// How much may still be done for one proposition. Steps are counted, not seconds, so that a verdict is the same on every machine.
/// </summary>
internal sealed class Work(long limit)
{
    public long Limit { get; } = limit;

    public long Spent { get; private set; }

    /// <summary>Counts steps: about as many operations on numbers.</summary>
    /// <exception cref="OutOfReachException">They were too many.</exception>
    public void Spend(long steps)
    {
        Spent += steps;
        if (Spent > Limit)
        {
            throw new OutOfReachException($"it takes more than {Limit} steps");
        }
    }
}

/// <summary>A way to decide a proposition does not lead there; another one may.</summary>
internal sealed class OutOfReachException(string reason) : Exception(reason);
