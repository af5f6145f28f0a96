namespace Fovea.Runtime.Threads;

/// <summary>Work that threads share: each does one of so many parts. The parts may run in any order, or at once.</summary>
internal interface IShared
{
    /// <summary>Does one part.</summary>
    void Run(int part, int parts);
}
