using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = ln(eˣ + 1), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Softplus-1, 22: https://onnx.ai/onnx/operators/onnx__Softplus.html</para>
/// </summary>
public sealed record Softplus : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Softplus", "X", "Y", _ => new Softplus());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Exp, 1), (OperationKind.Add, 1), (OperationKind.Log, 1));
}
