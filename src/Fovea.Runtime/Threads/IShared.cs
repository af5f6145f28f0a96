namespace Fovea.Runtime.Threads;

/// <summary>Work that threads share: each does some of its parts. The parts may run in any order, or at once.</summary>
internal interface IShared
{
    /// <summary>Does one part.</summary>
    /// <param name="part">Which.</param>
    /// <param name="parts">How many there are.</param>
    /// <param name="thread">The number of the thread in its team: what belongs to a thread is used by no other part meanwhile.</param>
    void Run(int part, int parts, int thread);
}
