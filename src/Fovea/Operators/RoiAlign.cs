using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Y = averages or maxima of samples of X, interpolated linearly, on a grid of cells laid over each region of interest.
/// <para>X [N, C, H, W]; rois [R, 4] (x1, y1, x2, y2); batch_indices int64[R]; Y [R, C, output height, output width].</para>
/// <para>ONNX RoiAlign-10, 16, 22: https://onnx.ai/onnx/operators/onnx__RoiAlign.html</para>
/// </summary>
/// <param name="Height">The height of the grid.</param>
/// <param name="Width">The width of the grid.</param>
/// <param name="Maximum">Whether the greatest sample is taken, not the average.</param>
/// <param name="SamplingRatio">The samples along each side of a cell; 0 lets the region decide.</param>
/// <param name="SpatialScale">The factor from the coordinates of regions to those of X.</param>
/// <param name="HalfPixel">Whether coordinates are shifted by half a pixel; null in opset 10, which never does.</param>
public sealed record RoiAlign(Size Height, Size Width, bool Maximum = false, long SamplingRatio = 0, float SpatialScale = 1, bool? HalfPixel = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "RoiAlign", "X rois batch_indices", "Y", a => new RoiAlign(
            a.Size("output_height", 1),
            a.Size("output_width", 1),
            a.OneOf("mode", false, ("avg", false), ("max", true)),
            a.Integer("sampling_ratio", 0),
            a.Real("spatial_scale", 1),
            a.Opset < 16 ? null : a.OneOf("coordinate_transformation_mode", true, ("half_pixel", true), ("output_half_pixel", false))), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("output_height", Height, unless: 1);
        to.Integer("output_width", Width, unless: 1);
        to.Text("mode", Maximum ? "max" : null);
        to.Integer("sampling_ratio", SamplingRatio, unless: 0);
        to.Real("spatial_scale", SpatialScale, unless: 1);
        to.Text("coordinate_transformation_mode", HalfPixel == false ? "output_half_pixel" : null);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        MaxRoiPool.CheckRanks(inputs);
        Operands.Require(inputs.Rank(2) == 1, "batch_indices must be a vector");
        inputs.Agree(inputs.Shape(1)[0], inputs.Shape(2)[0], "rois and batch_indices must have as many entries");
        return [new ValueInfo(inputs.Element(0), [inputs.Shape(1)[0], inputs.Shape(0)[1], Height, Width])];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("the work depends on the regions of interest");

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("regions of interest choose what is read"));
}
