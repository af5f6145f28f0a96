using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>A kernel on its tensors.</summary>
internal sealed unsafe class KernelStep : Step
{
    private const long Alignment = 64;

    private readonly Kernel kernel;
    private readonly Placement input;
    private readonly Placement? residual;
    private readonly Placement output;
    private readonly Slot? weights;
    private readonly Slot? scratch;
    private readonly long scratchOfPart;

    public KernelStep(Kernel kernel, Placement input, Placement output, Placement? residual, Slot? weights, int threads, long work)
    {
        this.kernel = kernel;
        this.input = input;
        this.output = output;
        this.residual = residual;
        this.weights = weights;
        Work = work;
        scratchOfPart = Align(kernel.ScratchBytes);
        long bytes = checked(Align(kernel.SharedBytes) + (scratchOfPart * threads));
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

    public override void Run(int part, int parts)
    {
        if (Phase == 0)
        {
            output.ClearHalo(part, parts);
        }
        byte* shared = scratch is null ? null : (byte*)scratch.Floats;
        var arguments = new KernelArguments
        {
            Input = input.Pointer,
            Residual = residual is null ? null : residual.Pointer,
            Output = output.Pointer,
            Weights = weights is null ? null : weights.Floats,
            Shared = shared,
            Scratch = shared is null ? null : shared + Align(kernel.SharedBytes) + (part * scratchOfPart),
        };
        if (Next is { weights: { } weightsOfNext })
        {
            long first = Next.kernel.FirstWeights(part, parts);
            arguments.Next = weightsOfNext.Floats + first;
            arguments.NextFloats = (weightsOfNext.Bytes / sizeof(float)) - first;
        }
        kernel.Run(arguments, Phase, part, parts);
    }

    private static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
