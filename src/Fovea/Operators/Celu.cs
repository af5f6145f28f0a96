using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = max(0, x) + min(0, alpha·(e^(x / alpha) − 1)), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Celu-12: https://onnx.ai/onnx/operators/onnx__Celu.html</para>
/// </summary>
/// <param name="Alpha">The factor or threshold alpha of the formula.</param>
public sealed record Celu(float Alpha = 1f) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Celu", "X", "Y", a => new Celu(a.Real("alpha", 1f)), since: 12);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("alpha", Alpha, unless: 1f);
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Compare, 2), (OperationKind.Divide, 1), (OperationKind.Exp, 1), (OperationKind.Multiply, 1), (OperationKind.Add, 2));

    // At 0 the minimum takes the exponential, so that the slope is that of the left side, 1.
    /// <inheritdoc/>
    protected override E Compute<E>(E x) =>
        E.Max(default, x) + E.Min(E.Literal(Alpha) * (E.Apply(ScalarFunction.Exp, x / E.Literal(Alpha)) - E.Literal(1)), default);
}
