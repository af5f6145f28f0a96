using Fovea.Runtime.Plans;
using Fovea.Runtime.Threads;

namespace Fovea.Runtime.Steps;

/// <summary>One step of a plan: it reads places and writes others. Where threads share it, what each computes does not depend on how many they are.</summary>
internal abstract class Step : IShared
{
    /// <summary>The places that it reads.</summary>
    public abstract IEnumerable<Slot> Reads { get; }

    /// <summary>The places that it writes, scratch included.</summary>
    public abstract IEnumerable<Slot> Writes { get; }

    /// <summary>How many floats it works on, about: what is small is not shared. A product counts for a fraction of one.</summary>
    public virtual long Work => 0;

    /// <summary>How many passes over all parts it takes: each begins when the one before has ended in all of them.</summary>
    public virtual int Phases => 1;

    /// <summary>The pass that is being done.</summary>
    public int Phase { get; set; }

    /// <inheritdoc/>
    public abstract void Run(int part, int parts, int thread);

    /// <summary>The part of a range that one of several threads does.</summary>
    protected static (long From, long To) Share(long count, int part, int parts) => (count * part / parts, count * (part + 1) / parts);
}
