using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = 1 / (1 + e⁻ˣ), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Sigmoid-1, 6, 13: https://onnx.ai/onnx/operators/onnx__Sigmoid.html</para>
/// </summary>
public sealed record Sigmoid : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Sigmoid", "X", "Y", _ => new Sigmoid());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Sign, 1), (OperationKind.Exp, 1), (OperationKind.Add, 1), (OperationKind.Divide, 1));

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Literal(1) / (E.Literal(1) + E.Apply(ScalarFunction.Exp, -x));
}
