using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = max(0, min(1, alpha·x + beta)), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX HardSigmoid-1, 6, 22: https://onnx.ai/onnx/operators/onnx__HardSigmoid.html</para>
/// </summary>
/// <param name="Alpha">The factor or threshold alpha of the formula.</param>
/// <param name="Beta">The summand beta of the formula.</param>
public sealed record HardSigmoid(float Alpha = 0.2f, float Beta = 0.5f) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("HardSigmoid", "X", "Y", a => new HardSigmoid(a.Real("alpha", 0.2f), a.Real("beta", 0.5f)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("alpha", Alpha, unless: 0.2f);
        to.Real("beta", Beta, unless: 0.5f);
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Multiply, 1), (OperationKind.Add, 1), (OperationKind.Compare, 2));

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Max(default, E.Min(E.Literal(1), (E.Literal(Alpha) * x) + E.Literal(Beta)));
}
