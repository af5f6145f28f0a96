using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Elementwise comparisons: two tensors of the same type give truth values.</summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public abstract record Comparison(LegacyBroadcast? Legacy) : Arithmetic(Legacy)
{
    /// <inheritdoc/>
    protected override ElementType Element(Operands inputs)
    {
        inputs.AgreeElement(0, 1);
        return ElementType.Bool;
    }

    /// <summary>Whether it holds of two elements; null if that cannot be decided.</summary>
    protected abstract bool? Holds<E>(E a, E b)
        where E : struct, IScalar<E>;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsTruth(0))
        {
            Each(run, [Numbers(run.Truths(0)), Numbers(run.Truths(1))], run.Make<bool>(0), Decide);
        }
        else if (run.IsWhole(0))
        {
            Each<T, Whole, bool>(run, Decide);
        }
        else
        {
            Each<T, T, bool>(run, Decide);
        }
    }

    private static Whole[] Numbers(bool[] truths) => Array.ConvertAll(truths, truth => (Whole)(truth ? 1 : 0));

    private bool Decide<E>(ReadOnlySpan<E> inputs)
        where E : struct, IScalar<E> =>
        Holds(inputs[0], inputs[1]) ?? throw new UndecidableException($"{Name} of {inputs[0]} and {inputs[1]} cannot be decided");
}

/// <summary>Elementwise logic on truth values.</summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public abstract record Logical(LegacyBroadcast? Legacy) : Arithmetic(Legacy)
{
    /// <inheritdoc/>
    protected override ElementType Element(Operands inputs)
    {
        Operands.Require(
            inputs.Element(0) == ElementType.Bool && inputs.Element(1) == ElementType.Bool,
            $"A and B must be bool, not {inputs.Element(0).Name()} and {inputs.Element(1).Name()}");
        return ElementType.Bool;
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Logic);

    /// <summary>Whether it holds of two truth values.</summary>
    protected abstract bool Holds(bool a, bool b);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => Each<T, bool, bool>(run, inputs =>
    {
        Ledger.Note(OperationKind.Logic);
        return Holds(inputs[0], inputs[1]);
    });
}
