using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = ln(eˣ + 1), elementwise, as m + ln(e^(x − m) + e^(−m)) with m = max(0, x), which does not overflow.
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
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Compare, 1), (OperationKind.Sign, 1), (OperationKind.Exp, 2), (OperationKind.Add, 3), (OperationKind.Log, 1));

    /// <inheritdoc/>
    protected override E Compute<E>(E x)
    {
        E m = E.Max(default, x);
        return m + E.Apply(ScalarFunction.Log, E.Apply(ScalarFunction.Exp, x - m) + E.Apply(ScalarFunction.Exp, -m));
    }
}
