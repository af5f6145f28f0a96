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

    /// <summary>
    /// One element of the output, where the inputs are known before the network runs; null where it cannot be told. Exact:
    /// the caller rounds known floats to their type.
    /// </summary>
    protected virtual Fraction? Value(ReadOnlySpan<Fraction> inputs) => null;

    /// <summary>The same, where it depends on the types of the inputs.</summary>
    protected virtual Fraction? Value(Operands operands, ReadOnlySpan<Fraction> inputs) => Value(inputs);

    /// <summary>The reference computation of one element: the inputs' elements at its position, in their order.</summary>
    protected virtual E Compute<E>(ReadOnlySpan<E> inputs)
        where E : struct, IScalar<E> =>
        throw new UnavailableException($"the reference does not compute {Name}");

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            Each<T, Whole>(run);
        }
        else
        {
            Each<T, T>(run);
        }
    }

    private void Each<T, E>(Evaluation<T> run)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        E[] result = run.Make<E>(0);
        var items = new E[run.Count][];
        var places = new int[run.Count][];
        for (int input = 0; input < run.Count; input++)
        {
            items[input] = run.Items<E>(input);
            places[input] = Broadcast.Places(Values.Create<long>(Aligned(run.Operands, input).ToLongs()), run.Sizes(0));
        }
        var element = new E[run.Count];
        for (int i = 0; i < result.Length; i++)
        {
            for (int input = 0; input < element.Length; input++)
            {
                element[input] = items[input][places[input][i]];
            }
            result[i] = Compute<E>(element);
        }
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        ElementType element = Element(inputs);
        Shape shape = BroadcastShape(inputs);
        Contents? contents = Broadcast.Contents(inputs, shape, values => Value(inputs, values) is { } exact ? Rounding.To(element, exact) : null);
        return [new ValueInfo(element, shape, contents)];
    }

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
