using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = the entries of data along an axis that indices name.
/// <para>data of rank r ≥ 1; indices int32 or int64 of rank q; output of rank q + r − 1: the axis is replaced by the axes of indices. Negative indices count from the end.</para>
/// <para>ONNX Gather-1, 11, 13: https://onnx.ai/onnx/operators/onnx__Gather.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
public sealed record Gather(long Axis = 0) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Gather", "data indices", "output", a => new Gather(a.Integer("axis", 0)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Integer("axis", Axis, unless: 0);

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape data = inputs.Shape(0);
        Shape indices = inputs.Shape(1);
        int axis = Operands.Axis(Axis, data.Rank);
        Shape output = data.Slice(0, axis).Concat(indices).Concat(data.Slice(axis + 1, data.Rank));
        return [new ValueInfo(inputs.Element(0), output, Contents(inputs, axis, output))];
    }

    private static Contents? Contents(Operands inputs, int axis, Shape output)
    {
        if (inputs.Contents(0) is not { } data || inputs.Contents(1) is not { } indices || !output.IsKnown)
        {
            return null;
        }
        var places = new long[indices.Elements.Count];
        for (int i = 0; i < places.Length; i++)
        {
            if (!indices.Elements[i].TryGetWhole(out Size index) || !index.TryGetValue(out places[i]))
            {
                return null;
            }
        }
        return data.Pick(output.ToLongs(), Source(data.Dimensions, axis, indices.Dimensions, places));
    }

    // For a position of the output its place in the data.
    private static Func<long[], long> Source(Values<long> data, int axis, Values<long> sizes, long[] indices)
    {
        var source = new long[data.Count];
        return position =>
        {
            long index = indices[Positions.Place(sizes, position.AsSpan(axis, sizes.Count))];
            position.AsSpan(0, axis).CopyTo(source);
            source[axis] = Indices.Along(index, data[axis], axis);
            position.AsSpan(axis + sizes.Count).CopyTo(source.AsSpan(axis + 1));
            return Positions.Place(data, source);
        };
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        Shape data = inputs.Shape(0);
        int axis = Operands.Axis(Axis, data.Rank);
        int added = inputs.Rank(1) - 1;
        var rules = new AxisRule[data.Rank];
        for (int i = 0; i < rules.Length; i++)
        {
            rules[i] = i < axis ? new AxisRule.Same(i) : i > axis ? new AxisRule.Same(i + added)
                : added < 0 && Chosen(inputs, data[axis]) is { } position ? new AxisRule.Fixed(position)
                : new AxisRule.Irregular("the positions are chosen by indices");
        }
        return FieldRule.Of(rules);
    }

    // The only index, if it is known from which end it counts.
    private static Size? Chosen(Operands inputs, Size size) => inputs.ScalarSize(1) is not { } index ? null
        : index.LowerBound >= 0 ? index
        : index.UpperBound < 0 ? index + size
        : (Size?)null;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Func<long[], long> source = Source(run[0].Dimensions, Operands.Axis(Axis, run[0].Rank), run[1].Dimensions, Indices.Read(run, 1));
        run.Put(0, run[0].Elements.Pick(Positions.Map(run.Sizes(0), source)));
    }
}
