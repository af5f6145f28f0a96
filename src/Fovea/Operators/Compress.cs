using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = the entries along an axis for which condition holds.
/// <para>input any tensor; condition bool vector; output of the same rank, or a vector of the flattened input where no axis is given.</para>
/// <para>ONNX Compress-9, 11: https://onnx.ai/onnx/operators/onnx__Compress.html</para>
/// </summary>
/// <param name="Axis">The axis; null for the flattened input.</param>
public sealed record Compress(long? Axis = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Compress", "input condition", "output", a => new Compress(a.Integer("axis")), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape input = inputs.Shape(0);
        Size count = inputs.Open("count");
        return [new ValueInfo(inputs.Element(0), Axis is { } axis ? input.With(Operands.Axis(axis, input.Rank), count) : [count])];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("the condition chooses what stays"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        bool[] condition = run.Truths(1);
        Values<long> input = Axis is null ? [run[0].Elements.Count] : run[0].Dimensions;
        int axis = Operands.Axis(Axis ?? 0, input.Count);
        long[] kept = [.. Enumerable.Range(0, condition.Length).Where(i => condition[i]).Select(i => (long)i)];
        long[] sizes = input.AsSpan().ToArray();
        sizes[axis] = kept.Length;
        var source = new long[sizes.Length];
        run.Put(0, sizes, run[0].Elements.Pick(Positions.Map(sizes, position =>
        {
            position.CopyTo(source, 0);
            source[axis] = Indices.Along(kept[position[axis]], input[axis], axis);
            return Positions.Place(input, source);
        })));
    }
}
