using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Y = X with the first sequence_lens[b] entries of each sequence in reverse order.
/// <para>input of rank ≥ 2; sequence_lens int64[batch]; Y as input.</para>
/// <para>ONNX ReverseSequence-10: https://onnx.ai/onnx/operators/onnx__ReverseSequence.html</para>
/// </summary>
/// <param name="TimeAxis">The axis that sequences run along.</param>
/// <param name="BatchAxis">The axis that tells sequences apart.</param>
public sealed record ReverseSequence(long TimeAxis = 0, long BatchAxis = 1) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "ReverseSequence", "input sequence_lens", "Y", a => new ReverseSequence(a.Integer("time_axis", 0), a.Integer("batch_axis", 1)), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("time_axis", TimeAxis, unless: 0);
        to.Integer("batch_axis", BatchAxis, unless: 1);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        inputs.Agree(inputs.Shape(1), [inputs.Shape(0)[Operands.Axis(BatchAxis, inputs.Rank(0))]], "sequence_lens must have one entry for each sequence");
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        AxisRule[] axes = FieldRule.Axes(inputs.Rank(0));
        axes[Operands.Axis(TimeAxis, axes.Length)] = new AxisRule.Irregular("sequences are reversed");
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        int time = Operands.Axis(TimeAxis, run[0].Rank);
        int batch = Operands.Axis(BatchAxis, run[0].Rank);
        Values<long> input = run[0].Dimensions;
        long[] lengths = Indices.Read(run, 1);
        foreach (long length in lengths)
        {
            Operands.Require(length >= 0 && length <= input[time], $"a sequence of length {length} does not fit axis {time}, whose size is {input[time]}");
        }
        var source = new long[input.Count];
        run.Put(0, run[0].Elements.Pick(Positions.Map(input.AsSpan(), position =>
        {
            position.CopyTo(source, 0);
            long length = lengths[position[batch]];
            source[time] = position[time] < length ? length - 1 - position[time] : position[time];
            return Positions.Place(input, source);
        })));
    }
}
