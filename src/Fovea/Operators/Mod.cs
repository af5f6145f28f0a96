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

    // Rounded down, the remainder is ((a rem b) + b) rem b with remainders of a division that rounds toward 0.
    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) =>
        Truncated ? One(OperationKind.Remainder) : Unary.Each((OperationKind.Remainder, 2), (OperationKind.Add, 1));

    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> inputs) => Truncated ? E.Remainder(inputs[0], inputs[1]) : E.Modulo(inputs[0], inputs[1]);
}
