using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = max(0, x), elementwise.
/// <para>X any shape, float or (since opset 14) signed integer; Y as X.</para>
/// <para>ONNX Relu-1, 6, 13, 14: https://onnx.ai/onnx/operators/onnx__Relu.html</para>
/// </summary>
public sealed record Relu : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Relu", "X", "Y", _ => new Relu());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloating() || element.IsSigned();

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Compare);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Max(default, x);
}
