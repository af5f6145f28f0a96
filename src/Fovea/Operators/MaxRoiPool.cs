using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Y = the maxima of a grid of cells laid over each region of interest.
/// <para>X [N, C, H, W]; rois [R, 5] (batch index, x1, y1, x2, y2); Y [R, C, pooled height, pooled width].</para>
/// <para>ONNX MaxRoiPool-1, 22: https://onnx.ai/onnx/operators/onnx__MaxRoiPool.html</para>
/// </summary>
/// <param name="Pooled">Height and width of the grid.</param>
/// <param name="SpatialScale">The factor from the coordinates of regions to those of X.</param>
public sealed record MaxRoiPool(Values<Size> Pooled, float SpatialScale = 1) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "MaxRoiPool", "X rois", "Y", a => new MaxRoiPool(a.Sizes("pooled_shape") ?? [], a.Real("spatial_scale", 1)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integers("pooled_shape", Pooled);
        to.Real("spatial_scale", SpatialScale, unless: 1);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Operands.Require(Pooled.Count == 2, "attribute 'pooled_shape' must hold a height and a width");
        CheckRanks(inputs);
        return [new ValueInfo(inputs.Element(0), [inputs.Shape(1)[0], inputs.Shape(0)[1], Pooled[0], Pooled[1]])];
    }

    /// <summary>Regions lie in images, one a row.</summary>
    internal static void CheckRanks(Operands inputs)
    {
        Operands.Require(inputs.Rank(0) == 4, $"X must be [N, C, H, W], not {inputs.Shape(0)}");
        Operands.Require(inputs.Rank(1) == 2, $"rois must be a matrix, not {inputs.Shape(1)}");
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("the work depends on the regions of interest");

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("regions of interest choose what is read"));
}
