using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = x / (1 + |x|), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Softsign-1, 22: https://onnx.ai/onnx/operators/onnx__Softsign.html</para>
/// </summary>
public sealed record Softsign : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Softsign", "X", "Y", _ => new Softsign());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Sign, 1), (OperationKind.Add, 1), (OperationKind.Divide, 1));

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => x / (E.Literal(1) + E.Apply(ScalarFunction.Abs, x));
}
