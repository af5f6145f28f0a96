using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = −1, 0 or 1: the sign of x, elementwise.
/// <para>X any shape, any numeric type; Y as X.</para>
/// <para>ONNX Sign-9, 13: https://onnx.ai/onnx/operators/onnx__Sign.html</para>
/// </summary>
public sealed record Sign : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Sign", "X", "Y", _ => new Sign(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloating() || element.IsInteger();

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Sign);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Sign, x);
}
