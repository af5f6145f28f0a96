using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, c] = max over i… of x[n, c, i…].
/// <para>X [N, C, …] float; Y [N, C, 1 …].</para>
/// <para>ONNX GlobalMaxPool-1, 22: https://onnx.ai/onnx/operators/onnx__GlobalMaxPool.html</para>
/// </summary>
public sealed record GlobalMaxPool : GlobalPool
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("GlobalMaxPool", "X", "Y", _ => new GlobalMaxPool());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement => Operations.Of(OperationKind.Compare, 1);

    /// <inheritdoc/>
    protected override T Pool<T>(ReadOnlySpan<T> channel) => Fold.Max(channel);
}
