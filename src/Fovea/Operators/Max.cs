using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// max = the greatest of all inputs, elementwise, with broadcasting (since opset 8; before, shapes are equal).
/// <para>Inputs one or more, of shapes that broadcast, the same numeric type; the output of the broadcast shape.</para>
/// <para>ONNX Max-1, 6, 8, 12, 13: https://onnx.ai/onnx/operators/onnx__Max.html</para>
/// </summary>
public sealed record Max : Elementwise
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Max", "data_0*", "max", _ => new Max());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Operations.Of(OperationKind.Compare, inputs.Count);

    /// <inheritdoc/>
    protected override Fraction? Value(ReadOnlySpan<Fraction> inputs)
    {
        var sizes = new Size[inputs.Length];
        bool whole = true;
        for (int i = 0; i < sizes.Length; i++)
        {
            whole &= inputs[i].TryGetWhole(out sizes[i]);
        }
        return whole ? Size.Max(sizes) : (Fraction?)null;
    }
}
