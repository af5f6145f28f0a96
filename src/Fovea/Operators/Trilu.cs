using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = the upper or lower triangle of matrices, the rest 0.
/// <para>input [batch…, N, M]; k a scalar, the diagonal; output as input.</para>
/// <para>ONNX Trilu-14: https://onnx.ai/onnx/operators/onnx__Trilu.html</para>
/// </summary>
/// <param name="Upper">Whether the upper triangle stays.</param>
public sealed record Trilu(bool Upper = true) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Trilu", "input k?", "output", a => new Trilu(a.Flag("upper", true)), since: 14);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Flag("upper", Upper, unless: true);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Operands.Require(inputs.Rank(0) >= 2, "input must be a matrix or a batch of them");
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        long diagonal = run.Has(1) ? (long)run.Single<Whole>(1).Number : 0;
        int next = 0;
        run.Put(0, run[0].Elements.Pick(Positions.Map(run.Sizes(0), position =>
        {
            int place = next++;
            long above = position[^1] - position[^2];
            return (Upper ? above >= diagonal : above <= diagonal) ? place : -1;
        })));
    }
}
