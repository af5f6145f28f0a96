using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>A kernel on its tensors.</summary>
internal sealed unsafe class KernelStep : Step
{
    /// <summary>The multiply–adds that take as long as passing on one float, about.</summary>
    public const long ProductsOfFloat = 16;

    private const long Alignment = 64;

    private readonly Kernel kernel;
    private readonly Placement input;
    private readonly Placement? residual;
    private readonly Placement output;
    private readonly Slot? weights;
    private readonly Slot? scratch;
    private readonly long scratchOfThread;
    private readonly int threads;

    /// <summary>Makes the step.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="output">What it writes.</param>
    /// <param name="residual">What is added, or null.</param>
    /// <param name="weights">The packed weights, or null.</param>
    /// <param name="threads">The threads that share it at most.</param>
    /// <param name="products">The multiply–adds, or what takes as long as so many.</param>
    public KernelStep(Kernel kernel, Placement input, Placement output, Placement? residual, Slot? weights, int threads, long products)
    {
        this.kernel = kernel;
        this.input = input;
        this.output = output;
        this.residual = residual;
        this.weights = weights;
        this.threads = threads;
        Work = Math.Max(products / ProductsOfFloat, weights is null ? 0 : weights.Bytes / sizeof(float));
        scratchOfThread = Align(kernel.ScratchBytes);
        long bytes = checked(Align(kernel.SharedBytes) + (scratchOfThread * threads));
        scratch = bytes > 0 ? new Slot(bytes) : null;
    }

    /// <summary>Whether it has weights, and they stay where they are.</summary>
    public bool HasFixedWeights => weights is { IsFixed: true };

    /// <summary>The kernel that runs next and has weights: they are fetched into the cache meanwhile.</summary>
    public KernelStep? Next { get; set; }

    public override long Work { get; }

    public override int Phases => kernel.Phases;

    public override IEnumerable<Slot> Reads => new[] { input.Slot, residual?.Slot, weights }.OfType<Slot>();

    public override IEnumerable<Slot> Writes => scratch is null ? [output.Slot] : [output.Slot, scratch];

    public override void Run(int part, int parts, int thread)
    {
        if (Phase == 0)
        {
            output.ClearHalo(part, parts);
        }
        int ofThread = Math.Max(1, parts / threads);
        byte* shared = scratch is null ? null : (byte*)scratch.Floats;
        var arguments = new KernelArguments
        {
            Input = input.Pointer,
            Residual = residual is null ? null : residual.Pointer,
            Output = output.Pointer,
            Weights = weights is null ? null : weights.Floats,
            Shared = shared,
            Scratch = shared is null ? null : shared + Align(kernel.SharedBytes) + (thread * scratchOfThread),
            FirstPart = part / ofThread * ofThread,
            EndPart = Math.Min(parts, ((part / ofThread) + 1) * ofThread),
        };
        if (Next is { weights: { } weightsOfNext })
        {
            long first = Next.kernel.FirstWeights(arguments.FirstPart, parts);
            arguments.Next = weightsOfNext.Floats + first;
            arguments.NextFloats = (weightsOfNext.Bytes / sizeof(float)) - first;
        }
        kernel.Run(arguments, Phase, part, parts);
    }

    private static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
