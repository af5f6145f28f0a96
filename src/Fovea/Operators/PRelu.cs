using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = max(0, x) + slope · min(0, x), elementwise; slope is broadcast to x.
/// <para>X any shape, numeric; slope of a shape that broadcasts to X (before opset 7: one entry, or one a channel); Y as X.</para>
/// <para>ONNX PRelu-1, 6, 7, 9, 16: https://onnx.ai/onnx/operators/onnx__PRelu.html</para>
/// </summary>
/// <param name="PerChannel">Whether slope has one entry a channel, as before opset 7.</param>
public sealed record PRelu(bool PerChannel = false) : Elementwise
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("PRelu", "X slope", "Y", a => new PRelu(a.Opset < 7));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Shape BroadcastShape(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        inputs.Agree(Broadcast.Output(inputs, x, Aligned(inputs, 1)), x, "slope cannot be broadcast to X");
        return x;
    }

    /// <inheritdoc/>
    protected override Shape Aligned(Operands inputs, int input)
    {
        Shape shape = inputs.Shape(input);
        if (input == 0 || !PerChannel || shape.Rank != 1 || shape[0] == 1)
        {
            return shape;
        }
        var ones = new Size[Math.Max(0, inputs.Rank(0) - 2)];
        Array.Fill(ones, 1);
        return shape.Concat(Shape.Create(ones));
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) =>
        Unary.Each((OperationKind.Compare, 2), (OperationKind.Multiply, 1), (OperationKind.Add, 1));

    // At 0 the minimum takes x, so that the slope is that of the left side.
    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> inputs) =>
        E.Max(default, inputs[0]) + (inputs[1] * E.Min(inputs[0], default));

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));
}
