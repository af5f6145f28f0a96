using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = 1 on a diagonal, 0 elsewhere, in the shape of the input.
/// <para>input a matrix, of which only shape and type are read; output a matrix.</para>
/// <para>ONNX EyeLike-9, 22: https://onnx.ai/onnx/operators/onnx__EyeLike.html</para>
/// </summary>
/// <param name="Diagonal">The diagonal (k).</param>
/// <param name="To">The element type; null for that of the input.</param>
public sealed record EyeLike(long Diagonal = 0, ElementType? To = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "EyeLike", "input", "output", a => new EyeLike(a.Integer("k", 0), a.Integer("dtype") is { } code ? Cast.Code(code) : null), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("k", Diagonal, unless: 0);
        to.Integer("dtype", (long?)To);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Operands.Require(inputs.Rank(0) == 2, $"input must be a matrix, not {inputs.Shape(0)}");
        return [new ValueInfo(To ?? inputs.Element(0), inputs.Shape(0))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.None;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, RunTensor.Literals<T>(run.Outputs[0].Element, 0, 1).Pick(
        Positions.Map(run.Sizes(0), position => position[1] - position[0] == Diagonal ? 1 : 0)));
}
