using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = −x, elementwise.
/// <para>X any shape, float or signed integer; Y as X.</para>
/// <para>ONNX Neg-1, 6, 13: https://onnx.ai/onnx/operators/onnx__Neg.html</para>
/// </summary>
public sealed record Neg : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Neg", "X", "Y", _ => new Neg());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloating() || element.IsSigned();

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Sign);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => -x;
}
