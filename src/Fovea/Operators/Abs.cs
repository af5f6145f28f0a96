using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = |x|, elementwise.
/// <para>X any shape, any numeric type; Y as X.</para>
/// <para>ONNX Abs-1, 6, 13: https://onnx.ai/onnx/operators/onnx__Abs.html</para>
/// </summary>
public sealed record Abs : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Abs", "X", "Y", _ => new Abs());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloating() || element.IsInteger();

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Sign);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Abs, x);
}
