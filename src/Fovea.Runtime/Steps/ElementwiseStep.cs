using Fovea.Runtime.Elementwise;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>A function of elements on tensors of any layout, row by row; an activation may follow while a row is in the cache.</summary>
/// <param name="function">The function.</param>
/// <param name="activation">What follows.</param>
/// <param name="order">The rows: those of the result, then those of the operands.</param>
/// <param name="halo">The result, if it has a halo that is to be zeroed.</param>
internal sealed unsafe class ElementwiseStep(RowFunction function, Activation activation, RowOrder order, Placement? halo = null) : Step
{
    // A piece of a row stays in the first-level cache.
    private const long Piece = 2048;

    private readonly long pieces = (order.Length + Piece - 1) / Piece;
    private readonly long rows = order.Sizes.Aggregate(1L, (product, size) => product * size);

    public override IEnumerable<Slot> Reads => order.Tensors.Skip(1).Select(tensor => tensor.Slot);

    public override IEnumerable<Slot> Writes => [order.Tensors[0].Slot];

    public override long Work => rows * order.Length;

    public override void Run(int part, int parts, int thread)
    {
        halo?.ClearHalo(part, parts);
        Span<RowOperand> operands = stackalloc RowOperand[order.Tensors.Length];
        (long first, long end) = Share(rows * pieces, part, parts);
        for (long item = first; item < end; item++)
        {
            (long row, long piece) = Math.DivRem(item, pieces);
            long from = piece * Piece;
            for (int i = 0; i < operands.Length; i++)
            {
                RowTensor tensor = order.Tensors[i];
                operands[i].Along = tensor.Along;
                operands[i].From = tensor.Slot.Floats + tensor.Start + Offset(row, tensor.Strides) + (tensor.Along == Along.Elements ? from : 0);
            }
            long count = Math.Min(Piece, order.Length - from);
            float* to = operands[0].From;
            function.Run(operands[1..], to, count);
            if (activation.Kind != ActivationKind.None)
            {
                RowFunctions.Apply(activation, to, count);
            }
        }
    }

    private long Offset(long row, long[] strides)
    {
        long offset = 0;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            (row, long position) = Math.DivRem(row, order.Sizes[axis]);
            offset += position * strides[axis];
        }
        return offset;
    }
}
