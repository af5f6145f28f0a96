using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = squares of pixels laid out as channels: [N, C, H, W] → [N, C·b², H/b, W/b].
/// <para>input [N, C, H, W] with b dividing H and W; output the same type.</para>
/// <para>ONNX SpaceToDepth-1, 13: https://onnx.ai/onnx/operators/onnx__SpaceToDepth.html</para>
/// </summary>
/// <param name="BlockSize">The side b of a square.</param>
public sealed record SpaceToDepth(Size BlockSize) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("SpaceToDepth", "input", "output", a => new SpaceToDepth(a.RequiredSize("blocksize")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Integer("blocksize", BlockSize);

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Operands.Require(x.Rank == 4, $"input must be [N, C, H, W], not {x}");
        Operands.Require(!(BlockSize.UpperBound < 1), $"attribute 'blocksize' is {BlockSize}; it must be at least 1");
        Size height = Size.FloorDiv(x[2], BlockSize);
        Size width = Size.FloorDiv(x[3], BlockSize);
        inputs.Agree(height * BlockSize, x[2], "the block size does not divide the height");
        inputs.Agree(width * BlockSize, x[3], "the block size does not divide the width");
        return [new ValueInfo(inputs.Element(0), [x[0], x[1] * BlockSize * BlockSize, height, width])];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    // Over all channels a unit o reads the positions b·o … b·o + b − 1.
    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Of([
        new AxisRule.Same(0),
        new AxisRule.Whole(),
        new AxisRule.Windowed(2, BlockSize, BlockSize, 1, 0),
        new AxisRule.Windowed(3, BlockSize, BlockSize, 1, 0),
    ]);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Values<long> input = run[0].Dimensions;
        long block = BlockSize.Value;
        run.Put(0, run[0].Elements.Pick(Positions.Map(run.Sizes(0), position =>
        {
            long within = position[1] / input[1];
            return Positions.Place(input, [
                position[0], position[1] % input[1], (position[2] * block) + (within / block), (position[3] * block) + (within % block)]);
        })));
    }
}
