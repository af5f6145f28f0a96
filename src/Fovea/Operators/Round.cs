using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = x rounded to the nearest whole number, halves to the even one, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Round-11, 22: https://onnx.ai/onnx/operators/onnx__Round.html</para>
/// </summary>
public sealed record Round : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Round", "X", "Y", _ => new Round(), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Round);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Round, x);
}
