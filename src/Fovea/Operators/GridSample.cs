using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Y[n, c, o…] = X interpolated at the coordinates grid[n, o…].
/// <para>X [N, C, in…]; grid [N, out…, r] with r coordinates between −1 and 1; Y [N, C, out…].</para>
/// <para>ONNX GridSample-16, 20, 22: https://onnx.ai/onnx/operators/onnx__GridSample.html</para>
/// </summary>
/// <param name="Mode">linear, nearest or cubic; before opset 20 bilinear, nearest or bicubic.</param>
/// <param name="PaddingMode">What lies outside X: zeros, border or reflection.</param>
/// <param name="AlignCorners">Whether −1 and 1 are the centres of the outer positions, not their edges.</param>
public sealed record GridSample(string Mode = "linear", string PaddingMode = "zeros", bool AlignCorners = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "GridSample", "X grid", "Y", a => new GridSample(
            a.OneOf("mode", a.Opset < 20 ? "bilinear" : "linear", ("linear", "linear"), ("bilinear", "bilinear"), ("nearest", "nearest"), ("cubic", "cubic"), ("bicubic", "bicubic")),
            a.OneOf("padding_mode", "zeros", ("zeros", "zeros"), ("border", "border"), ("reflection", "reflection")),
            a.Flag("align_corners")), since: 16);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Text("mode", Mode);
        to.Text("padding_mode", PaddingMode, unless: "zeros");
        to.Flag("align_corners", AlignCorners);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Shape grid = inputs.Shape(1);
        Operands.Require(x.Rank == grid.Rank && x.Rank >= 3, $"grid {grid} must have as many axes as X {x}");
        inputs.Agree(x[0], grid[0], "X and grid have different batches");
        inputs.Agree(grid[grid.Rank - 1], x.Rank - 2, "grid must hold a coordinate for each spatial axis");
        return [new ValueInfo(inputs.Element(0), Shape.Create([x[0], x[1], .. grid.Sizes[1..^1]]))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("which samples lie inside depends on the grid");

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("the grid chooses what is read"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Values<long> x = run[0].Dimensions;
        long[] spatial = x.AsSpan()[2..].ToArray();
        long[] output = run.Sizes(0)[2..];
        T[] grid = run.Numbers(1);
        int channels = (int)x[1];
        int inputs = Positions.Count(spatial);
        int outputs = Positions.Count(output);
        Operands.Require(inputs > 0, "there are no data that could be sampled");
        InterpolationMode mode = Mode switch
        {
            "nearest" => InterpolationMode.Nearest,
            "linear" or "bilinear" => InterpolationMode.Linear,
            _ => InterpolationMode.Cubic,
        };
        var axes = new List<(long Position, T Weight)>[spatial.Length];
        // For each sample and position its taps; the grid names the last axis first.
        var taps = new List<(int Place, T Weight)>[(int)x[0] * outputs];
        for (int i = 0; i < taps.Length; i++)
        {
            for (int axis = 0; axis < axes.Length; axis++)
            {
                T coordinate = Inside(Coordinate(grid[(i * axes.Length) + axes.Length - 1 - axis], spatial[axis]), spatial[axis]);
                List<(long Position, T Weight)> around = mode == InterpolationMode.Nearest
                    ? [((long)Math.Round(Scalar.Known(coordinate), MidpointRounding.ToEven), T.Literal(1))]
                    : Interpolation.Around(mode, coordinate, CubicCoefficient);
                axes[axis] = [.. around.Select(tap => (Inside(tap.Position, spatial[axis]), tap.Weight))];
            }
            taps[i] = Interpolation.Combine<T>(spatial, axes);
        }
        if (mode == InterpolationMode.Nearest)
        {
            run.Put(0, run[0].Elements.Pick(Positions.Map([x[0], channels, outputs], position =>
                taps[(position[0] * outputs) + position[2]] is [var tap] ? (((position[0] * channels) + position[1]) * inputs) + tap.Place : -1)));
            return;
        }
        T[] data = run.Numbers(0);
        T[] y = run.Make<T>(0);
        for (int map = 0; map < x[0] * channels; map++)
        {
            for (int o = 0; o < outputs; o++)
            {
                y[(map * outputs) + o] = Interpolation.Sum(data.AsSpan(map * inputs, inputs), taps[(map / channels * outputs) + o]);
            }
        }
    }

    private const double CubicCoefficient = -0.75;

    // The coordinate in positions: −1 and 1 are the centres of the outer ones, or their edges.
    private T Coordinate<T>(T normalised, long size)
        where T : struct, IScalar<T> =>
        AlignCorners
            ? (normalised + T.Literal(1)) * T.Literal((size - 1) / 2.0)
            : (((normalised + T.Literal(1)) * T.Literal(size)) - T.Literal(1)) / T.Literal(2);

    // A coordinate as the padding has it: what lies outside is moved to the border, or reflected there as often as need be.
    private T Inside<T>(T coordinate, long size)
        where T : struct, IScalar<T>
    {
        (double first, double last) = AlignCorners ? (0, size - 1.0) : (-0.5, size - 0.5);
        double known = Scalar.Known(coordinate);
        if (PaddingMode == "zeros" || (known >= first && known <= last))
        {
            return coordinate;
        }
        if (PaddingMode == "border")
        {
            return T.Literal(known < first ? 0 : size - 1);
        }
        double width = last - first;
        if (width == 0)
        {
            return T.Literal(first);
        }
        double times = Math.Floor((known - first) / width);
        return times % 2 == 0 ? coordinate - T.Literal(times * width) : T.Literal(first + last + (times * width)) - coordinate;
    }

    private long Inside(long position, long size) => PaddingMode switch
    {
        "zeros" => position,
        "border" => Math.Clamp(position, 0, size - 1),
        _ => (long)Inside(new Numbers.Double(position), size).Number,
    };
}
