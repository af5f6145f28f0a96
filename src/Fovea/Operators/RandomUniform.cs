using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = random numbers of a given shape, with low and high.
/// <para>No input; output of the given shape.</para>
/// <para>ONNX RandomUniform-1, 22: https://onnx.ai/onnx/operators/onnx__RandomUniform.html</para>
/// </summary>
/// <param name="Sizes">The shape.</param>
/// <param name="To">The element type.</param>
/// <param name="Low">The low of the distribution.</param>
/// <param name="High">The high of the distribution.</param>
/// <param name="Seed">The seed; null for any.</param>
public sealed record RandomUniform(Values<Size> Sizes, ElementType To = ElementType.Float32, float Low = 0, float High = 1, float? Seed = null) : RandomDraw
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "RandomUniform", "", "output", a => new RandomUniform(
            a.Sizes("shape") ?? throw new GraphException("attribute 'shape' is missing"),
            Cast.Code(a.Integer("dtype", 1)),
            a.Real("low", 0),
            a.Real("high", 1),
            a.Real("seed")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integers("shape", Sizes);
        to.Integer("dtype", (int)To, unless: 1);
        to.Real("low", Low, unless: 0);
        to.Real("high", High, unless: 1);
        to.Real("seed", Seed);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [new ValueInfo(To, new Shape(Sizes))];

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.None;
}
