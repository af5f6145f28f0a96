using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// z = xʸ, elementwise, with broadcasting; stored in the type of X.
/// <para>X numeric; Y numeric, of any type since opset 12; Z of the broadcast shape, the type of X.</para>
/// <para>ONNX Pow-1, 7, 12, 13, 15: https://onnx.ai/onnx/operators/onnx__Pow.html</para>
/// </summary>
/// <param name="Legacy">How Y is aligned in files of opset 6 and before; null since.</param>
public sealed record Pow(LegacyBroadcast? Legacy = null) : Arithmetic(Legacy)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Pow", "X Y", "Z", a => new Pow(LegacyBroadcast.Read(a)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override ElementType Element(Operands inputs) => inputs.Element(0);

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Power);

    /// <inheritdoc/>
    protected override Fraction? Value(ReadOnlySpan<Fraction> inputs)
    {
        const int maximumExponent = 16;
        if (!inputs[1].TryGetWhole(out Size exponent) || !exponent.TryGetValue(out long times) || times is < 0 or > maximumExponent)
        {
            return null;
        }
        Fraction power = 1;
        for (int i = 0; i < times; i++)
        {
            power *= inputs[0];
        }
        return power;
    }
}
