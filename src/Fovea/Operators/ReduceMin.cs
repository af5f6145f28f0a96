using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// reduced = min x, over the axes that are named, by default all.
/// <para>data any numeric type or bool; axes int64; reduced without those axes, or with size 1 there.</para>
/// <para>ONNX ReduceMin-1, 11, 12, 13, 18, 20: https://onnx.ai/onnx/operators/onnx__ReduceMin.html</para>
/// </summary>
/// <param name="Axes">The axes, where an old file has them as an attribute.</param>
/// <param name="KeepAxes">Whether reduced axes stay, with size 1.</param>
/// <param name="NothingByDefault">Whether no axis is reduced where none is named.</param>
public sealed record ReduceMin(Values<long>? Axes = null, bool KeepAxes = true, bool NothingByDefault = false)
    : ReduceExtreme(Axes, KeepAxes, NothingByDefault, Greatest: false)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "ReduceMin", "data axes?", "reduced", a => Read(a, (axes, keep, nothing) => new ReduceMin(axes, keep, nothing)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;
}
