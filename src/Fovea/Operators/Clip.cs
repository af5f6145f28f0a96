using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = min(max, max(min, x)), elementwise.
/// <para>input any numeric type; min, max scalars of the same type; output as input.</para>
/// <para>ONNX Clip-1, 6 (bounds as attributes), 11, 12, 13: https://onnx.ai/onnx/operators/onnx__Clip.html</para>
/// </summary>
/// <param name="Minimum">The lower bound, where an old file has it as an attribute.</param>
/// <param name="Maximum">The upper bound, likewise.</param>
public sealed record Clip(float? Minimum = null, float? Maximum = null) : Unary
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Clip", "input min? max?", "output", a => new Clip(a.Real("min"), a.Real("max")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("min", Minimum);
        to.Real("max", Maximum);
    }

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloating() || element.IsInteger();

    /// <inheritdoc/>
    protected override Shape BroadcastShape(Operands inputs)
    {
        for (int bound = 1; bound < inputs.Count; bound++)
        {
            if (inputs.Has(bound))
            {
                inputs.Agree(inputs.Shape(bound).Elements, 1, $"{Type.InputName(bound)} must be a single number");
            }
        }
        return inputs.Shape(0);
    }

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs)
    {
        int bounds = (Minimum is not null || inputs.Has(1) ? 1 : 0) + (Maximum is not null || inputs.Has(2) ? 1 : 0);
        return Operations.Of(OperationKind.Compare, bounds);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            Bounded<T, Whole>(run);
        }
        else
        {
            Bounded<T, T>(run);
        }
    }

    private void Bounded<T, E>(Evaluation<T> run)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        E? minimum = Bound<T, E>(run, 1, Minimum);
        E? maximum = Bound<T, E>(run, 2, Maximum);
        E[] x = run.Items<E>(0);
        E[] y = run.Make<E>(0);
        for (int i = 0; i < y.Length; i++)
        {
            E raised = minimum is { } least ? E.Max(least, x[i]) : x[i];
            y[i] = maximum is { } greatest ? E.Min(greatest, raised) : raised;
        }
    }

    private static E? Bound<T, E>(Evaluation<T> run, int input, float? attribute)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E> =>
        run.Has(input) ? run.Single<E>(input) : attribute is { } given ? E.Literal(given) : null;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));
}
