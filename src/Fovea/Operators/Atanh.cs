using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = artanh x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Atanh-9, 22: https://onnx.ai/onnx/operators/onnx__Atanh.html</para>
/// </summary>
public sealed record Atanh : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Atanh", "X", "Y", _ => new Atanh(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Hyperbolic);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Atanh, x);
}
