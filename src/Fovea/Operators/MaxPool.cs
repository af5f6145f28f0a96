using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, c, i…] = max over t… of x[n, c, stride·i − before + dilation·t …]; taps on padding never win.
/// <para>X [N, C, …] float or 8-bit integer; Y [N, C, out…]; Indices int64, shaped as Y: the place of the maximum in the flattened X.</para>
/// <para>ONNX MaxPool-1, 8, 10, 11, 12, 22: https://onnx.ai/onnx/operators/onnx__MaxPool.html</para>
/// </summary>
/// <param name="Window">Kernel, stride, dilation, padding and ceil mode.</param>
/// <param name="ColumnMajor">Whether Indices count column-major (storage_order = 1).</param>
public sealed record MaxPool(Window Window, bool ColumnMajor = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "MaxPool", "X", "Y Indices?", a => new MaxPool(Window.Read(a), a.Flag("storage_order")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
        to.Flag("storage_order", ColumnMajor);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        WindowAxis[] axes = Window.Axes(x);
        Shape y = Window.Output(inputs, x, x[1], axes);
        return [new ValueInfo(inputs.Element(0), y), new ValueInfo(ElementType.Int64, y)];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Window.Sums(inputs.Shape(0), outputs[0].Shape, Window.Axes(inputs.Shape(0)), Operations.Of(OperationKind.Compare, 1));

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Of(Window.Rules(Window.Axes(inputs.Shape(0)), new AxisRule.Same(1)));
}
