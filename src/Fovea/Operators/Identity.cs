using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = input.
/// <para>input any tensor; output the same.</para>
/// <para>ONNX Identity-1, 13, 14, 16, 19 …: https://onnx.ai/onnx/operators/onnx__Identity.html</para>
/// </summary>
public sealed record Identity : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Identity", "input", "output", _ => new Identity());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [new ValueInfo(inputs[0], inputs.Contents(0))];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, run[0]);
}
