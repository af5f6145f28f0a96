using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = input in the element type of target_type.
/// <para>input any numeric type; target_type any tensor, of which only the type is read; output the shape of input.</para>
/// <para>ONNX CastLike-15, 19, 21 …: https://onnx.ai/onnx/operators/onnx__CastLike.html</para>
/// </summary>
/// <param name="Saturate">Whether a number too large for a narrow float becomes its greatest one.</param>
/// <param name="RoundMode">How numbers are rounded to float8e8m0.</param>
public sealed record CastLike(bool Saturate = true, string RoundMode = "up") : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "CastLike", "input target_type", "output", a => new CastLike(a.Flag("saturate", true), a.Text("round_mode", "up")), since: 15);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Flag("saturate", Saturate, unless: true);
        to.Text("round_mode", RoundMode, unless: "up");
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [Cast.Converted(inputs, inputs.Element(1))];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Of(OperationKind.Convert, outputs[0].Shape.Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, Conversion.To<T>(run[0], run[1].Element));
}
