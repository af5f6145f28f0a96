using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = scale · (x − mean) / √(var + epsilon) + B, with mean and variance over the axes from the given one on.
/// <para>X any shape, float; Scale, B broadcast to the normalised axes; Y as X; Mean and InvStdDev with size 1 there.</para>
/// <para>ONNX LayerNormalization-17: https://onnx.ai/onnx/operators/onnx__LayerNormalization.html</para>
/// </summary>
/// <param name="Axis">The first axis that is normalised; negative ones count from the end.</param>
/// <param name="Epsilon">What keeps the root away from 0.</param>
/// <param name="Stash">The element type that statistics are computed in; the reference computes them in the number of the run.</param>
public sealed record LayerNormalization(long Axis = -1, float Epsilon = 1e-5f, ElementType Stash = ElementType.Float32) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("LayerNormalization", "X Scale B?", "Y Mean? InvStdDev?", a => new LayerNormalization(a.Integer("axis", -1), a.Real("epsilon", 1e-5f), Cast.Code(a.Integer("stash_type", 1))), since: 17);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis, unless: -1);
        to.Real("epsilon", Epsilon, unless: 1e-5f);
        to.Integer("stash_type", (int)Stash, unless: 1);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        int first = Operands.Axis(Axis, x.Rank);
        Shape scale = inputs.Shape(1);
        inputs.Agree(Broadcast.Output(inputs, x, scale), x, "the scale cannot be broadcast to X");
        if (inputs.Has(2))
        {
            inputs.Agree(Broadcast.Output(inputs, x, inputs.Shape(2)), x, "B cannot be broadcast to X");
        }
        var statistics = new ValueInfo(Stash, Reduced(x, first));
        return [inputs[0], statistics, statistics];
    }

    private static Shape Reduced(Shape x, int first)
    {
        for (int axis = first; axis < x.Rank; axis++)
        {
            x = x.With(axis, 1);
        }
        return x;
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape x = inputs.Shape(0);
        Size groups = x.Slice(0, Operands.Axis(Axis, x.Rank)).Elements;
        return new Cost
        {
            Work = Statistics.Normalise(x.Elements, groups) + Statistics.Affine(x.Elements, bias: inputs.Has(2)),
        };
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        int first = Operands.Axis(Axis, inputs.Rank(0));
        if (output == 0)
        {
            return FieldRule.Normalised(inputs.Rank(0), axis => axis >= first);
        }
        AxisRule[] axes = FieldRule.Axes(inputs.Rank(0));
        Array.Fill(axes, new AxisRule.Whole(), first, axes.Length - first);
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Values<long> x = run[0].Dimensions;
        int first = Operands.Axis(Axis, x.Count);
        (T[] normalised, T[] mean, T[] factor) = Statistics.Normalise(run.Numbers(0), Statistics.Groups(x, axis => axis >= first), Epsilon);
        Statistics.Affine(
            run,
            normalised,
            (1, Broadcast.Places(run[1].Dimensions, x.AsSpan())),
            run.Has(2) ? (2, Broadcast.Places(run[2].Dimensions, x.AsSpan())) : null);
        run.Put(1, new Elements<T>(mean));
        run.Put(2, new Elements<T>(factor));
    }
}
