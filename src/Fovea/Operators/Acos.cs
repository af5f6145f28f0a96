using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// y = arccos x, elementwise.
/// <para>X any shape, float; Y as X.</para>
/// <para>ONNX Acos-7, 22: https://onnx.ai/onnx/operators/onnx__Acos.html</para>
/// </summary>
public sealed record Acos : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Acos", "X", "Y", _ => new Acos(), since: 7);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Trigonometric);

    /// <inheritdoc/>
    protected override E Compute<E>(E x) => E.Apply(ScalarFunction.Acos, x);
}
