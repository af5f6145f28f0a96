using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = not x, bit by bit, elementwise.
/// <para>X any shape, integer; Y as X.</para>
/// <para>ONNX BitwiseNot-18: https://onnx.ai/onnx/operators/onnx__BitwiseNot.html</para>
/// </summary>
public sealed record BitwiseNot : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("BitwiseNot", "X", "Y", _ => new BitwiseNot(), since: 18);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsInteger();

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Logic);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => Each<T, Whole, Whole>(run, inputs =>
    {
        Ledger.Note(OperationKind.Logic);
        return new Whole(~inputs[0].Number);
    });
}
