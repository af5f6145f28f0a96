using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// c = a − b·⌊a / b⌋, elementwise, with broadcasting: the remainder has the sign of b; with fmod, a − b·trunc(a / b), that of a.
/// <para>A, B of shapes that broadcast, the same numeric type (floats only with fmod); C of the broadcast shape.</para>
/// <para>ONNX Mod-10, 13: https://onnx.ai/onnx/operators/onnx__Mod.html</para>
/// </summary>
/// <param name="Truncated">Whether the quotient is rounded toward 0 (fmod = 1).</param>
public sealed record Mod(bool Truncated = false) : Arithmetic(Legacy: null)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Mod", "A B", "C", a => new Mod(a.Flag("fmod")), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Flag("fmod", Truncated);

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Remainder);

    /// <inheritdoc/>
    protected override Fraction? Value(ReadOnlySpan<Fraction> inputs) =>
        inputs[1] == 0 ? null
        : Truncated ? Rounding.TowardZero(inputs[0] / inputs[1]) is { } quotient ? inputs[0] - (inputs[1] * quotient) : null
        : inputs[0] - (inputs[1] * (inputs[0] / inputs[1]).Floor());
}
