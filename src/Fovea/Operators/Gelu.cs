using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = x/2 · (1 + erf(x / √2)), or its approximation x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))).
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Gelu-20: https://onnx.ai/onnx/operators/onnx__Gelu.html</para>
/// </summary>
/// <param name="Approximate">Whether the approximation by tanh is meant.</param>
public sealed record Gelu(bool Approximate = false) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Gelu", "X", "Y", a => new Gelu(a.OneOf("approximate", false, ("none", false), ("tanh", true))), since: 20);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Text("approximate", Approximate ? "tanh" : null);

    // With tanh: x·x·x, two constants, the half and the product with the sum.
    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Approximate
        ? Each((OperationKind.Multiply, 6), (OperationKind.Add, 2), (OperationKind.Hyperbolic, 1))
        : Each((OperationKind.Multiply, 3), (OperationKind.Add, 1), (OperationKind.Erf, 1));

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Literal(0.5) * x * (E.Literal(1) + (Approximate
        ? E.Apply(ScalarFunction.Tanh, E.Literal(Math.Sqrt(2 / Math.PI)) * (x + (E.Literal(0.044715) * (x * x * x))))
        : E.Apply(ScalarFunction.Erf, E.Literal(1 / Math.Sqrt(2)) * x)));
}
