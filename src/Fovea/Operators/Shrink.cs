using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = x + bias where x &lt; −lambd, x − bias where x > lambd, otherwise 0, elementwise.
/// <para>X any shape, any numeric type; Y as X.</para>
/// <para>ONNX Shrink-9: https://onnx.ai/onnx/operators/onnx__Shrink.html</para>
/// </summary>
/// <param name="Bias">The summand bias of the formula.</param>
/// <param name="Lambda">The threshold lambd of the formula.</param>
public sealed record Shrink(float Bias = 0f, float Lambda = 0.5f) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Shrink", "X", "Y", a => new Shrink(a.Real("bias", 0f), a.Real("lambd", 0.5f)), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("bias", Bias, unless: 0f);
        to.Real("lambd", Lambda, unless: 0.5f);
    }

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloating() || element.IsInteger();

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Compare, 2), (OperationKind.Add, 2));

    /// <inheritdoc/>
    protected override bool LeavesWholes => true;

    // Both branches are computed; then one is chosen.
    /// <inheritdoc/>
    protected override E Compute<E>(E x)
    {
        E raised = x + E.Literal(Bias);
        E lowered = x - E.Literal(Bias);
        bool below = Scalar.IsLess(x, E.Literal(-Lambda));
        bool above = Scalar.IsLess(E.Literal(Lambda), x);
        return below ? raised : above ? lowered : default;
    }
}
