using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = random numbers of a given shape, with mean and scale.
/// <para>No input; output of the given shape.</para>
/// <para>ONNX RandomNormal-1, 22: https://onnx.ai/onnx/operators/onnx__RandomNormal.html</para>
/// </summary>
/// <param name="Sizes">The shape.</param>
/// <param name="To">The element type.</param>
/// <param name="Mean">The mean of the distribution.</param>
/// <param name="Scale">The scale of the distribution.</param>
/// <param name="Seed">The seed; null for any.</param>
public sealed record RandomNormal(Values<Size> Sizes, ElementType To = ElementType.Float32, float Mean = 0, float Scale = 1, float? Seed = null) : RandomDraw
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "RandomNormal", "", "output", a => new RandomNormal(
            a.Sizes("shape") ?? throw new GraphException("attribute 'shape' is missing"),
            Cast.Code(a.Integer("dtype", 1)),
            a.Real("mean", 0),
            a.Real("scale", 1),
            a.Real("seed")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integers("shape", Sizes);
        to.Integer("dtype", (int)To, unless: 1);
        to.Real("mean", Mean, unless: 0);
        to.Real("scale", Scale, unless: 1);
        to.Real("seed", Seed);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [new ValueInfo(To, new Shape(Sizes))];

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.None;
}
