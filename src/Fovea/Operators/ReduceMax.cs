using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// reduced = max x, over the axes that are named, by default all.
/// <para>data any numeric type; axes int64; reduced without those axes, or with size 1 there.</para>
/// <para>ONNX ReduceMax-1, 11, 12, 13, 18, 20: https://onnx.ai/onnx/operators/onnx__ReduceMax.html</para>
/// </summary>
/// <param name="Axes">The axes, where an old file has them as an attribute.</param>
/// <param name="KeepAxes">Whether reduced axes stay, with size 1.</param>
/// <param name="NothingByDefault">Whether no axis is reduced where none is named.</param>
public sealed record ReduceMax(Values<long>? Axes = null, bool KeepAxes = true, bool NothingByDefault = false)
    : Reduction(Axes, KeepAxes, NothingByDefault)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "ReduceMax", "data axes?", "reduced", a => Read(a, (axes, keep, nothing) => new ReduceMax(axes, keep, nothing)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement => Unary.Each((OperationKind.Compare, 1));

    /// <inheritdoc/>
    protected override Fraction? Value(ReadOnlySpan<Fraction> elements)
    {
        var sizes = new Size[elements.Length];
        bool whole = sizes.Length > 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            whole &= elements[i].TryGetWhole(out sizes[i]);
        }
        return whole ? Size.Max(sizes) : (Fraction?)null;
    }
}
