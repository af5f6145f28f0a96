using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, c] = Σ over i… of x[n, c, i…] / their number.
/// <para>X [N, C, …] float; Y [N, C, 1 …].</para>
/// <para>ONNX GlobalAveragePool-1, 22: https://onnx.ai/onnx/operators/onnx__GlobalAveragePool.html</para>
/// </summary>
public sealed record GlobalAveragePool : GlobalPool
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("GlobalAveragePool", "X", "Y", _ => new GlobalAveragePool());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement => Operations.Of(OperationKind.Add, 1);

    /// <inheritdoc/>
    protected override Cost Finish(Size results) => Graphs.Cost.Of(OperationKind.Divide, results);

    /// <inheritdoc/>
    protected override T Pool<T>(ReadOnlySpan<T> channel) => Fold.Mean(channel);
}
