using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Y = the maxima of a grid of cells laid over each region of interest; 0 for a cell outside X.
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
        inputs.Agree(inputs.Shape(1)[1], 5, "rois must hold a sample and four coordinates");
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

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        T[] rois = run.Numbers(1);
        T[] y = run.Make<T>(0);
        Values<long> sizes = run[0].Dimensions;
        int positions = (int)(sizes[2] * sizes[3]);
        int next = 0;
        for (int roi = 0; roi < run[1].Dimensions[0]; roi++)
        {
            double[] region = Array.ConvertAll(rois[(5 * roi)..((5 * roi) + 5)], Scalar.Known);
            long sample = Indices.Along((long)region[0], sizes[0], 0);
            (long Start, long End)[] rows = Cells(region[2], region[4], Pooled[0].Value, sizes[2]);
            (long Start, long End)[] columns = Cells(region[1], region[3], Pooled[1].Value, sizes[3]);
            for (long c = 0; c < sizes[1]; c++)
            {
                ReadOnlySpan<T> map = x.AsSpan((int)((sample * sizes[1]) + c) * positions, positions);
                foreach ((long top, long bottom) in rows)
                {
                    foreach ((long left, long right) in columns)
                    {
                        T best = T.Literal(double.NegativeInfinity);
                        for (long h = top; h < bottom; h++)
                        {
                            for (long w = left; w < right; w++)
                            {
                                best = T.Max(best, map[(int)((h * sizes[3]) + w)]);
                            }
                        }
                        y[next++] = top < bottom && left < right ? best : default;
                    }
                }
            }
        }
    }

    // The whole positions that each cell covers at least in part, cut off at the edges. Both ends of a region belong to it.
    private (long Start, long End)[] Cells(double from, double to, long count, long size)
    {
        double first = Math.Round(from * SpatialScale, MidpointRounding.AwayFromZero);
        double cell = Math.Max(Math.Round(to * SpatialScale, MidpointRounding.AwayFromZero) - first + 1, 1) / count;
        var cells = new (long, long)[count];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = ((long)Math.Clamp(first + Math.Floor(i * cell), 0, size), (long)Math.Clamp(first + Math.Ceiling((i + 1) * cell), 0, size));
        }
        return cells;
    }
}
