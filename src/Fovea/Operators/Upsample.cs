using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = x on a finer grid: position o reads the coordinate o / scale.
/// <para>X [N, C, …]; scales float32[rank]; Y of the same rank, each size ⌊size · scale⌋.</para>
/// <para>ONNX Upsample-1 (height_scale, width_scale), 7 (scales as an attribute), 9; replaced by Resize in 10: https://onnx.ai/onnx/operators/onnx__Upsample.html</para>
/// </summary>
/// <param name="Mode">How the grid is filled.</param>
/// <param name="Scales">The scales, where an old file has them as an attribute.</param>
/// <param name="HeightWidth">Whether the attribute gives height and width only, as in opset 1.</param>
public sealed record Upsample(InterpolationMode Mode = InterpolationMode.Nearest, Values<float>? Scales = null, bool HeightWidth = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Upsample", "X scales?", "Y", Read);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    private static Upsample Read(Attributes a)
    {
        InterpolationMode mode = Interpolation.Read(a);
        return a.Real("height_scale") is { } height && a.Real("width_scale") is { } width
            ? new Upsample(mode, [height, width], HeightWidth: true)
            : new Upsample(mode, a.Reals("scales"));
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Text("mode", to.Opset < 7 && Mode == InterpolationMode.Linear ? "bilinear" : Interpolation.Word(Mode), unless: "nearest");
        if (HeightWidth && Scales is { } scales)
        {
            to.Real("height_scale", scales[0]);
            to.Real("width_scale", scales[1]);
        }
        else
        {
            to.Reals("scales", Scales);
        }
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        if (Scales is null && inputs.Contents(1) is null)
        {
            return [new ValueInfo(inputs.Element(0), Shape.Create([.. Enumerable.Range(0, x.Rank).Select(axis => inputs.Open($"size{axis}"))]))];
        }
        Fraction[] scales = Factors(inputs, x.Rank);
        Shape y = x;
        for (int axis = 0; axis < scales.Length; axis++)
        {
            y = y.With(axis, Interpolation.Scaled(x[axis], scales[axis]));
        }
        return [new ValueInfo(inputs.Element(0), y)];
    }

    private Fraction[] Factors(Operands inputs, int rank)
    {
        var scales = new Fraction[rank];
        Array.Fill(scales, 1);
        int first = HeightWidth ? rank - 2 : 0;
        if (Scales is { } given)
        {
            Operands.Require(first >= 0 && first + given.Count == rank, $"there are {given.Count} scales for {rank} axes");
            for (int i = 0; i < given.Count; i++)
            {
                Operands.Require(given[i] > 0 && Fraction.TryFromDouble(given[i], out scales[first + i]), $"scale {given[i]} is not positive");
            }
            return scales;
        }
        Contents contents = inputs.Contents(1) ?? throw new UnavailableException("the scales are known only when the network runs");
        Operands.Require(contents.Elements.Count == rank, $"there are {contents.Elements.Count} scales for {rank} axes");
        return [.. contents.Elements];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Interpolation.Cost(
        Mode, outputs[0].Shape.Elements, Factors(inputs, inputs.Rank(0)).Count(scale => scale != 1));

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        Fraction[] scales = Factors(inputs, inputs.Rank(0));
        AxisRule[] axes = FieldRule.Axes(scales.Length);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (scales[axis] != 1)
            {
                axes[axis] = inputs.Shape(0)[axis] == 1 ? new AxisRule.Fixed(0) : Interpolation.Rule(Mode, axis, 1 / scales[axis], 0);
            }
        }
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => Interpolation.Fill(run, Mode, Taps(run.Operands, run.Sizes(0)));

    /// <summary>For each axis, and each position of the output along it, the positions of the input that it is made of, with their weights; null for an axis that stays as it is.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="output">The sizes of the output.</param>
    /// <exception cref="UnavailableException">The scales are known only when the network runs.</exception>
    public (long Position, double Weight)[]?[]?[] Taps(Operands inputs, long[] output)
    {
        Shape x = inputs.Shape(0);
        return
        [
            .. Factors(inputs, x.Rank).Select((scale, axis) => scale == 1
                ? null
                : Interpolation.Along(Mode, x[axis].Value, output[axis], 1 / scale, 0, 0)),
        ];
    }
}
