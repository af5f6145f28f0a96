using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = ⌊x⌋, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Floor-1, 6, 13: https://onnx.ai/onnx/operators/onnx__Floor.html</para>
/// </summary>
public sealed record Floor : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Floor", "X", "Y", _ => new Floor());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Round);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Floor, x);
}
