using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = eˣ, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Exp-1, 6, 13: https://onnx.ai/onnx/operators/onnx__Exp.html</para>
/// </summary>
public sealed record Exp : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Exp", "X", "Y", _ => new Exp());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Exp);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Exp, x);
}
