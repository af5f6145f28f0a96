using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = random numbers in the shape of the input, with mean and scale.
/// <para>input any tensor, of which only shape and type are read; output as input.</para>
/// <para>ONNX RandomNormalLike-1, 22: https://onnx.ai/onnx/operators/onnx__RandomNormalLike.html</para>
/// </summary>
/// <param name="To">The element type; null for that of the input.</param>
/// <param name="Mean">The mean of the distribution.</param>
/// <param name="Scale">The scale of the distribution.</param>
/// <param name="Seed">The seed; null for any.</param>
public sealed record RandomNormalLike(ElementType? To = null, float Mean = 0, float Scale = 1, float? Seed = null) : RandomDraw
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "RandomNormalLike", "input", "output", a => new RandomNormalLike(
            a.Integer("dtype") is { } code ? Cast.Code(code) : null, a.Real("mean", 0), a.Real("scale", 1), a.Real("seed")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("dtype", (long?)To);
        to.Real("mean", Mean, unless: 0);
        to.Real("scale", Scale, unless: 1);
        to.Real("seed", Seed);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [new ValueInfo(To ?? inputs.Element(0), inputs.Shape(0))];

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.None;
}
