using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = whether x is infinite, elementwise.
/// <para>X any shape, float; Y the same shape, bool.</para>
/// <para>ONNX IsInf-10, 20: https://onnx.ai/onnx/operators/onnx__IsInf.html</para>
/// </summary>
/// <param name="Negative">Whether −∞ counts.</param>
/// <param name="Positive">Whether +∞ counts.</param>
public sealed record IsInf(bool Negative = true, bool Positive = true) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("IsInf", "X", "Y", a => new IsInf(a.Flag("detect_negative", true), a.Flag("detect_positive", true)), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Flag("detect_negative", Negative, unless: true);
        to.Flag("detect_positive", Positive, unless: true);
    }

    /// <inheritdoc/>
    protected override ElementType Element(Operands inputs)
    {
        base.Element(inputs);
        return ElementType.Bool;
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Operations.Of(OperationKind.Compare, (Negative ? 1 : 0) + (Positive ? 1 : 0));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => Each<T, T, bool>(
        run,
        inputs => (Negative && Scalar.IsSame(inputs[0], T.Literal(double.NegativeInfinity)))
            | (Positive && Scalar.IsSame(inputs[0], T.Literal(double.PositiveInfinity))));
}
