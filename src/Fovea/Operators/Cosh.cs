using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = cosh x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Cosh-9, 22: https://onnx.ai/onnx/operators/onnx__Cosh.html</para>
/// </summary>
public sealed record Cosh : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Cosh", "X", "Y", _ => new Cosh(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Hyperbolic);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Cosh, x);
}
