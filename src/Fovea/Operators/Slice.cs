using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output[i…] = data[start + step·i …] for start + step·i before end, on the axes that are named; negative starts and ends count from the end, and all are clamped.
/// <para>data any tensor; starts, ends, axes, steps int32 or int64 vectors; output of the same rank.</para>
/// <para>ONNX Slice-1 (attributes), 10, 11, 13: https://onnx.ai/onnx/operators/onnx__Slice.html</para>
/// </summary>
/// <param name="Starts">The starts, where an old file has them as an attribute.</param>
/// <param name="Ends">The ends, likewise.</param>
/// <param name="Axes">The axes, likewise; null for the first ones.</param>
public sealed record Slice(Values<Size>? Starts = null, Values<Size>? Ends = null, Values<long>? Axes = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Slice", "data starts? ends? axes? steps?", "output", a => new Slice(a.Sizes("starts"), a.Sizes("ends"), a.Integers("axes")));

    // What is cut out of one axis: the first position, the step, and how many.
    private readonly record struct Cut(Size Start, long Step, Size Count);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integers("starts", Starts);
        to.Integers("ends", Ends);
        to.Integers("axes", Axes);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape data = inputs.Shape(0);
        Cut?[] cuts = Cuts(inputs, data);
        Shape output = data;
        for (int axis = 0; axis < cuts.Length; axis++)
        {
            if (cuts[axis] is { } cut)
            {
                output = output.With(axis, cut.Count);
            }
        }
        return [new ValueInfo(inputs.Element(0), output, Contents(inputs.Contents(0), output, cuts))];
    }

    private static Contents? Contents(Contents? data, Shape output, Cut?[] cuts)
    {
        if (data is null || !output.IsKnown)
        {
            return null;
        }
        return data.Pick(output.ToLongs(), Source(data.Dimensions, cuts));
    }

    // For a position of the output its place in the data.
    private static Func<long[], long> Source(Values<long> data, Cut?[] cuts)
    {
        var source = new long[cuts.Length];
        return position =>
        {
            for (int axis = 0; axis < source.Length; axis++)
            {
                source[axis] = cuts[axis] is { } cut ? cut.Start.Value + (cut.Step * position[axis]) : position[axis];
            }
            return Positions.Place(data, source);
        };
    }

    private Cut?[] Cuts(Operands inputs, Shape data)
    {
        var cuts = new Cut?[data.Rank];
        Values<long>? axes = Axes ?? (inputs.Has(3) ? Values.Create<long>(inputs.Integers(3)) : null);
        bool known = Starts is not null || (inputs.Contents(1) is not null && inputs.Contents(2) is not null);
        if (!known)
        {
            // The axes alone tell which sizes are open.
            int count = axes?.Count ?? (inputs.Shape(1) is [var length] && length.TryGetValue(out long value)
                ? (int)value
                : throw new UnavailableException("it is not known how many axes are cut"));
            for (int i = 0; i < count; i++)
            {
                int axis = Operands.Axis(axes is { } named ? named[i] : i, data.Rank);
                cuts[axis] = new Cut(0, 1, inputs.Open($"size{axis}"));
            }
            return cuts;
        }
        Values<Size> starts = Starts ?? inputs.Sizes(1);
        Values<Size> ends = Ends ?? inputs.Sizes(2);
        long[]? steps = inputs.Has(4) ? inputs.Integers(4) : null;
        Operands.Require(
            starts.Count == ends.Count && (axes?.Count ?? starts.Count) == starts.Count && (steps?.Length ?? starts.Count) == starts.Count,
            "starts, ends, axes and steps have different lengths");
        for (int i = 0; i < starts.Count; i++)
        {
            int axis = Operands.Axis(axes is { } named ? named[i] : i, data.Rank);
            Operands.Require(cuts[axis] is null, $"axis {axis} is named twice");
            long step = steps?[i] ?? 1;
            Operands.Require(step != 0, $"the step along axis {axis} is 0");
            cuts[axis] = Along(inputs, data[axis], starts[i], ends[i], step, axis);
        }
        return cuts;
    }

    private static Cut Along(Operands inputs, Size size, Size start, Size end, long step, int axis)
    {
        if (FromTheBeginning(start, size) is not { } first || FromTheBeginning(end, size) is not { } last)
        {
            return new Cut(0, step, inputs.Open($"size{axis}"));
        }
        if (step > 0)
        {
            first = Size.Max(0, Size.Min(first, size));
            last = Size.Max(0, Size.Min(last, size));
            return new Cut(first, step, Size.Max(0, Size.CeilDiv(last - first, step)));
        }
        first = Size.Max(-1, Size.Min(first, size - 1));
        last = Size.Max(-1, Size.Min(last, size - 1));
        return new Cut(first, step, Size.Max(0, Size.CeilDiv(first - last, -step)));
    }

    // Numbers beyond any size mean the end; adding to them could overflow.
    private static Size? FromTheBeginning(Size position, Size size)
    {
        const long beyond = int.MaxValue;
        if (position.TryGetValue(out long value))
        {
            return value >= beyond ? size : value <= -beyond ? -1 : value < 0 ? position + size : position;
        }
        return position.LowerBound >= 0 ? position : position.UpperBound < 0 ? position + size : (Size?)null;
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        Cut?[] cuts = Cuts(inputs, inputs.Shape(0));
        AxisRule[] axes = FieldRule.Axes(cuts.Length);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (cuts[axis] is { } cut)
            {
                axes[axis] = cut.Step > 0
                    ? new AxisRule.Windowed(axis, 1, cut.Step, 1, -cut.Start)
                    : new AxisRule.Irregular($"axis {axis} is reversed");
            }
        }
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, run[0].Elements.Pick(
        Positions.Map(run.Sizes(0), Source(run[0].Dimensions, Cuts(run.Operands, run.Operands.Shape(0))))));
}
