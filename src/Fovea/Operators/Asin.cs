using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = arcsin x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Asin-7, 22: https://onnx.ai/onnx/operators/onnx__Asin.html</para>
/// </summary>
public sealed record Asin : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Asin", "X", "Y", _ => new Asin(), since: 7);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Trigonometric);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Asin, x);
}
