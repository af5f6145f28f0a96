using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = x / (1 + e^(−alpha·x)), elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Swish-24: https://onnx.ai/onnx/operators/onnx__Swish.html</para>
/// </summary>
/// <param name="Alpha">The factor or threshold alpha of the formula.</param>
public sealed record Swish(float Alpha = 1f) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Swish", "X", "Y", a => new Swish(a.Real("alpha", 1f)), since: 24);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("alpha", Alpha, unless: 1f);
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Each((OperationKind.Multiply, 1), (OperationKind.Sign, 1), (OperationKind.Exp, 1), (OperationKind.Add, 1), (OperationKind.Divide, 1));

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => x / (E.Literal(1) + E.Apply(ScalarFunction.Exp, -(E.Literal(Alpha) * x)));
}
