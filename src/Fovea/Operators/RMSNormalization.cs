using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = scale · x / √(mean of x² + epsilon), over the axes from the given one on.
/// <para>X any shape, float; scale broadcasts to the normalised axes; Y as X.</para>
/// <para>ONNX RMSNormalization-23: https://onnx.ai/onnx/operators/onnx__RMSNormalization.html</para>
/// </summary>
/// <param name="Axis">The first axis that is normalised; negative ones count from the end.</param>
/// <param name="Epsilon">What keeps the root away from 0.</param>
/// <param name="Stash">The element type that statistics are computed in; the reference computes them in the number of the run.</param>
public sealed record RMSNormalization(long Axis = -1, float Epsilon = 1e-5f, ElementType Stash = ElementType.Float32) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("RMSNormalization", "X scale", "Y", a => new RMSNormalization(a.Integer("axis", -1), a.Real("epsilon", 1e-5f), Cast.Code(a.Integer("stash_type", 1))), since: 23);

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
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape x = inputs.Shape(0);
        Size groups = x.Slice(0, Operands.Axis(Axis, x.Rank)).Elements;
        return new Cost
        {
            Work = Statistics.NormaliseByRoot(x.Elements, groups) + Statistics.Affine(x.Elements, bias: false),
        };
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        int first = Operands.Axis(Axis, inputs.Rank(0));
        return FieldRule.Normalised(inputs.Rank(0), axis => axis >= first);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Values<long> x = run[0].Dimensions;
        int first = Operands.Axis(Axis, x.Count);
        T[] normalised = Statistics.NormaliseByRoot(run.Numbers(0), Statistics.Groups(x, axis => axis >= first), Epsilon);
        Statistics.Affine(run, normalised, (1, Broadcast.Places(run[1].Dimensions, x.AsSpan())), null);
    }
}
