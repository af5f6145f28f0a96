using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// reduced = the place of the least element along an axis, the first of equals unless the last is asked for.
/// <para>data any numeric type; reduced int64, without the axis, or with size 1 there.</para>
/// <para>ONNX ArgMin-1, 11, 12, 13: https://onnx.ai/onnx/operators/onnx__ArgMin.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="KeepAxis">Whether the axis stays, with size 1.</param>
/// <param name="Last">Whether the last of equals is chosen.</param>
public sealed record ArgMin(long Axis = 0, bool KeepAxis = true, bool Last = false) : ArgExtreme(Axis, KeepAxis, Last)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "ArgMin", "data", "reduced", a => new ArgMin(a.Integer("axis", 0), a.Flag("keepdims", true), a.Flag("select_last_index")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override bool Greatest => false;
}
