using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = max(0, x) + alpha·(e^min(0, x) − 1), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Elu-1, 6, 22: https://onnx.ai/onnx/operators/onnx__Elu.html</para>
/// </summary>
/// <param name="Alpha">The factor or threshold alpha of the formula.</param>
public sealed record Elu(float Alpha = 1f) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Elu", "X", "Y", a => new Elu(a.Real("alpha", 1f)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("alpha", Alpha, unless: 1f);
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Compare, 2), (OperationKind.Exp, 1), (OperationKind.Multiply, 1), (OperationKind.Add, 2));

    // At 0 the minimum takes x, so that the slope is that of the left side.
    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Max(default, x) + (E.Literal(Alpha) * (E.Apply(ScalarFunction.Exp, E.Min(x, default)) - E.Literal(1)));
}
