using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = random numbers in the shape of the input, with low and high.
/// <para>input any tensor, of which only shape and type are read; output as input.</para>
/// <para>ONNX RandomUniformLike-1, 22: https://onnx.ai/onnx/operators/onnx__RandomUniformLike.html</para>
/// </summary>
/// <param name="To">The element type; null for that of the input.</param>
/// <param name="Low">The low of the distribution.</param>
/// <param name="High">The high of the distribution.</param>
/// <param name="Seed">The seed; null for any.</param>
public sealed record RandomUniformLike(ElementType? To = null, float Low = 0, float High = 1, float? Seed = null) : RandomDraw
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "RandomUniformLike", "input", "output", a => new RandomUniformLike(
            a.Integer("dtype") is { } code ? Cast.Code(code) : null, a.Real("low", 0), a.Real("high", 1), a.Real("seed")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("dtype", (long?)To);
        to.Real("low", Low, unless: 0);
        to.Real("high", High, unless: 1);
        to.Real("seed", Seed);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [new ValueInfo(To ?? inputs.Element(0), inputs.Shape(0))];

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.None;
}
