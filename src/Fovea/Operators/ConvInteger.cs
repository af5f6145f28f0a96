using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = the convolution of x − x_zero_point and w − w_zero_point, in int32.
/// <para>x, w 8-bit integers, with zero points; y int32. Shapes as for Conv.</para>
/// <para>ONNX ConvInteger-10: https://onnx.ai/onnx/operators/onnx__ConvInteger.html</para>
/// </summary>
/// <param name="Window">Kernel, stride, dilation and padding of each spatial axis.</param>
/// <param name="Groups">The number of groups that channels are divided into.</param>
public sealed record ConvInteger(Window Window, Size Groups) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "ConvInteger", "x w x_zero_point? w_zero_point?", "y", a => new ConvInteger(Window.Read(a), a.Size("group", 1)), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
        to.Integer("group", Groups, unless: 1);
    }

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input < 2 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        [new ValueInfo(ElementType.Int32, Conv.Output(inputs, Window, Groups, bias: int.MaxValue))];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        IntegerProduct.Shift(inputs, 0, 2) + IntegerProduct.Shift(inputs, 1, 3) + Conv.Products(inputs, outputs[0].Shape, Window);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Of(Window.Rules(Conv.Axes(inputs, Window, 1), new AxisRule.Whole()));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => Conv.Convolve(
        IntegerProduct.Shifted(run, 0, 2, 1), IntegerProduct.Shifted(run, 1, 3, 0), null, run.Make<Whole>(0), Conv.Taps(run, Window), Conv.Sizes(run, Groups));
}
