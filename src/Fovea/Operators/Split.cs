using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// outputs = input cut into pieces along an axis.
/// <para>input any tensor; split int64, the sizes of the pieces (equal ones if it is left out; since opset 18 the last may be smaller); outputs of the same rank.</para>
/// <para>ONNX Split-1, 2, 11 (sizes as an attribute), 13, 18 (num_outputs): https://onnx.ai/onnx/operators/onnx__Split.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="Sizes">The sizes, where an old file has them as an attribute.</param>
/// <param name="Pieces">The number of equal pieces, since opset 18.</param>
public sealed record Split(long Axis = 0, Values<Size>? Sizes = null, long? Pieces = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Split", "input split?", "outputs*", a => new Split(a.Integer("axis", 0), a.Sizes("split"), a.Integer("num_outputs")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis, unless: 0);
        to.Integers("split", Sizes);
        to.Integer("num_outputs", Pieces);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape input = inputs.Shape(0);
        int axis = Operands.Axis(Axis, input.Rank);
        Size[] sizes = Cut(inputs, input[axis]);
        var outputs = new ValueInfo[sizes.Length];
        Size start = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            Shape shape = input.With(axis, sizes[i]);
            outputs[i] = new ValueInfo(inputs.Element(0), shape, Contents(inputs.Contents(0), shape, axis, start));
            start += sizes[i];
        }
        return Values.Create<ValueInfo>(outputs);
    }

    private static Contents? Contents(Contents? input, Shape output, int axis, Size start)
    {
        if (input is null || !output.IsKnown)
        {
            return null;
        }
        return input.Pick(output.ToLongs(), Source(input.Dimensions, axis, start.Value));
    }

    // For a position of a piece its place in the input.
    private static Func<long[], long> Source(Values<long> input, int axis, long start) => position =>
    {
        long[] source = [.. position];
        source[axis] += start;
        return Positions.Place(input, source);
    };

    private Size[] Cut(Operands inputs, Size size)
    {
        if (Sizes is { } given || (inputs.Has(1) && inputs.Contents(1) is not null && (given = inputs.Sizes(1)) is { }))
        {
            Operands.Require(given.Count == inputs.OutputCount, $"{given.Count} sizes are given for {inputs.OutputCount} outputs");
            Operands.Require(!given.Any(piece => piece.UpperBound < 0), $"a piece has a negative size: {given}");
            inputs.Agree(Size.Sum(given.AsSpan()), size, "the sizes of the pieces do not add up");
            return given.AsSpan().ToArray();
        }
        var pieces = new Size[inputs.OutputCount];
        if (inputs.Has(1))
        {
            for (int i = 0; i < pieces.Length; i++)
            {
                pieces[i] = inputs.Open($"size{i}");
            }
            return pieces;
        }
        long count = Pieces ?? pieces.Length;
        Operands.Require(count == pieces.Length, $"num_outputs is {count}, but there are {pieces.Length} outputs");
        if (Pieces is null)
        {
            Size equal = Size.FloorDiv(size, count);
            inputs.Agree(equal * count, size, $"the axis cannot be cut into {count} equal pieces");
            Array.Fill(pieces, equal);
            return pieces;
        }
        Size each = Size.CeilDiv(size, count);
        Array.Fill(pieces, each);
        pieces[^1] = inputs.AtLeast(size - (each * (count - 1)), 0, "the size of the last piece");
        return pieces;
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        Shape input = inputs.Shape(0);
        int axis = Operands.Axis(Axis, input.Rank);
        Size[] sizes = Cut(inputs, input[axis]);
        AxisRule[] axes = FieldRule.Axes(input.Rank);
        axes[axis] = new AxisRule.Windowed(axis, 1, 1, 1, -Size.Sum(sizes.AsSpan(0, output)));
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        int axis = Operands.Axis(Axis, run[0].Rank);
        long start = 0;
        for (int output = 0; output < run.Outputs.Count; output++)
        {
            long[] sizes = run.Sizes(output);
            run.Put(output, run[0].Elements.Pick(Positions.Map(sizes, Source(run[0].Dimensions, axis, start))));
            start += sizes[axis];
        }
    }
}
