using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = whether x is not a number, elementwise.
/// <para>X any shape, float; Y the same shape, bool.</para>
/// <para>ONNX IsNaN-9, 13, 20: https://onnx.ai/onnx/operators/onnx__IsNaN.html</para>
/// </summary>
public sealed record IsNaN : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("IsNaN", "X", "Y", _ => new IsNaN(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override ElementType Element(Operands inputs)
    {
        base.Element(inputs);
        return ElementType.Bool;
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Compare);

    // NaN alone does not equal itself.
    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => Each<T, T, bool>(run, inputs => !Scalar.IsSame(inputs[0], inputs[0]));
}
