using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Reduces axes to the greatest or the least element; of none to the lowest or highest number of the type. Of truth values the greatest is whether one holds, the least
/// whether all hold.
/// </summary>
/// <param name="Axes">The axes, where an old file has them as an attribute.</param>
/// <param name="KeepAxes">Whether reduced axes stay, with size 1.</param>
/// <param name="NothingByDefault">Whether no axis is reduced where none is named.</param>
/// <param name="Greatest">Whether the greatest is meant.</param>
public abstract record ReduceExtreme(Values<long>? Axes, bool KeepAxes, bool NothingByDefault, bool Greatest)
    : Reduction(Axes, KeepAxes, NothingByDefault)
{
    /// <inheritdoc/>
    protected override Operations PerElement => Operations.Of(OperationKind.Compare, 1);

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => inputs.Element(0) == ElementType.Bool
        ? Graphs.Cost.Of(OperationKind.Logic, inputs.Shape(0).Elements)
        : base.Cost(inputs, outputs);

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        ValueInfo output = base.Outputs(inputs)[0];
        // Fractions have no lowest number to start at; of sizes that are all open the extreme is a formula.
        if (output.Contents is null && output.Shape.Elements == 1 && inputs.Contents(0) is { Elements.Count: > 0 } given && Whole(given) is { } sizes)
        {
            Size extreme = Greatest ? Size.Max(sizes) : Size.Min(sizes);
            output = output with { Contents = Contents.Scalar(extreme).Reshape(output.Shape) };
        }
        return [output];
    }

    private static Size[]? Whole(Contents given)
    {
        var sizes = new Size[given.Elements.Count];
        for (int i = 0; i < sizes.Length; i++)
        {
            if (!given.Elements[i].TryGetWhole(out sizes[i]))
            {
                return null;
            }
        }
        return sizes;
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsTruth(0))
        {
            Each(run, run.Truths(0), run.Make<bool>(0), Holds);
        }
        else if (run.IsWhole(0))
        {
            (Int128 least, Int128 greatest) = run[0].Element.Range();
            var start = new Whole(Greatest ? least : greatest);
            Each(run, run.Wholes(0), run.Make<Whole>(0), elements => Extreme(elements, start));
        }
        else
        {
            T start = T.Literal(Greatest ? double.NegativeInfinity : double.PositiveInfinity);
            Each(run, run.Numbers(0), run.Make<T>(0), elements => Extreme(elements, start));
        }
    }

    private E Extreme<E>(ReadOnlySpan<E> elements, E start)
        where E : struct, IScalar<E> =>
        Greatest ? Fold.Max(elements, start) : Fold.Min(elements, start);

    private bool Holds(ReadOnlySpan<bool> elements)
    {
        bool holds = !Greatest;
        foreach (bool element in elements)
        {
            Ledger.Note(OperationKind.Logic);
            holds = Greatest ? holds | element : holds & element;
        }
        return holds;
    }
}
