using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Y = the different elements of X (or slices along an axis), with where each first stands, where each element went, and how often it stands.
/// <para>X any tensor; Y of the same rank, or a vector; indices, inverse_indices, counts int64 vectors.</para>
/// <para>ONNX Unique-11: https://onnx.ai/onnx/operators/onnx__Unique.html</para>
/// </summary>
/// <param name="Axis">The axis; null for the flattened input.</param>
/// <param name="Sorted">Whether the result is in order.</param>
public sealed record Unique(long? Axis = null, bool Sorted = true) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Unique", "X", "Y indices? inverse_indices? counts?", a => new Unique(a.Integer("axis"), a.Flag("sorted", true)), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis);
        to.Flag("sorted", Sorted, unless: true);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Size count = inputs.Open("count");
        Size all = Axis is { } given ? x[Operands.Axis(given, x.Rank)] : x.Elements;
        Shape y = Axis is { } axis ? x.With(Operands.Axis(axis, x.Rank), count) : [count];
        return [
            new ValueInfo(inputs.Element(0), y),
            new ValueInfo(ElementType.Int64, [count]),
            new ValueInfo(ElementType.Int64, [all]),
            new ValueInfo(ElementType.Int64, [count]),
        ];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("the comparisons depend on the data");

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("the data choose what is listed"));
}
