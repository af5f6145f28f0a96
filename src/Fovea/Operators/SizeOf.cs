using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// size = the number of elements of data.
/// <para>data any tensor; size int64, a scalar.</para>
/// <para>ONNX Size-1, 13, 19 …: https://onnx.ai/onnx/operators/onnx__Size.html</para>
/// </summary>
public sealed record SizeOf : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Size", "data", "size", _ => new SizeOf());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        [new ValueInfo(ElementType.Int64, Shape.Scalar, Contents.Scalar(inputs.Shape(0).Elements))];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.None;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, new Elements<Whole>([run[0].Elements.Count]));
}
