using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = start, start + delta, start + 2·delta … before limit.
/// <para>start, limit, delta scalars of one numeric type; output a vector of max(0, ⌈(limit − start) / delta⌉) elements.</para>
/// <para>ONNX Range-11: https://onnx.ai/onnx/operators/onnx__Range.html</para>
/// </summary>
public sealed record RangeOf : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Range", "start limit delta", "output", _ => new RangeOf(), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        ElementType element = inputs.AgreeElement(0, 1);
        inputs.AgreeElement(0, 2);
        if (inputs.Scalar(0) is not { } start || inputs.Scalar(1) is not { } limit || inputs.Scalar(2) is not { } step)
        {
            return [new ValueInfo(element, [inputs.Open("length")])];
        }
        Operands.Require(step != 0, "delta is 0");
        try
        {
            Size count = Size.Max(0, ((limit - start) / step).Ceiling());
            return [new ValueInfo(element, [count], Elements(start, step, count))];
        }
        catch (OverflowException) when (start.TryGetDouble(out double first) && limit.TryGetDouble(out double last) && step.TryGetDouble(out double delta))
        {
            // Doubles that are too fine for exact fractions are counted as the standard does, in doubles.
            return [new ValueInfo(element, [checked((long)Math.Max(0, Math.Ceiling((last - first) / delta)))])];
        }
    }

    private static Contents? Elements(Fraction start, Fraction step, Size count)
    {
        if (!count.TryGetValue(out long known) || known > Contents.MaximumElements)
        {
            return null;
        }
        var elements = new Fraction[known];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = start + (step * i);
        }
        return Contents.Vector(elements);
    }

    // Each element from its index: a product and a sum.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => new()
    {
        Work = Unary.Each((OperationKind.Multiply, 1), (OperationKind.Add, 1)) * outputs[0].Shape.Elements,
    };

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.None;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            Count<T, Whole>(run);
        }
        else
        {
            Count<T, T>(run);
        }
    }

    private static void Count<T, E>(Evaluation<T> run)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        E start = run.Single<E>(0);
        E delta = run.Single<E>(2);
        E[] output = run.Make<E>(0);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = start + (delta * E.Literal(i));
        }
    }
}
