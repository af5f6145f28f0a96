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
public sealed record PRelu(bool PerChannel = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("PRelu", "X slope", "Y", a => new PRelu(a.Opset < 7));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Shape slope = Aligned(inputs.Shape(1), x.Rank);
        inputs.AgreeElement(0, 1);
        inputs.Agree(Broadcast.Output(inputs, x, slope), x, "slope cannot be broadcast to X");
        return [new ValueInfo(inputs.Element(0), x)];
    }

    private Shape Aligned(Shape slope, int rank)
    {
        if (!PerChannel || slope.Rank != 1 || slope[0] == 1)
        {
            return slope;
        }
        var ones = new Size[Math.Max(0, rank - 2)];
        Array.Fill(ones, 1);
        return slope.Concat(Shape.Create(ones));
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => new()
    {
        Work = Unary.Each((OperationKind.Compare, 2), (OperationKind.Multiply, 1), (OperationKind.Add, 1)) * outputs[0].Shape.Elements,
    };

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));
}
