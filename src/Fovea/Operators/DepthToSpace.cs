using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = blocks of channels laid out as squares of pixels: [N, C, H, W] → [N, C/b², b·H, b·W].
/// <para>input [N, C, H, W] with b² dividing C; output the same type.</para>
/// <para>ONNX DepthToSpace-1, 11, 13: https://onnx.ai/onnx/operators/onnx__DepthToSpace.html</para>
/// </summary>
/// <param name="BlockSize">The side b of a square.</param>
/// <param name="ColumnRow">Whether channels are taken column-row-depth (mode CRD), as a pixel shuffle does; otherwise depth-column-row.</param>
public sealed record DepthToSpace(Size BlockSize, bool ColumnRow = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "DepthToSpace",
        "input",
        "output",
        a => new DepthToSpace(a.RequiredSize("blocksize"), a.OneOf("mode", false, ("DCR", false), ("CRD", true))));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("blocksize", BlockSize);
        to.Text("mode", ColumnRow ? "CRD" : null);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Operands.Require(x.Rank == 4, $"input must be [N, C, H, W], not {x}");
        Operands.Require(!(BlockSize.UpperBound < 1), $"attribute 'blocksize' is {BlockSize}; it must be at least 1");
        Size block = BlockSize * BlockSize;
        Size channels = Size.FloorDiv(x[1], block);
        inputs.Agree(channels * block, x[1], "the square of the block size does not divide the channels");
        return [new ValueInfo(inputs.Element(0), [x[0], channels, x[2] * BlockSize, x[3] * BlockSize])];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    // Unit o reads position ⌊o / b⌋.
    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        var step = new Fraction(1, BlockSize);
        return FieldRule.Of([
            new AxisRule.Same(0),
            new AxisRule.Whole(),
            new AxisRule.Resampled(2, step, 0, 0, 0),
            new AxisRule.Resampled(3, step, 0, 0, 0),
        ]);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Values<long> input = run[0].Dimensions;
        long[] output = run.Sizes(0);
        long block = BlockSize.Value;
        run.Put(0, run[0].Elements.Pick(Positions.Map(output, position =>
        {
            long within = ((position[2] % block) * block) + (position[3] % block);
            long channel = ColumnRow ? (position[1] * block * block) + within : (within * output[1]) + position[1];
            return Positions.Place(input, [position[0], channel, position[2] / block, position[3] / block]);
        })));
    }
}
