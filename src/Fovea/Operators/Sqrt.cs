using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = √x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Sqrt-1, 6, 13: https://onnx.ai/onnx/operators/onnx__Sqrt.html</para>
/// </summary>
public sealed record Sqrt : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Sqrt", "X", "Y", _ => new Sqrt());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Sqrt);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Sqrt, x);
}
