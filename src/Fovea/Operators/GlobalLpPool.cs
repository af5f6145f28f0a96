using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, c] = (Σ over i… of |x[n, c, i…]|ᵖ)^(1/p).
/// <para>X [N, C, …] float; Y [N, C, 1 …].</para>
/// <para>ONNX GlobalLpPool-1, 2, 22: https://onnx.ai/onnx/operators/onnx__GlobalLpPool.html</para>
/// </summary>
/// <param name="P">The exponent of the norm.</param>
public sealed record GlobalLpPool(float P = 2) : GlobalPool
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("GlobalLpPool", "X", "Y", a => new GlobalLpPool(Norm.ReadExponent(a)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => Norm.WriteExponent(to, P);

    /// <inheritdoc/>
    protected override Operations PerElement => Norm.PerElement(P);

    /// <inheritdoc/>
    protected override Cost Finish(Size results) => Norm.Root(P, results);

    /// <inheritdoc/>
    protected override T Pool<T>(ReadOnlySpan<T> channel) => Norm.Of(P, channel);
}
