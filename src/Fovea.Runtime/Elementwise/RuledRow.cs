using Fovea.Numbers;

namespace Fovea.Runtime.Elementwise;

/// <summary>A function of elements that has no vectors of its own: the rule of its operator, one element after the other.</summary>
/// <param name="rule">The operator.</param>
/// <param name="operands">The number of its operands.</param>
internal sealed unsafe class RuledRow(Operators.Elementwise rule, int operands) : RowFunction
{
    public override int Operands => operands;

    public override void Run(ReadOnlySpan<RowOperand> given, float* to, long count)
    {
        Span<Real> element = stackalloc Real[operands];
        for (long i = 0; i < count; i++)
        {
            for (int operand = 0; operand < element.Length; operand++)
            {
                long place = given[operand].Along switch
                {
                    Along.Elements => i,
                    Along.Lanes => i % Kernels.VectorWidth.Floats,
                    _ => 0,
                };
                element[operand] = new Real(given[operand].From[place]);
            }
            to[i] = rule.Element<Real>(element).Number;
        }
    }
}
