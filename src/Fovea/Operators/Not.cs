using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = not x, elementwise.
/// <para>X any shape, bool; Y as X.</para>
/// <para>ONNX Not-1: https://onnx.ai/onnx/operators/onnx__Not.html</para>
/// </summary>
public sealed record Not : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Not", "X", "Y", _ => new Not());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element == ElementType.Bool;

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Logic);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => Each<T, bool, bool>(run, inputs =>
    {
        Ledger.Note(OperationKind.Logic);
        return !inputs[0];
    });
}
