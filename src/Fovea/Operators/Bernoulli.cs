using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = 1 with the probability that stands in the input, otherwise 0.
/// <para>input any shape, float; output the same shape.</para>
/// <para>ONNX Bernoulli-15, 22: https://onnx.ai/onnx/operators/onnx__Bernoulli.html</para>
/// </summary>
/// <param name="To">The element type; null for that of the input.</param>
/// <param name="Seed">The seed; null for any.</param>
public sealed record Bernoulli(ElementType? To = null, float? Seed = null) : RandomDraw
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Bernoulli", "input", "output", a => new Bernoulli(a.Integer("dtype") is { } code ? Cast.Code(code) : null, a.Real("seed")), since: 15);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("dtype", (long?)To);
        to.Real("seed", Seed);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [new ValueInfo(To ?? inputs.Element(0), inputs.Shape(0))];

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));
}
