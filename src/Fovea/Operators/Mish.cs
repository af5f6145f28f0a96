using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = x·tanh(ln(1 + eˣ)), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Mish-18, 22: https://onnx.ai/onnx/operators/onnx__Mish.html</para>
/// </summary>
public sealed record Mish : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Mish", "X", "Y", _ => new Mish(), since: 18);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Exp, 1), (OperationKind.Add, 1), (OperationKind.Log, 1), (OperationKind.Hyperbolic, 1), (OperationKind.Multiply, 1));

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => x * E.Apply(ScalarFunction.Tanh, E.Apply(ScalarFunction.Log, E.Literal(1) + E.Apply(ScalarFunction.Exp, x)));
}
