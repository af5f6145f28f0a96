namespace Fovea.Runtime.Elementwise;

/// <summary>The row itself, or one element all along it.</summary>
internal sealed unsafe class CopyRow : RowFunction
{
    public override int Operands => 1;

    public override void Run(ReadOnlySpan<RowOperand> operands, float* to, long count)
    {
        if (operands[0].Along == Along.Once)
        {
            new Span<float>(to, (int)count).Fill(*operands[0].From);
        }
        else
        {
            Buffer.MemoryCopy(operands[0].From, to, count * sizeof(float), count * sizeof(float));
        }
    }
}
