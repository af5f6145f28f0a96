using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = data with pads around it: constant values, or the data reflected, repeated at the edge, or wrapped around. Negative pads cut off, before anything is put on.
/// <para>data any tensor; pads int64 (all beginnings, then all ends); constant_value a scalar; axes the axes that pads names; output of the same rank.</para>
/// <para>ONNX Pad-1, 2 (attributes), 11, 13, 18 (axes), 19 (wrap) …: https://onnx.ai/onnx/operators/onnx__Pad.html</para>
/// </summary>
/// <param name="Mode">What stands in the padding.</param>
/// <param name="Pads">The pads, where an old file has them as an attribute.</param>
/// <param name="Value">The constant, where an old file has it as an attribute.</param>
public sealed record Pad(PadMode Mode = PadMode.Constant, Values<Size>? Pads = null, float? Value = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Pad", "data pads? constant_value? axes?", "output", Read);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    // Opset 1 called the pads paddings.
    private static Pad Read(Attributes a) => new(
        a.OneOf("mode", PadMode.Constant, ("constant", PadMode.Constant), ("reflect", PadMode.Reflect), ("edge", PadMode.Edge), ("wrap", PadMode.Wrap)),
        a.Sizes("pads") ?? a.Sizes("paddings"),
        a.Real("value"));

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Text("mode", Mode.ToString().ToLowerInvariant(), unless: "constant");
        to.Integers(to.Opset < 2 ? "paddings" : "pads", Pads);
        to.Real("value", Value);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape data = inputs.Shape(0);
        if (Pads is null && inputs.Contents(1) is null)
        {
            var open = new Size[data.Rank];
            for (int axis = 0; axis < open.Length; axis++)
            {
                open[axis] = inputs.Open($"size{axis}");
            }
            return [new ValueInfo(inputs.Element(0), Shape.Create(open))];
        }
        (Size Before, Size After)[] pads = Around(inputs, data.Rank);
        Shape output = data;
        for (int axis = 0; axis < pads.Length; axis++)
        {
            output = output.With(axis, inputs.AtLeast(data[axis] + pads[axis].Before + pads[axis].After, 0, $"the padded size of axis {axis}"));
        }
        return [new ValueInfo(inputs.Element(0), output)];
    }

    private (Size Before, Size After)[] Around(Operands inputs, int rank)
    {
        Values<Size> pads = Pads ?? inputs.Sizes(1);
        long[]? axes = inputs.Has(3) ? inputs.Integers(3) : null;
        int count = axes?.Length ?? rank;
        Operands.Require(pads.Count == 2 * count, $"pads has {pads.Count} entries, not {2 * count}");
        var around = new (Size, Size)[rank];
        for (int i = 0; i < count; i++)
        {
            around[axes is null ? i : Operands.Axis(axes[i], rank)] = (pads[i], pads[i + count]);
        }
        return around;
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    // What is reflected or repeated is read from inside, but a unit further on sees it like padding of its window.
    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        (Size Before, Size After)[] pads = Around(inputs, inputs.Rank(0));
        var axes = new AxisRule[pads.Length];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            axes[axis] = pads[axis].Before == 0 ? new AxisRule.Same(axis) : new AxisRule.Windowed(axis, 1, 1, 1, pads[axis].Before);
        }
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        (Size Before, Size After)[] pads = Around(run.Operands, run[0].Rank);
        Values<long> data = run[0].Dimensions;
        Elements elements = run[0].Elements;
        long outside = -1;
        if (Mode == PadMode.Constant && (run.Has(2) || Value is not null))
        {
            Elements value = run.Has(2) ? run[2].Elements : new Elements<T>([T.Literal(Value!.Value)]);
            Operands.Require(value.Count == 1, $"constant_value has {value.Count} elements, not 1");
            outside = elements.Count;
            elements = elements.Append(value);
        }
        var source = new long[pads.Length];
        run.Put(0, elements.Pick(Positions.Map(run.Sizes(0), position =>
        {
            for (int axis = 0; axis < source.Length; axis++)
            {
                // What is left of the data: from first on, so many.
                long first = Math.Max(0, -pads[axis].Before.Value);
                long size = data[axis] - first - Math.Max(0, -pads[axis].After.Value);
                if (Within(position[axis] - Math.Max(0, pads[axis].Before.Value), size) is not { } place)
                {
                    return outside;
                }
                source[axis] = first + place;
            }
            return Positions.Place(data, source);
        })));
    }

    // Where the data stand that a position in or beside them shows; null for the constant.
    private long? Within(long position, long size)
    {
        if (position >= 0 && position < size)
        {
            return position;
        }
        if (Mode == PadMode.Constant)
        {
            return null;
        }
        Operands.Require(size > 0, "there are no data that could be put around");
        switch (Mode)
        {
            case PadMode.Edge:
                return Math.Clamp(position, 0, size - 1);
            case PadMode.Wrap:
                return position - (Size.FloorDiv(position, size) * size);
            default:
                // There and back again is a period; the edges are not repeated.
                long period = Math.Max(1, 2 * (size - 1));
                long turned = position - (Size.FloorDiv(position, period) * period);
                return Math.Min(turned, period - turned);
        }
    }
}

/// <summary>What stands in the padding.</summary>
public enum PadMode
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>The data mirrored at the edge, which is not repeated.</summary>
    Reflect,

    /// <summary>The edge repeated.</summary>
    Edge,

    /// <summary>The data from the other side.</summary>
    Wrap,
}
