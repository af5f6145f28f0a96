using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = arcosh x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Acosh-9, 22: https://onnx.ai/onnx/operators/onnx__Acosh.html</para>
/// </summary>
public sealed record Acosh : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Acosh", "X", "Y", _ => new Acosh(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Hyperbolic);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Acosh, x);
}
