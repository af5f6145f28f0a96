using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// reduced = ln Σ x, over the axes that are named, by default all.
/// <para>data any numeric type; axes int64; reduced without those axes, or with size 1 there.</para>
/// <para>ONNX ReduceLogSum-1, 11, 13, 18: https://onnx.ai/onnx/operators/onnx__ReduceLogSum.html</para>
/// </summary>
/// <param name="Axes">The axes, where an old file has them as an attribute.</param>
/// <param name="KeepAxes">Whether reduced axes stay, with size 1.</param>
/// <param name="NothingByDefault">Whether no axis is reduced where none is named.</param>
public sealed record ReduceLogSum(Values<long>? Axes = null, bool KeepAxes = true, bool NothingByDefault = false)
    : Reduction(Axes, KeepAxes, NothingByDefault)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "ReduceLogSum", "data axes?", "reduced", a => Read(a, (axes, keep, nothing) => new ReduceLogSum(axes, keep, nothing)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement => Unary.Each((OperationKind.Add, 1));

    /// <inheritdoc/>
    protected override Operations PerResult => Unary.Each((OperationKind.Log, 1));

    /// <inheritdoc/>
    protected override bool LeavesWholes => true;

    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> elements) => E.Apply(ScalarFunction.Log, Fold.Sum(elements));
}
