using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Elementwise functions of one tensor.</summary>
public abstract record Unary : Elementwise
{
    /// <summary>Whether elements of a type are accepted; floating-point numbers unless an operator says otherwise.</summary>
    protected virtual bool Accepts(ElementType element) => element.IsFloating();

    /// <inheritdoc/>
    protected override ElementType Element(Operands inputs)
    {
        ElementType element = inputs.Element(0);
        Operands.Require(Accepts(element), $"{Type.InputName(0)} is {element.Name()}, which {Name} does not take");
        return element;
    }

    /// <summary>Whether whole numbers are converted to floating-point ones and back, because the function leaves them.</summary>
    protected virtual bool LeavesWholes => false;

    /// <summary>The reference computation of one element.</summary>
    protected virtual E Compute<E>(E x)
        where E : struct, IScalar<E> =>
        throw new UnavailableException($"the reference does not compute {Name}");

    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> inputs) => Compute(inputs[0]);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (LeavesWholes && run.IsWhole(0))
        {
            T[] results = Array.ConvertAll(Conversion.Numbers<T>(run.Wholes(0)), Compute);
            run.Put(0, new Elements<Whole>(Conversion.Wholes(results, run[0].Element)));
        }
        else
        {
            base.Forward(run);
        }
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => base.Cost(inputs, outputs)
        + (LeavesWholes && inputs.Element(0).IsInteger() ? Graphs.Cost.Of(OperationKind.Convert, 2 * outputs[0].Shape.Elements) : Graphs.Cost.Free);

    /// <summary>Operations of several kinds: pairs of a kind and how many of it.</summary>
    internal static Operations Each(params ReadOnlySpan<(OperationKind Kind, int Count)> kinds)
    {
        Operations sum = Operations.None;
        foreach ((OperationKind kind, int count) in kinds)
        {
            sum += Operations.Of(kind, count);
        }
        return sum;
    }
}
