using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = min(max, max(min, x)), elementwise.
/// <para>input any numeric type; min, max scalars of the same type; output as input.</para>
/// <para>ONNX Clip-1, 6 (bounds as attributes), 11, 12, 13: https://onnx.ai/onnx/operators/onnx__Clip.html</para>
/// </summary>
/// <param name="Minimum">The lower bound, where an old file has it as an attribute.</param>
/// <param name="Maximum">The upper bound, likewise.</param>
public sealed record Clip(float? Minimum = null, float? Maximum = null) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Clip", "input min? max?", "output", a => new Clip(a.Real("min"), a.Real("max")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("min", Minimum);
        to.Real("max", Maximum);
    }

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloating() || element.IsInteger();

    /// <inheritdoc/>
    protected override Shape BroadcastShape(Operands inputs)
    {
        for (int bound = 1; bound < inputs.Count; bound++)
        {
            if (inputs.Has(bound))
            {
                inputs.Agree(inputs.Shape(bound).Elements, 1, $"{Type.InputName(bound)} must be a single number");
            }
        }
        return inputs.Shape(0);
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs)
    {
        int bounds = (Minimum is not null || inputs.Has(1) ? 1 : 0) + (Maximum is not null || inputs.Has(2) ? 1 : 0);
        return Operations.Of(OperationKind.Compare, bounds);
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));
}
