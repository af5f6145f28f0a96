using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = 1 / x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Reciprocal-1, 6, 13: https://onnx.ai/onnx/operators/onnx__Reciprocal.html</para>
/// </summary>
public sealed record Reciprocal : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Reciprocal", "X", "Y", _ => new Reciprocal());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Divide);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Literal(1) / x;
}
