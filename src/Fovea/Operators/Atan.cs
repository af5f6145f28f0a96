using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = arctan x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Atan-7, 22: https://onnx.ai/onnx/operators/onnx__Atan.html</para>
/// </summary>
public sealed record Atan : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Atan", "X", "Y", _ => new Atan(), since: 7);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Trigonometric);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Atan, x);
}
