using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y, y_scale, y_zero_point = x quantised to uint8 over the range of its own values.
/// <para>x float32; y uint8 as x; y_scale float32, y_zero_point uint8 scalars.</para>
/// <para>ONNX DynamicQuantizeLinear-11: https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html</para>
/// </summary>
public sealed record DynamicQuantizeLinear : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "DynamicQuantizeLinear", "x", "y y_scale y_zero_point", _ => new DynamicQuantizeLinear(), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [
        new ValueInfo(ElementType.UInt8, inputs.Shape(0)),
        new ValueInfo(ElementType.Float32, Shape.Scalar),
        new ValueInfo(ElementType.UInt8, Shape.Scalar),
    ];

    // For each element minimum, maximum, then as QuantizeLinear; once the range with 0, its quotient, and the zero point.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => new()
    {
        Work = (Unary.Each((OperationKind.Compare, 4), (OperationKind.Divide, 1), (OperationKind.Round, 1), (OperationKind.Add, 1), (OperationKind.Convert, 1)) * inputs.Shape(0).Elements)
            + Unary.Each((OperationKind.Compare, 4), (OperationKind.Add, 2), (OperationKind.Divide, 2), (OperationKind.Round, 1), (OperationKind.Convert, 1)),
    };

    // The range of all values decides the scale.
    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        output == 0 ? FieldRule.Pointwise(inputs.Rank(0)) : FieldRule.All(inputs.Rank(0), new AxisRule.Whole());
}
