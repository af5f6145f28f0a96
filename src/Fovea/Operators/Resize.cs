using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = x on another grid: position o reads around a coordinate of x that the transformation mode gives, by the nearest position, linearly or cubically.
/// <para>X any tensor; roi float[2·rank]; scales float32[rank] or sizes int64[rank] (of the axes that are named); Y of the same rank.</para>
/// <para>ONNX Resize-10, 11, 13, 18 (axes, antialias, keep_aspect_ratio_policy), 19: https://onnx.ai/onnx/operators/onnx__Resize.html</para>
/// </summary>
/// <param name="Mode">How the grid is filled.</param>
/// <param name="Coordinates">How a position of the output becomes a coordinate of the input.</param>
/// <param name="Nearest">How a coordinate is rounded to the nearest position.</param>
/// <param name="CubicCoefficient">The coefficient a of the cubic.</param>
/// <param name="ExcludeOutside">Whether taps outside the input have weight 0.</param>
/// <param name="Extrapolation">The value outside the input, where a region of interest reaches there.</param>
/// <param name="Antialias">Whether the window widens where the grid gets coarser.</param>
/// <param name="Axes">The axes that scales and sizes name; null for all.</param>
/// <param name="AspectRatio">Whether sizes are bounds within which the aspect ratio is kept: stretch, not_larger or not_smaller.</param>
/// <param name="Legacy">Whether it is the form of opset 10: X and scales only.</param>
public sealed record Resize(
    InterpolationMode Mode = InterpolationMode.Nearest,
    string Coordinates = Resize.HalfPixel,
    string Nearest = Resize.RoundPreferFloor,
    float CubicCoefficient = -0.75f,
    bool ExcludeOutside = false,
    float Extrapolation = 0,
    bool Antialias = false,
    Values<long>? Axes = null,
    string AspectRatio = Resize.Stretch,
    bool Legacy = false) : Operator
{
    private const string HalfPixel = "half_pixel";
    private const string RoundPreferFloor = "round_prefer_floor";
    private const string Stretch = "stretch";
    private const string CropAndResize = "tf_crop_and_resize";

    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Resize", "X roi? scales? sizes?", "Y", Read, since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    private static Resize Read(Attributes a) => a.Opset < 11
        ? new Resize(Interpolation.Read(a), "asymmetric", "floor", Legacy: true)
        : new Resize(
            Interpolation.Read(a),
            Word(a, "coordinate_transformation_mode", HalfPixel, "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn", CropAndResize),
            Word(a, "nearest_mode", RoundPreferFloor, "round_prefer_ceil", "floor", "ceil"),
            a.Real("cubic_coeff_a", -0.75f),
            a.Flag("exclude_outside"),
            a.Real("extrapolation_value", 0),
            a.Flag("antialias"),
            a.Integers("axes"),
            Word(a, "keep_aspect_ratio_policy", Stretch, "not_larger", "not_smaller"));

    private static string Word(Attributes a, string name, string standard, params ReadOnlySpan<string> others)
    {
        string word = a.Text(name, standard);
        Operands.Require(word == standard || others.Contains(word), $"attribute '{name}' is '{word}', which does not exist");
        return word;
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Text("mode", Interpolation.Word(Mode), unless: "nearest");
        if (Legacy)
        {
            return;
        }
        to.Text("coordinate_transformation_mode", Coordinates, unless: HalfPixel);
        to.Text("nearest_mode", Nearest, unless: RoundPreferFloor);
        to.Real("cubic_coeff_a", CubicCoefficient, unless: -0.75f);
        to.Flag("exclude_outside", ExcludeOutside);
        to.Real("extrapolation_value", Extrapolation, unless: 0);
        to.Flag("antialias", Antialias);
        to.Integers("axes", Axes);
        to.Text("keep_aspect_ratio_policy", AspectRatio, unless: Stretch);
    }

    private int ScalesInput => Legacy ? 1 : 2;

    // An empty tensor stands for an input that is left out.
    private static bool Given(Operands inputs, int input) => inputs.Has(input) && inputs.Shape(input).Elements != 0;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Shape y = x;
        Change?[] axes = Resized(inputs, x);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (axes[axis] is { } resized)
            {
                y = y.With(axis, inputs.AtLeast(resized.Output, 0, $"the size of axis {axis}"));
            }
        }
        return [new ValueInfo(inputs.Element(0), y)];
    }

    // What becomes of an axis: its new size, its scale, its new size before it is rounded, and its place in the lists of sizes, scales and regions.
    private readonly record struct Change(Size Output, Fraction Scale, Fraction Length, int Entry);

    private bool Crops => Coordinates == CropAndResize;

    // Each axis that is named; null for the others.
    private Change?[] Resized(Operands inputs, Shape x)
    {
        var result = new Change?[x.Rank];
        int[] axes = Axes is { } named
            ? [.. named.Select(axis => Operands.Axis(axis, x.Rank))]
            : [.. Enumerable.Range(0, x.Rank)];
        bool bySizes = !Legacy && Given(inputs, 3);
        Operands.Require(bySizes || Given(inputs, ScalesInput), "neither scales nor sizes are given");
        int source = bySizes ? 3 : ScalesInput;
        Operands.Require(
            inputs.Shape(source) is [var count] && (!count.TryGetValue(out long entries) || entries == axes.Length),
            $"there are {inputs.Shape(source)} {(bySizes ? "sizes" : "scales")} for {axes.Length} axes");
        if (inputs.Contents(source) is not { } contents)
        {
            for (int i = 0; i < axes.Length; i++)
            {
                Size open = inputs.Open($"size{axes[i]}");
                result[axes[i]] = new Change(open, new Fraction(open, Size.Max(1, x[axes[i]])), open, i);
            }
            return result;
        }
        Fraction[] scales = bySizes ? Fitted(contents, x, axes) : [.. contents.Elements];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i];
            Operands.Require(!(scales[i].Numerator.UpperBound <= 0), $"the scale of axis {axis} is {scales[i]}");
            Size output = bySizes && AspectRatio == Stretch ? contents.ToSizes()[i]
                : bySizes ? Nearly(scales[i] * x[axis])
                : Interpolation.Scaled(x[axis], Crops ? scales[i] * Width(Region(inputs, i)) : scales[i]);
            Fraction length = Crops || (bySizes && AspectRatio == Stretch) ? output : scales[i] * x[axis];
            result[axis] = new Change(output, scales[i], length, i);
        }
        return result;
    }

    // Sizes as scales; where the aspect ratio is kept, the least or the greatest of them for all axes.
    private Fraction[] Fitted(Contents contents, Shape x, int[] axes)
    {
        var scales = new Fraction[axes.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            scales[i] = contents.Elements[i] / Size.Max(1, x[axes[i]]);
        }
        if (AspectRatio == Stretch)
        {
            return scales;
        }
        Fraction common = scales[0];
        foreach (Fraction scale in scales)
        {
            if (!Fraction.TryCompare(scale, common, out int order))
            {
                throw new UnavailableException("which axis keeps the aspect ratio depends on open dimensions");
            }
            common = (AspectRatio == "not_larger" ? order < 0 : order > 0) ? scale : common;
        }
        Array.Fill(scales, common);
        return scales;
    }

    // Rounded, halves up.
    private static Size Nearly(Fraction value) => (value + new Fraction(1, 2)).Floor();

    private (Fraction Start, Fraction End) Region(Operands inputs, int entry)
    {
        Contents roi = inputs.Contents(1) ?? throw new UnavailableException("the region of interest is known only when the network runs");
        int count = Axes?.Count ?? inputs.Rank(0);
        Operands.Require(roi.Elements.Count == 2 * count, $"roi has {roi.Elements.Count} entries, not {2 * count}");
        return (roi.Elements[entry], roi.Elements[entry + count]);
    }

    private static Fraction Width((Fraction Start, Fraction End) region) => region.End - region.Start;

    // An axis whose scale is 1 stays as it is, unless only a region of it is kept.
    private bool Moves(Change? change) => change is { } known && (Crops || known.Scale != 1);

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        if (Antialias && Mode != InterpolationMode.Nearest)
        {
            return Graphs.Cost.Unavailable("the window of an antialiased resize depends on the scale");
        }
        if (Crops && Mode != InterpolationMode.Nearest)
        {
            return Graphs.Cost.Unavailable("which positions lie outside depends on the region of interest");
        }
        int axes = Resized(inputs, inputs.Shape(0)).Count(Moves);
        return Interpolation.Cost(Mode, outputs[0].Shape.Elements, axes);
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        Shape x = inputs.Shape(0);
        AxisRule[] rules = FieldRule.Axes(x.Rank);
        Change?[] axes = Resized(inputs, x);
        for (int axis = 0; axis < rules.Length; axis++)
        {
            if (Moves(axes[axis]))
            {
                rules[axis] = x[axis] == 1 ? new AxisRule.Fixed(0)
                    : Antialias && Mode != InterpolationMode.Nearest ? new AxisRule.Irregular("the window of an antialiased resize depends on the scale")
                    : Crops ? new AxisRule.Irregular("the region of interest moves the grid")
                    : Rule(inputs, axis, x[axis], axes[axis]!.Value);
            }
        }
        return FieldRule.Of(rules);
    }

    private AxisRule Rule(Operands inputs, int axis, Size input, Change change)
    {
        (Fraction step, Fraction start) = Grid(inputs, input, change);
        return Interpolation.Rule(Mode, axis, step, Mode == InterpolationMode.Nearest ? Rounded(step, start) : start);
    }

    // Position o of the output has the coordinate step·o + start in the input.
    private (Fraction Step, Fraction Start) Grid(Operands inputs, Size input, Change change)
    {
        var half = new Fraction(1, 2);
        Fraction step = 1 / change.Scale;
        switch (Coordinates)
        {
            case "asymmetric":
                return (step, 0);
            case "tf_half_pixel_for_nn":
                return (step, half * step);
            case "align_corners":
                // The standard's own results divide by the size that the scale asks for, not by the whole one that comes of it.
                return (change.Output == 1 ? 0 : (Fraction)(input - 1) / (change.Length - 1), 0);
            case "half_pixel_symmetric":
                // The grid that fits exactly, centred on the input.
                Fraction adjusted = (Fraction)change.Output / change.Length;
                return (step, (half * step) - half + ((half * input) * (1 - adjusted)));
            case "pytorch_half_pixel" when change.Output == 1:
                return (step, 0);
            case CropAndResize:
                (Fraction first, Fraction last) = Region(inputs, change.Entry);
                return change.Output == 1
                    ? (0, half * (first + last) * (input - 1))
                    : ((last - first) * (input - 1) / (change.Length - 1), first * (input - 1));
            default:
                return (step, (half * step) - half);
        }
    }

    // A start for which the floor of the coordinate is the position that the rounding mode chooses: the ceiling of a fraction over q is the floor of it plus
    // (q − 1)/q.
    private Fraction Rounded(Fraction step, Fraction start)
    {
        var half = new Fraction(1, 2);
        if (Nearest == "floor")
        {
            return start;
        }
        if (Nearest == "round_prefer_ceil")
        {
            return start + half;
        }
        Fraction shifted = Nearest == "ceil" ? start : start - half;
        Size denominators = step.Denominator * shifted.Denominator;
        return shifted + new Fraction(denominators - 1, denominators);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => Interpolation.Fill(run, Mode, Taps(run.Operands), Extrapolation);

    /// <summary>
    /// For each axis, and each position of the output along it, the positions of the input that it is made of, with their weights: a position of the output is the sum over the products of
    /// its axes. Null for an axis that stays as it is, and for a position outside, which has the value for extrapolation.
    /// </summary>
    /// <exception cref="UnavailableException">Sizes or scales are known only when the network runs.</exception>
    public (long Position, double Weight)[]?[]?[] Taps(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Change?[] changes = Resized(inputs, x);
        var axes = new (long Position, double Weight)[]?[]?[changes.Length];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (!Moves(changes[axis]))
            {
                continue;
            }
            Change change = changes[axis]!.Value;
            long input = x[axis].Value;
            (Fraction step, Fraction start) = Grid(inputs, input, change);
            double scale = 1;
            _ = Antialias && change.Scale.TryGetDouble(out scale);
            axes[axis] = Interpolation.Along(
                Mode, input, change.Output.Value, step, start, Mode == InterpolationMode.Nearest ? Rounded(step, start) : start, CubicCoefficient, Math.Min(1, scale), ExcludeOutside, Crops);
        }
        return axes;
    }
}
