using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = the slices of data that the last axis of indices names.
/// <para>data of rank r; indices of rank q whose last axis has size k; output of rank q + r − k − 1 − batch_dims.</para>
/// <para>ONNX GatherND-11, 12, 13: https://onnx.ai/onnx/operators/onnx__GatherND.html</para>
/// </summary>
/// <param name="Batch">The leading axes that data and indices share (batch_dims).</param>
public sealed record GatherND(long Batch = 0) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("GatherND", "data indices", "output", a => new GatherND(a.Integer("batch_dims", 0)), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("batch_dims", Batch, unless: 0);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape data = inputs.Shape(0);
        Shape indices = inputs.Shape(1);
        Operands.Require(indices.Rank >= 1, "indices must have at least one axis");
        if (!indices[indices.Rank - 1].TryGetValue(out long named))
        {
            throw new UnavailableException("how many axes the indices name is not known");
        }
        int first = (int)(Batch + named);
        Operands.Require(Batch >= 0 && named >= 1 && first <= data.Rank && Batch < indices.Rank, $"indices {indices} name more axes than data {data} has");
        return [new ValueInfo(inputs.Element(0), indices.Slice(0, indices.Rank - 1).Concat(data.Slice(first, data.Rank)))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("the positions are chosen by indices"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        long[] sizes = run.Sizes(0);
        for (int axis = 0; axis < Batch; axis++)
        {
            Operands.Require(run[0].Dimensions[axis] == run[1].Dimensions[axis], $"data and indices differ in axis {axis}, which is one of the batch");
        }
        (int[] starts, int length) = Indices.Slices(run, (int)Batch);
        run.Put(0, sizes, run[0].Elements.Pick(Indices.Expand(starts, length)));
    }
}
