using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = cos x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Cos-7, 22: https://onnx.ai/onnx/operators/onnx__Cos.html</para>
/// </summary>
public sealed record Cos : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Cos", "X", "Y", _ => new Cos(), since: 7);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Trigonometric);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Cos, x);
}
