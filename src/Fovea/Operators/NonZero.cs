using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Y = the positions of the elements that are not 0, one column each.
/// <para>X of rank r; Y int64[r, count].</para>
/// <para>ONNX NonZero-9, 13: https://onnx.ai/onnx/operators/onnx__NonZero.html</para>
/// </summary>
public sealed record NonZero : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("NonZero", "X", "Y", _ => new NonZero(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        [new ValueInfo(ElementType.Int64, [Math.Max(1, inputs.Rank(0)), inputs.Open("count")])];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Of(OperationKind.Compare, inputs.Shape(0).Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("the data choose what is listed"));
}
