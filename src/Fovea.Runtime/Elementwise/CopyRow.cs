namespace Fovea.Runtime.Elementwise;

/// <summary>The row itself: for functions that are applied in place afterwards.</summary>
internal sealed unsafe class CopyRow : RowFunction
{
    public override int Operands => 1;

    public override void Run(ReadOnlySpan<RowOperand> operands, float* to, long count) =>
        Buffer.MemoryCopy(operands[0].From, to, count * sizeof(float), count * sizeof(float));
}
