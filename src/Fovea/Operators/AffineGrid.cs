using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// grid[n, o…] = theta[n] · (coordinates of o, 1).
/// <para>theta [N, 2, 3] or [N, 3, 4]; size int64, [N, C, H, W] or [N, C, D, H, W]; grid [N, H, W, 2] or [N, D, H, W, 3].</para>
/// <para>ONNX AffineGrid-20: https://onnx.ai/onnx/operators/onnx__AffineGrid.html</para>
/// </summary>
/// <param name="AlignCorners">Whether −1 and 1 are the centres of the outer positions, not their edges.</param>
public sealed record AffineGrid(bool AlignCorners = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("AffineGrid", "theta size", "grid", a => new AffineGrid(a.Flag("align_corners")), since: 20);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Flag("align_corners", AlignCorners);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Values<Size> size = inputs.Sizes(1);
        Operands.Require(size.Count is 4 or 5, $"size must have 4 or 5 entries, not {size.Count}");
        int axes = size.Count - 2;
        inputs.Agree(inputs.Shape(0), [size[0], axes, axes + 1], "theta has the wrong shape");
        return [new ValueInfo(inputs.Element(0), Shape.Create([size[0], .. size.AsSpan()[2..], axes]))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        MatrixProduct.Products(inputs.Shape(0)[2], outputs[0].Shape) with { Macs = 0 };

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Of([new AxisRule.Same(0), new AxisRule.Same(outputs[0].Shape.Rank - 1), new AxisRule.Whole()]);
}
