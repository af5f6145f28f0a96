using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = ln x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Log-1, 6, 13: https://onnx.ai/onnx/operators/onnx__Log.html</para>
/// </summary>
public sealed record Log : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Log", "X", "Y", _ => new Log());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Log);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Log, x);
}
