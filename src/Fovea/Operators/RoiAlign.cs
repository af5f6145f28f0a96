using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Y = for each cell of a grid laid over each region of interest the average of samples of X, interpolated linearly, or the greatest of their weighed values.
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
        inputs.Agree(inputs.Shape(1)[1], 4, "rois must hold four coordinates");
        inputs.Agree(inputs.Shape(1)[0], inputs.Shape(2)[0], "rois and batch_indices must have as many entries");
        return [new ValueInfo(inputs.Element(0), [inputs.Shape(1)[0], inputs.Shape(0)[1], Height, Width])];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("the work depends on the regions of interest");

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("regions of interest choose what is read"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        T[] rois = run.Numbers(1);
        long[] samples = Indices.Read(run, 2);
        T[] y = run.Make<T>(0);
        Values<long> sizes = run[0].Dimensions;
        long[] spatial = [sizes[2], sizes[3]];
        int positions = Positions.Count(spatial);
        int next = 0;
        for (int roi = 0; roi < samples.Length; roi++)
        {
            long sample = Indices.Along(samples[roi], sizes[0], 0);
            List<(long, T)>?[][] rows = Cells(rois[(4 * roi) + 1], rois[(4 * roi) + 3], Height.Value, sizes[2]);
            List<(long, T)>?[][] columns = Cells(rois[4 * roi], rois[(4 * roi) + 2], Width.Value, sizes[3]);
            for (long c = 0; c < sizes[1]; c++)
            {
                ReadOnlySpan<T> map = x.AsSpan((int)((sample * sizes[1]) + c) * positions, positions);
                foreach (List<(long, T)>?[] row in rows)
                {
                    foreach (List<(long, T)>?[] column in columns)
                    {
                        y[next++] = Cell(map, spatial, row, column);
                    }
                }
            }
        }
    }

    private T Cell<T>(ReadOnlySpan<T> map, long[] spatial, List<(long, T)>?[] row, List<(long, T)>?[] column)
        where T : struct, IScalar<T>
    {
        T result = Maximum && row.Length * column.Length > 0 ? T.Literal(double.NegativeInfinity) : default;
        foreach (List<(long, T)>? vertical in row)
        {
            foreach (List<(long, T)>? horizontal in column)
            {
                List<(int Place, T Weight)> taps = vertical is null || horizontal is null ? [] : Interpolation.Combine<T>(spatial, [vertical, horizontal]);
                T sample = Maximum ? Greatest(map, taps) : Interpolation.Sum(map, taps);
                result = Maximum ? T.Max(result, sample) : result + sample;
            }
        }
        return Maximum ? result : result / T.Literal(Math.Max(1, row.Length * column.Length));
    }

    // Of a sample the standard's own results take the greatest of the four weighed values, not their sum.
    private static T Greatest<T>(ReadOnlySpan<T> map, List<(int Place, T Weight)> taps)
        where T : struct, IScalar<T>
    {
        if (taps.Count == 0)
        {
            return default;
        }
        T best = T.Literal(double.NegativeInfinity);
        foreach ((int place, T weight) in taps)
        {
            best = T.Max(best, weight * map[place]);
        }
        return best;
    }

    // For each cell along an axis the taps of each of its samples; null for a sample outside.
    private List<(long Position, T Weight)>?[][] Cells<T>(T from, T to, long count, long size)
        where T : struct, IScalar<T>
    {
        T scale = T.Literal(SpatialScale);
        T shift = T.Literal(HalfPixel == true ? 0.5 : 0);
        T start = (from * scale) - shift;
        T length = (to * scale) - shift - start;
        if (HalfPixel != true)
        {
            length = T.Max(length, T.Literal(1));
        }
        T cell = length / T.Literal(count);
        long samples = SamplingRatio > 0 ? SamplingRatio : (long)Math.Clamp(Math.Ceiling(Scalar.Known(cell)), 0, 1 << 20);
        var cells = new List<(long, T)>?[count][];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = new List<(long, T)>?[samples];
            for (int s = 0; s < samples; s++)
            {
                T coordinate = start + (cell * T.Literal(i + ((s + 0.5) / samples)));
                double known = Scalar.Known(coordinate);
                // Up to one position beyond the edge the edge is read.
                cells[i][s] = !(known >= -1 && known <= size) ? null
                    : known >= size - 1 ? [(size - 1, T.Literal(1)), (size - 1, default)]
                    : known <= 0 ? [(0, T.Literal(1)), (1, default)]
                    : Interpolation.Around(InterpolationMode.Linear, coordinate);
            }
        }
        return cells;
    }
}
