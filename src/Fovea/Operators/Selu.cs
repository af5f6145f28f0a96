using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = gamma·(max(0, x) + alpha·(e^min(0, x) − 1)), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Selu-1, 6, 22: https://onnx.ai/onnx/operators/onnx__Selu.html</para>
/// </summary>
/// <param name="Alpha">The factor or threshold alpha of the formula.</param>
/// <param name="Gamma">The factor gamma of the formula.</param>
public sealed record Selu(float Alpha = 1.6732631921768188f, float Gamma = 1.0507010221481323f) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Selu", "X", "Y", a => new Selu(a.Real("alpha", 1.6732631921768188f), a.Real("gamma", 1.0507010221481323f)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("alpha", Alpha, unless: 1.6732631921768188f);
        to.Real("gamma", Gamma, unless: 1.0507010221481323f);
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Compare, 2), (OperationKind.Exp, 1), (OperationKind.Multiply, 2), (OperationKind.Add, 2));

    // At 0 the minimum takes x, so that the slope is that of the left side.
    /// <inheritdoc/>
    protected override E Compute<E>(E x) =>
        E.Literal(Gamma) * (E.Max(default, x) + (E.Literal(Alpha) * (E.Apply(ScalarFunction.Exp, E.Min(x, default)) - E.Literal(1))));
}
