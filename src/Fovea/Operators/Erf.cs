using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = erf(x), elementwise.
/// <para>X any shape, any numeric type; Y as X.</para>
/// <para>ONNX Erf-9, 13: https://onnx.ai/onnx/operators/onnx__Erf.html</para>
/// </summary>
public sealed record Erf : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Erf", "X", "Y", _ => new Erf(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloating() || element.IsInteger();

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Erf);

    /// <inheritdoc/>
    protected override bool LeavesWholes => true;

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Erf, x);
}
