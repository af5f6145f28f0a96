using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = a tensor of the given shape, filled with one value.
/// <para>input int64[r], the shape; output of rank r.</para>
/// <para>ONNX ConstantOfShape-9, 20, 21 …: https://onnx.ai/onnx/operators/onnx__ConstantOfShape.html</para>
/// </summary>
/// <param name="Value">The value, a tensor of one element; null for a float32 of 0.</param>
public sealed record ConstantOfShape(Tensor? Value = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("ConstantOfShape", "input", "output", a => new ConstantOfShape(a.Tensor("value")), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Tensor("value", Value);

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Operands.Require(Value is null || Value.Count == 1, "attribute 'value' must hold one element");
        Shape shape = new(inputs.Sizes(0));
        foreach (Size size in shape)
        {
            Operands.Require(!(size.UpperBound < 0), $"the shape holds {size}");
        }
        Fraction fill = 0;
        bool known = Value is null || Value.TryGetFraction(0, out fill);
        Contents? contents = known && shape.IsKnown ? Contents.Scalar(fill).Pick(shape.ToLongs(), _ => 0) : null;
        return [new ValueInfo(Value?.Element ?? ElementType.Float32, shape, contents)];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.None;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Elements value = Value is null ? RunTensor.Literals<T>(ElementType.Float32, 0) : RunTensor.From<T>(Value).Elements;
        run.Put(0, value.Pick(new int[Positions.Count(run.Sizes(0))]));
    }
}
