using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output[i…] = input[i mod size …]: the input repeated along each axis.
/// <para>input any tensor; repeats int64[rank]; output of the same rank.</para>
/// <para>ONNX Tile-1 (tiles and axis), 6, 13: https://onnx.ai/onnx/operators/onnx__Tile.html</para>
/// </summary>
public sealed record Tile : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Tile", "input repeats axis?", "output", _ => new Tile());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape input = inputs.Shape(0);
        Values<Size> repeats = Repeats(inputs, input.Rank);
        Shape output = input;
        for (int axis = 0; axis < input.Rank; axis++)
        {
            Operands.Require(!(repeats[axis].UpperBound < 0), $"axis {axis} is repeated {repeats[axis]} times");
            output = output.With(axis, input[axis] * repeats[axis]);
        }
        Contents? contents = null;
        if (inputs.Contents(0) is { } given && output.IsKnown)
        {
            contents = given.Pick(output.ToLongs(), Source(given.Dimensions));
        }
        return [new ValueInfo(inputs.Element(0), output, contents)];
    }

    // For a position of the output its place in the input.
    private static Func<long[], long> Source(Values<long> input)
    {
        var source = new long[input.Count];
        return position =>
        {
            for (int axis = 0; axis < source.Length; axis++)
            {
                source[axis] = position[axis] % input[axis];
            }
            return Positions.Place(input, source);
        };
    }

    private static Values<Size> Repeats(Operands inputs, int rank)
    {
        if (!inputs.Has(2))
        {
            Values<Size> repeats = inputs.Sizes(1);
            Operands.Require(repeats.Count == rank, $"repeats has {repeats.Count} entries, not {rank}");
            return repeats;
        }
        // Opset 1: the number of tiles along a single axis.
        var single = new Size[rank];
        Array.Fill(single, 1);
        single[Operands.Axis(inputs.Integer(2), rank)] = inputs.Integer(1);
        return Values.Create<Size>(single);
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        Values<Size> repeats = Repeats(inputs, inputs.Rank(0));
        AxisRule[] axes = FieldRule.Axes(repeats.Count);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            axes[axis] = repeats[axis] == 1 ? axes[axis]
                : inputs.Shape(0)[axis] == 1 ? new AxisRule.Fixed(0)
                : new AxisRule.Irregular($"axis {axis} is repeated");
        }
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, run[0].Elements.Pick(Positions.Map(run.Sizes(0), Source(run[0].Dimensions))));
}
