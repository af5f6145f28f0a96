using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = a convolution of integers, in int32.
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
        IntegerProduct.Taps(Conv.Products(inputs, outputs[0].Shape, Window), (inputs.Has(2) ? 1 : 0) + (inputs.Has(3) ? 1 : 0));

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Of(Window.Rules(Conv.Axes(inputs, Window, 1), new AxisRule.Whole()));
}
