using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>Elementwise operators on the bits of two integers.</summary>
public abstract record Bitwise() : Arithmetic(Legacy: null)
{
    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Logic);

    /// <summary>The result for two integers, in two's complement; what is too long is cut off when it is stored.</summary>
    protected abstract Int128 Combine(Int128 a, Int128 b);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => Each<T, Whole, Whole>(run, inputs =>
    {
        Ledger.Note(OperationKind.Logic);
        return new Whole(Combine(inputs[0].Number, inputs[1].Number));
    });
}
