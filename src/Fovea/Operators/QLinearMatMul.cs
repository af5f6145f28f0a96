using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = saturate(round(a_scale · b_scale / y_scale · ((a − a_zero_point) · (b − b_zero_point))) + y_zero_point).
/// <para>a, b quantised, with scales and zero points; y quantised in the type of its zero point. Shapes as for MatMul.</para>
/// <para>ONNX QLinearMatMul-10, 21: https://onnx.ai/onnx/operators/onnx__QLinearMatMul.html</para>
/// </summary>
public sealed record QLinearMatMul : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "QLinearMatMul", "a a_scale a_zero_point b b_scale b_zero_point y_scale y_zero_point", "y", _ => new QLinearMatMul(), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input is 0 or 3 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        [new ValueInfo(inputs.Element(7), MatrixProduct.Output(inputs, inputs.Shape(0), inputs.Shape(3)))];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        IntegerProduct.Shift(inputs, 0, 2) + IntegerProduct.Shift(inputs, 3, 5)
        + MatrixProduct.Products(inputs.Shape(0)[inputs.Rank(0) - 1], outputs[0].Shape)
        + IntegerProduct.Requantise(outputs[0].Shape.Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        FieldRule rule = MatrixProduct.Field(inputs.Shape(0), inputs.Shape(3), outputs[0].Shape);
        return new([rule.Inputs[0], null, null, rule.Inputs[1]]);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        var sums = new Whole[Positions.Count(run.Sizes(0))];
        MatrixProduct.Multiply(
            run[0].Dimensions, IntegerProduct.Shifted(run, 0, 2, -2), run[3].Dimensions, IntegerProduct.Shifted(run, 3, 5, -1), sums, run.Sizes(0));
        IntegerProduct.Requantise(run, sums, -2, -1);
    }
}
