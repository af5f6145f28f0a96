using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = (a − a_zero_point) · (b − b_zero_point), in int32.
/// <para>A, B 8-bit integers, with zero points; Y int32. Shapes as for MatMul.</para>
/// <para>ONNX MatMulInteger-10: https://onnx.ai/onnx/operators/onnx__MatMulInteger.html</para>
/// </summary>
public sealed record MatMulInteger : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("MatMulInteger", "A B a_zero_point? b_zero_point?", "Y", _ => new MatMulInteger(), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input < 2 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        [new ValueInfo(ElementType.Int32, MatrixProduct.Output(inputs, inputs.Shape(0), inputs.Shape(1)))];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        IntegerProduct.Shift(inputs, 0, 2) + IntegerProduct.Shift(inputs, 1, 3)
        + MatrixProduct.Products(inputs.Shape(0)[inputs.Rank(0) - 1], outputs[0].Shape);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        MatrixProduct.Field(inputs.Shape(0), inputs.Shape(1), outputs[0].Shape);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => MatrixProduct.Multiply(
        run[0].Dimensions, IntegerProduct.Shifted(run, 0, 2, -2), run[1].Dimensions, IntegerProduct.Shifted(run, 1, 3, -1), run.Make<Whole>(0), run.Sizes(0));
}
