using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = tanh x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Tanh-1, 6, 13: https://onnx.ai/onnx/operators/onnx__Tanh.html</para>
/// </summary>
public sealed record Tanh : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Tanh", "X", "Y", _ => new Tanh());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Hyperbolic);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Tanh, x);
}
