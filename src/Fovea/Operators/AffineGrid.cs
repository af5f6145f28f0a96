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

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] theta = run.Numbers(0);
        T[] grid = run.Make<T>(0);
        long[] sizes = run.Sizes(0);
        int axes = sizes.Length - 2;
        var position = new long[sizes.Length];
        for (int i = 0; i < grid.Length; i++)
        {
            T sum = default;
            for (int k = 0; k <= axes; k++)
            {
                // The last axis comes first, and 1 stands behind all.
                double coordinate = k == axes ? 1 : Coordinate(position[axes - k], sizes[axes - k]);
                sum += theta[((((position[0] * axes) + position[^1]) * (axes + 1)) + k)] * T.Literal(coordinate);
            }
            grid[i] = sum;
            Positions.Advance(position, sizes);
        }
    }

    private double Coordinate(long position, long size) =>
        !AlignCorners ? (((2 * position) + 1.0) / size) - 1
        : size == 1 ? 0
        : (2.0 * position / (size - 1)) - 1;
}
