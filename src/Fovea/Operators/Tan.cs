using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = tan x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Tan-7, 22: https://onnx.ai/onnx/operators/onnx__Tan.html</para>
/// </summary>
public sealed record Tan : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Tan", "X", "Y", _ => new Tan(), since: 7);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Trigonometric);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Tan, x);
}
