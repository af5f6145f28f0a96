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

    /// <summary>The reference computation of one element.</summary>
    protected virtual E Compute<E>(E x)
        where E : struct, IScalar<E> =>
        throw new UnavailableException($"the reference does not compute {Name}");

    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> inputs) => Compute(inputs[0]);

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
