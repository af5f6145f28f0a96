using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = saturate(round(x_scale · w_scale / y_scale · (B + the convolution of x − x_zero_point and w − w_zero_point)) + y_zero_point).
/// <para>x, w quantised, with scales and zero points; B int32; y quantised in the type of its zero point. Shapes as for Conv.</para>
/// <para>ONNX QLinearConv-10: https://onnx.ai/onnx/operators/onnx__QLinearConv.html</para>
/// </summary>
/// <param name="Window">Kernel, stride, dilation and padding of each spatial axis.</param>
/// <param name="Groups">The number of groups that channels are divided into.</param>
public sealed record QLinearConv(Window Window, Size Groups) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "QLinearConv", "x x_scale x_zero_point w w_scale w_zero_point y_scale y_zero_point B?", "y", a => new QLinearConv(Window.Read(a), a.Size("group", 1)), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
        to.Integer("group", Groups, unless: 1);
    }

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input is 0 or 3 or 8 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        [new ValueInfo(inputs.Element(7), Conv.Output(inputs, Window, Groups, weights: 3, bias: 8))];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        IntegerProduct.Shift(inputs, 0, 2) + IntegerProduct.Shift(inputs, 3, 5)
        + Conv.Products(inputs, outputs[0].Shape, Window, weights: 3) + IntegerProduct.Requantise(outputs[0].Shape.Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Of(Window.Rules(Conv.Axes(inputs, Window, 3), new AxisRule.Whole()));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        var sums = new Whole[Positions.Count(run.Sizes(0))];
        Conv.Convolve(
            IntegerProduct.Shifted(run, 0, 2, 1),
            IntegerProduct.Shifted(run, 3, 5, 0),
            run.Has(8) ? run.Wholes(8) : null,
            sums,
            Conv.Taps(run, Window, 3),
            Conv.Sizes(run, Groups, 3));
        IntegerProduct.Requantise(run, sums, 1, 1);
    }
}
