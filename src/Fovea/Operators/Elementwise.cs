using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// What all elementwise operators share: inputs are broadcast to one shape, every element of the output depends on the elements at its own
/// position, and the cost is so many operations an element.
/// </summary>
public abstract record Elementwise : Operator
{
    /// <summary>The operations that one element of the output takes.</summary>
    protected abstract Operations PerElement(Operands inputs);

    /// <summary>The element type of the output; by default that of the inputs, which have to agree.</summary>
    protected virtual ElementType Element(Operands inputs)
    {
        for (int i = 1; i < inputs.Count; i++)
        {
            inputs.AgreeElement(0, i);
        }
        return inputs.Element(0);
    }

    /// <summary>The reference computation of one element from the inputs' elements at its position, in their order.</summary>
    protected virtual E Compute<E>(ReadOnlySpan<E> inputs)
        where E : struct, IScalar<E> =>
        throw new UnavailableException($"the reference does not compute {Name}");

    /// <summary>One element from the inputs' elements at its position, in their order: the rule itself, for whoever walks through tensors in another way.</summary>
    /// <exception cref="UnavailableException">The operator is not computed element by element from numbers of one kind.</exception>
    public E Element<E>(ReadOnlySpan<E> inputs)
        where E : struct, IScalar<E> =>
        Compute(inputs);

    /// <summary>The shapes of the inputs as the common rule of broadcasting aligns them: old files and slopes of a channel have rules of their own.</summary>
    public Values<Shape> AlignedShapes(Operands inputs)
    {
        var shapes = new Shape[inputs.Count];
        for (int i = 0; i < shapes.Length; i++)
        {
            shapes[i] = Aligned(inputs, i);
        }
        return Values.Create<Shape>(shapes);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            Each<T, Whole, Whole>(run, Compute);
        }
        else
        {
            Each<T, T, T>(run, Compute);
        }
    }

    /// <summary>Computes every element of the output from the inputs' elements at its position; all inputs are of kind <typeparamref name="E"/>.</summary>
    protected void Each<T, E, R>(Evaluation<T> run, Func<ReadOnlySpan<E>, R> compute)
        where T : struct, IScalar<T>
    {
        var inputs = new E[run.Count][];
        for (int input = 0; input < inputs.Length; input++)
        {
            inputs[input] = run.Items<E>(input);
        }
        Each(run, inputs, run.Make<R>(0), compute);
    }

    /// <summary>Computes every element of a result from the inputs' elements at its position.</summary>
    protected void Each<T, E, R>(Evaluation<T> run, E[][] inputs, R[] result, Func<ReadOnlySpan<E>, R> compute)
        where T : struct, IScalar<T>
    {
        var places = new int[inputs.Length][];
        for (int input = 0; input < inputs.Length; input++)
        {
            places[input] = Broadcast.Places(Values.Create<long>(Aligned(run.Operands, input).ToLongs()), run.Sizes(0));
        }
        var element = new E[inputs.Length];
        for (int i = 0; i < result.Length; i++)
        {
            for (int input = 0; input < element.Length; input++)
            {
                element[input] = inputs[input][places[input][i]];
            }
            result[i] = compute(element);
        }
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        Following.Outputs(inputs, new ValueInfo(Element(inputs), BroadcastShape(inputs)));

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        new() { Work = PerElement(inputs) * outputs[0].Shape.Elements };

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        var rules = new Values<AxisRule>?[inputs.Count];
        for (int i = 0; i < rules.Length; i++)
        {
            rules[i] = inputs.Has(i) ? Broadcast.Rules(inputs.Shape(i), outputs[0].Shape) : null;
        }
        return new FieldRule(Values.Create<Values<AxisRule>?>(rules));
    }

    /// <summary>The shape of an input as the common rule of broadcasting aligns it.</summary>
    protected virtual Shape Aligned(Operands inputs, int input) => inputs.Shape(input);

    /// <summary>The shape all inputs are broadcast to.</summary>
    protected virtual Shape BroadcastShape(Operands inputs)
    {
        var shapes = new Shape[inputs.Count];
        for (int i = 0; i < shapes.Length; i++)
        {
            shapes[i] = inputs.Shape(i);
        }
        return Broadcast.Output(inputs, shapes);
    }

    /// <summary>One operation of a kind.</summary>
    protected static Operations One(OperationKind kind) => Operations.Of(kind, 1);
}
