using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = ⌈x⌉, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Ceil-1, 6, 13: https://onnx.ai/onnx/operators/onnx__Ceil.html</para>
/// </summary>
public sealed record Ceil : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Ceil", "X", "Y", _ => new Ceil());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Round);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Ceiling, x);
}
