using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = sinh x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Sinh-9, 22: https://onnx.ai/onnx/operators/onnx__Sinh.html</para>
/// </summary>
public sealed record Sinh : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Sinh", "X", "Y", _ => new Sinh(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Hyperbolic);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Sinh, x);
}
