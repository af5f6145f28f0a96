namespace Fovea.Runtime.Kernels;

/// <summary>Where a kernel reads and writes. Tensors stand at pixel (0, 0) of their first block.</summary>
public unsafe struct KernelArguments
{
    /// <summary>What is computed from.</summary>
    public float* Input;

    /// <summary>What is added before the activation, laid out as the geometry says, apart from the output; null if it has no such tensor.</summary>
    public float* Residual;

    /// <summary>What is computed.</summary>
    public float* Output;

    /// <summary>The weights and biases as the method packed them.</summary>
    public float* Weights;

    /// <summary><see cref="Kernel.ScratchBytes"/> that nothing else uses while this part runs, aligned to 64 bytes.</summary>
    public byte* Scratch;

    /// <summary><see cref="Kernel.SharedBytes"/> that all parts of this run share, aligned to 64 bytes.</summary>
    public byte* Shared;

    /// <summary>The weights of the kernel that runs next, which are fetched into the cache meanwhile; null if unknown.</summary>
    public float* Next;

    /// <summary>How many floats of <see cref="Next"/> are worth fetching.</summary>
    public long NextFloats;

    /// <summary>The first of the parts that one thread is expected to do after each other, this one among them: what they fetch ahead is shared out among them.</summary>
    public int FirstPart;

    /// <summary>The part after the last of them; 0 if this one stands alone.</summary>
    public int EndPart;

    /// <summary>Those parts, [First, End).</summary>
    internal readonly (int First, int End) PartsOfThread(int part) => EndPart > part ? (FirstPart, EndPart) : (part, part + 1);

    /// <summary>Where and how much a part fetches of <see cref="Next"/>, if all parts of the thread fetch as much.</summary>
    internal readonly float* NextOf(int part, out long floats)
    {
        (int first, int end) = PartsOfThread(part);
        floats = Next == null ? 0 : Cache.WholeLines(Math.Min(NextFloats, Cache.SecondLevelFloats) / (end - first));
        return Next + (floats * (part - first));
    }
}

/// <summary>
/// A computation that is ready to run on one geometry: tables are made, nothing is allocated any more. It may be run by several threads at once, each
/// computing a part of it: what a part computes does not depend on the number of parts, so the result has the same bits for any number of threads.
/// </summary>
public abstract class Kernel
{
    /// <summary>The phases of a run: all parts of one have to be done before any part of the next begins.</summary>
    public virtual int Phases => 1;

    /// <summary>The bytes of private scratch memory of a part.</summary>
    public virtual long ScratchBytes => 0;

    /// <summary>The bytes of scratch memory that parts share.</summary>
    public virtual long SharedBytes => 0;

    /// <summary>
    /// The first of the packed weights that a part reads: what is best fetched while the kernel before runs (<see cref="KernelArguments.Next"/>).
    /// </summary>
    public virtual long FirstWeights(int part, int parts) => 0;

    /// <summary>Computes one part of one phase.</summary>
    public abstract void Run(in KernelArguments arguments, int phase, int part, int parts);

    /// <summary>The share of a part in a number of items: [First, End).</summary>
    protected static (int First, int End) Share(int items, int part, int parts) =>
        ((int)((long)items * part / parts), (int)((long)items * (part + 1) / parts));
}
