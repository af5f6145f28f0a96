using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = x·max(0, min(1, x/6 + 1/2)), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX HardSwish-14, 22: https://onnx.ai/onnx/operators/onnx__HardSwish.html</para>
/// </summary>
public sealed record HardSwish : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("HardSwish", "X", "Y", _ => new HardSwish(), since: 14);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Multiply, 2), (OperationKind.Add, 1), (OperationKind.Compare, 2));

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => x * E.Max(default, E.Min(E.Literal(1), (E.Literal(1 / 6.0) * x) + E.Literal(0.5)));
}
