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
}
