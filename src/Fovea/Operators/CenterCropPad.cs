using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output_data = the input cropped or padded with zeros to given sizes, around the centre.
/// <para>input_data any tensor; shape int64, the sizes of the axes that are named; output_data of the same rank.</para>
/// <para>ONNX CenterCropPad-18: https://onnx.ai/onnx/operators/onnx__CenterCropPad.html</para>
/// </summary>
/// <param name="Axes">The axes that shape names; null for all.</param>
public sealed record CenterCropPad(Values<long>? Axes = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "CenterCropPad", "input_data shape", "output_data", a => new CenterCropPad(a.Integers("axes")), since: 18);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integers("axes", Axes);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape output = inputs.Shape(0);
        foreach ((int axis, Size size) in Sizes(inputs))
        {
            output = output.With(axis, size);
        }
        return [new ValueInfo(inputs.Element(0), output)];
    }

    private IEnumerable<(int Axis, Size Size)> Sizes(Operands inputs)
    {
        int rank = inputs.Rank(0);
        int[] axes = Axes is { } named ? [.. named.Select(axis => Operands.Axis(axis, rank))] : [.. Enumerable.Range(0, rank)];
        if (inputs.Contents(1) is null)
        {
            return axes.Select(axis => (axis, inputs.Open($"size{axis}")));
        }
        Values<Size> sizes = inputs.Sizes(1);
        Operands.Require(sizes.Count == axes.Length, $"shape has {sizes.Count} entries for {axes.Length} axes");
        return axes.Select((axis, index) => (axis, sizes[index]));
    }

    // What is put on before the input, or cut off. An odd difference has its larger half at the end.
    private static Size Before(Size input, Size output) =>
        Size.FloorDiv(Size.Max(0, output - input), 2) - Size.FloorDiv(Size.Max(0, input - output), 2);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        Shape input = inputs.Shape(0);
        AxisRule[] rules = FieldRule.Axes(input.Rank);
        foreach ((int axis, Size size) in Sizes(inputs))
        {
            Size before = Before(input[axis], size);
            rules[axis] = before == 0 ? rules[axis] : new AxisRule.Windowed(axis, 1, 1, 1, before);
        }
        return FieldRule.Of(rules);
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Values<long> input = run[0].Dimensions;
        long[] output = run.Sizes(0);
        var source = new long[output.Length];
        run.Put(0, run[0].Elements.Pick(Positions.Map(output, position =>
        {
            for (int axis = 0; axis < source.Length; axis++)
            {
                source[axis] = position[axis] - Before(input[axis], output[axis]).Value;
                if (source[axis] < 0 || source[axis] >= input[axis])
                {
                    return -1;
                }
            }
            return Positions.Place(input, source);
        })));
    }
}
