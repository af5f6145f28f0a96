using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = arsinh x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Asinh-9, 22: https://onnx.ai/onnx/operators/onnx__Asinh.html</para>
/// </summary>
public sealed record Asinh : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Asinh", "X", "Y", _ => new Asinh(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Hyperbolic);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Asinh, x);
}
