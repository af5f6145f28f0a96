using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = x where x > alpha, otherwise 0, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX ThresholdedRelu-10, 22: https://onnx.ai/onnx/operators/onnx__ThresholdedRelu.html</para>
/// </summary>
/// <param name="Alpha">The factor or threshold alpha of the formula.</param>
public sealed record ThresholdedRelu(float Alpha = 1f) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("ThresholdedRelu", "X", "Y", a => new ThresholdedRelu(a.Real("alpha", 1f)), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("alpha", Alpha, unless: 1f);
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Compare);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => Scalar.IsLess(E.Literal(Alpha), x) ? x : default;
}
