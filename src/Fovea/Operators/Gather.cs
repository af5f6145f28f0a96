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
        return [new ValueInfo(inputs.Element(0), output, Contents(inputs, axis, indices.Rank, output))];
    }

    private static Contents? Contents(Operands inputs, int axis, int indexRank, Shape output)
    {
        if (inputs.Contents(0) is not { } data || inputs.Contents(1) is not { } indices || !output.IsKnown)
        {
            return null;
        }
        foreach (Fraction element in indices.Elements)
        {
            if (!element.TryGetWhole(out Size index) || !index.TryGetValue(out long place))
            {
                return null;
            }
            long size = data.Dimensions[axis];
            Operands.Require(place >= -size && place < size, $"index {place} does not exist along an axis of size {size}");
        }
        var source = new long[data.Dimensions.Count];
        return data.Pick(output.ToLongs(), position =>
        {
            long index = indices.Elements[(int)indices.Place(position.AsSpan(axis, indexRank))].Numerator.Value;
            position.AsSpan(0, axis).CopyTo(source);
            source[axis] = index < 0 ? index + data.Dimensions[axis] : index;
            position.AsSpan(axis + indexRank).CopyTo(source.AsSpan(axis + 1));
            return data.Place(source);
        });
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
}
