using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = x as a matrix: the axes before axis are its rows, the others its columns.
/// <para>X any tensor; Y [product of the first, product of the others].</para>
/// <para>ONNX Flatten-1, 9, 11, 13, 21 …: https://onnx.ai/onnx/operators/onnx__Flatten.html</para>
/// </summary>
/// <param name="Axis">The first axis of the columns; negative ones count from the end.</param>
public sealed record Flatten(long Axis = 1) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Flatten", "X", "Y", a => new Flatten(a.Integer("axis", 1)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Integer("axis", Axis, unless: 1);

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        int axis = Axis == x.Rank ? x.Rank : Operands.Axis(Axis, x.Rank);
        return [new ValueInfo(inputs.Element(0), [x.Slice(0, axis).Elements, x.Slice(axis, x.Rank).Elements])];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Of(Regrouping.Rules(inputs.Shape(0), outputs[0].Shape));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, run[0].Elements);
}
