using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = max(0, x) + alpha·min(0, x), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX LeakyRelu-1, 6, 16: https://onnx.ai/onnx/operators/onnx__LeakyRelu.html</para>
/// </summary>
/// <param name="Alpha">The factor or threshold alpha of the formula.</param>
public sealed record LeakyRelu(float Alpha = 0.01f) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("LeakyRelu", "X", "Y", a => new LeakyRelu(a.Real("alpha", 0.01f)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("alpha", Alpha, unless: 0.01f);
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Compare, 2), (OperationKind.Multiply, 1), (OperationKind.Add, 1));

    // At 0 the minimum takes x, so that the slope is that of the left side.
    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Max(default, x) + (E.Literal(Alpha) * E.Min(x, default));
}
