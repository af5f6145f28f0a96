using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = sin x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Sin-7, 22: https://onnx.ai/onnx/operators/onnx__Sin.html</para>
/// </summary>
public sealed record Sin : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Sin", "X", "Y", _ => new Sin(), since: 7);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Trigonometric);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Sin, x);
}
