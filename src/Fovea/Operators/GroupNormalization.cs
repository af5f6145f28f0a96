using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = scale · (x − mean) / √(var + epsilon) + bias, with mean and variance of each group of channels of each sample.
/// <para>X [N, C, …] float; scale, bias [C] (in opset 18 one entry a group); Y as X.</para>
/// <para>ONNX GroupNormalization-18, 21: https://onnx.ai/onnx/operators/onnx__GroupNormalization.html</para>
/// </summary>
/// <param name="Groups">The number of groups of channels.</param>
/// <param name="Epsilon">What keeps the root away from 0.</param>
/// <param name="PerGroup">Whether scale and bias have one entry a group, as in opset 18.</param>
/// <param name="Stash">The element type that statistics are computed in; the reference computes them in the number of the run.</param>
public sealed record GroupNormalization(long Groups, float Epsilon = 1e-5f, bool PerGroup = false, ElementType Stash = ElementType.Float32) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("GroupNormalization", "X scale bias", "Y", a => new GroupNormalization(a.RequiredInteger("num_groups"), a.Real("epsilon", 1e-5f), a.Opset < 21, Cast.Code(a.Integer("stash_type", 1))), since: 18);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("num_groups", Groups);
        to.Real("epsilon", Epsilon, unless: 1e-5f);
        to.Integer("stash_type", (int)Stash, unless: 1);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Operands.Require(x.Rank >= 2, $"X must be [N, C, …], not {x}");
        Operands.Require(Groups >= 1, $"attribute 'num_groups' is {Groups}; it must be at least 1");
        inputs.Agree(Size.FloorDiv(x[1], Groups) * Groups, x[1], $"{Groups} groups do not divide the channels");
        Size entries = PerGroup ? Groups : x[1];
        inputs.Agree(inputs.Shape(1), [entries], "scale has the wrong number of entries");
        inputs.Agree(inputs.Shape(2), [entries], "bias has the wrong number of entries");
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape x = inputs.Shape(0);
        return new Cost { Work = Statistics.Normalise(x.Elements, x[0] * Groups) + Statistics.Affine(x.Elements, bias: true) };
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Normalised(inputs.Rank(0), axis => axis >= 1);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Values<long> x = run[0].Dimensions;
        long channelsOfGroup = x[1] / Groups;
        int[] groups = Positions.Map(x.AsSpan(), position => (position[0] * Groups) + (position[1] / channelsOfGroup));
        int[] entries = Positions.Map(x.AsSpan(), position => PerGroup ? position[1] / channelsOfGroup : position[1]);
        Statistics.Affine(run, Statistics.Normalise(run.Numbers(0), groups, Epsilon).Normalised, (1, entries), (2, entries));
    }
}
