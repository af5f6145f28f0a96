using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = data in use; in training data · mask / (1 − ratio), with a random mask of truth values.
/// <para>data any shape, float; ratio and training_mode scalars; output as data; mask the same shape, bool (float or bool in old files).</para>
/// <para>ONNX Dropout-1, 6, 7, 10, 12, 13, 22: https://onnx.ai/onnx/operators/onnx__Dropout.html</para>
/// </summary>
/// <param name="Seed">The seed of the mask.</param>
/// <param name="Ratio">The part that is dropped, where an old file has it as an attribute.</param>
/// <param name="MaskOfData">Whether the mask has the element type of the data, as before opset 10.</param>
public sealed record Dropout(long? Seed = null, float? Ratio = null, bool MaskOfData = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Dropout", "data ratio? training_mode?", "output mask?", Read);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    // Opsets 1 and 6 had a flag that says it is no training; in use that makes no difference, so that it is always written.
    private static Dropout Read(Attributes a)
    {
        _ = a.Has("is_test");
        return new Dropout(a.Integer("seed"), a.Real("ratio"), a.Opset < 10);
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("seed", Seed);
        to.Real("ratio", Ratio);
        to.Flag("is_test", to.Opset < 7);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [
        new ValueInfo(inputs[0], inputs.Contents(0)),
        new ValueInfo(MaskOfData ? inputs.Element(0) : ElementType.Bool, inputs.Shape(0)),
    ];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        if (!inputs.Has(2))
        {
            return Graphs.Cost.Free;
        }
        if (inputs.Scalar(2) is not { } training)
        {
            return Graphs.Cost.Unavailable("whether it trains is known only when the network runs");
        }
        return training == 0 || (inputs.Contents(1) is { Elements: [var ratio] } && ratio == 0)
            ? Graphs.Cost.Free
            : new Cost { Work = Unary.Each((OperationKind.Multiply, 1), (OperationKind.Divide, 1)) * outputs[0].Shape.Elements };
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        // Without a ratio it is one half.
        bool drops = run.Has(2) && run.Single<bool>(2) && !(run.Has(1) && Scalar.Known(run.Single<T>(1)) == 0);
        if (drops)
        {
            throw new UnavailableException("the mask of a training dropout is random, and the standard does not define its numbers");
        }
        run.Put(0, run[0]);
        if (run.Wants(1))
        {
            int count = run[0].Elements.Count;
            run.Put(1, MaskOfData
                ? new Elements<T>([.. Enumerable.Repeat(T.Literal(1), count)])
                : new Elements<bool>([.. Enumerable.Repeat(true, count)]));
        }
    }
}
