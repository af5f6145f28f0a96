using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = scale · (x − mean) / √(var + epsilon) + B, with mean and variance of each channel of each sample.
/// <para>input [N, C, …] float; scale, B [C]; output as input.</para>
/// <para>ONNX InstanceNormalization-1, 6, 22: https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html</para>
/// </summary>
/// <param name="Epsilon">What keeps the root away from 0.</param>
public sealed record InstanceNormalization(float Epsilon = 1e-5f) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("InstanceNormalization", "input scale B", "output", a => new InstanceNormalization(a.Real("epsilon", 1e-5f)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("epsilon", Epsilon, unless: 1e-5f);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Operands.Require(x.Rank >= 3, $"input must be [N, C, …], not {x}");
        inputs.Agree(inputs.Shape(1), [x[1]], "scale must have one entry for each channel");
        inputs.Agree(inputs.Shape(2), [x[1]], "B must have one entry for each channel");
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape x = inputs.Shape(0);
        return new Cost { Work = Statistics.Normalise(x.Elements, x[0] * x[1]) + Statistics.Affine(x.Elements, bias: true) };
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Normalised(inputs.Rank(0), axis => axis >= 2);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        int[] channels = Statistics.Channels(run[0].Dimensions);
        T[] normalised = Statistics.Normalise(run.Numbers(0), Statistics.Groups(run[0].Dimensions, axis => axis > 1), Epsilon).Normalised;
        Statistics.Affine(run, normalised, (1, channels), (2, channels));
    }
}
