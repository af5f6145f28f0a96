namespace Fovea.Numbers;

/// <summary>
/// Where what numbers do is noted: on the thread that opened it, from then until it is disposed. One that is opened inside another takes its place meanwhile.
/// </summary>
/// <typeparam name="TSelf">The scope itself.</typeparam>
public abstract class ThreadScope<TSelf> : IDisposable
    where TSelf : ThreadScope<TSelf>
{
    [ThreadStatic]
    private static TSelf? current;

    private readonly TSelf? around;

    private protected ThreadScope()
    {
        around = current;
        current = (TSelf)this;
    }

    /// <summary>The innermost one that is open on this thread.</summary>
    internal static TSelf? Current => current;

    /// <summary>Closes it.</summary>
    public void Dispose() => current = around;
}
