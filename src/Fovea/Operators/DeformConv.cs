using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = a convolution whose taps are moved by offsets and weighed by a mask, position by position.
/// <para>X [N, C, H, W]; W [M, C/groups, kernel…]; offset [N, offset_group·kernel·2, out…]; B [M]; mask [N, offset_group·kernel, out…]; Y [N, M, out…].</para>
/// <para>ONNX DeformConv-19, 22: https://onnx.ai/onnx/operators/onnx__DeformConv.html</para>
/// </summary>
/// <param name="Window">Kernel, stride, dilation and padding of each spatial axis.</param>
/// <param name="Groups">The number of groups that channels are divided into.</param>
/// <param name="OffsetGroups">The number of groups of channels with offsets of their own.</param>
public sealed record DeformConv(Window Window, Size Groups, Size OffsetGroups) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "DeformConv", "X W offset B? mask?", "Y", a => new DeformConv(Window.Read(a), a.Size("group", 1), a.Size("offset_group", 1)), since: 19);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
        to.Integer("group", Groups, unless: 1);
        to.Integer("offset_group", OffsetGroups, unless: 1);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape y = Conv.Output(inputs, Window, Groups, bias: 3);
        Shape offset = inputs.Shape(2);
        for (int axis = 2; axis < y.Rank; axis++)
        {
            inputs.Agree(offset[axis], y[axis], "offset must have the sizes of the output");
        }
        return [new ValueInfo(inputs.Element(0), y)];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("which taps lie inside depends on the offsets", Conv.Products(inputs, outputs[0].Shape, Window).Macs);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("offsets move the taps"));
}
