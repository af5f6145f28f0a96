using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// concat_result = the inputs one after the other along an axis.
/// <para>Inputs one or more tensors of equal type, equal in every axis but the one; the result has the sum of their sizes along it.</para>
/// <para>ONNX Concat-1 (axis 1 by default), 4, 11, 13: https://onnx.ai/onnx/operators/onnx__Concat.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
public sealed record Concat(long Axis) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Concat", "inputs*", "concat_result", a => new Concat(a.Opset < 4 ? a.Integer("axis", 1) : a.RequiredInteger("axis")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Integer("axis", Axis);

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Operands.Require(inputs.Count > 0, "there is nothing to concatenate");
        Shape shape = inputs.Shape(0);
        int axis = Operands.Axis(Axis, shape.Rank);
        Size total = shape[axis];
        for (int input = 1; input < inputs.Count; input++)
        {
            inputs.AgreeElement(0, input);
            Shape other = inputs.Shape(input);
            Operands.Require(other.Rank == shape.Rank, $"{shape} and {other} have different numbers of axes");
            shape = inputs.Agree(shape, other.With(axis, shape[axis]), $"only axis {axis} may differ");
            total += other[axis];
        }
        shape = shape.With(axis, total);
        return [new ValueInfo(inputs.Element(0), shape, Contents(inputs, axis, shape))];
    }

    private static Contents? Contents(Operands inputs, int axis, Shape shape)
    {
        var parts = new List<Contents>();
        for (int input = 0; input < inputs.Count; input++)
        {
            if (inputs.Contents(input) is not { } part || !shape.IsKnown)
            {
                return null;
            }
            parts.Add(part);
        }
        Fraction[] elements = [.. parts.SelectMany(part => part.Elements)];
        return new Contents([elements.Length], Values.Create<Fraction>(elements)).Pick(
            shape.ToLongs(), Source([.. parts.Select(part => part.Dimensions)], axis));
    }

    // For a position of the result its place in the elements of all parts, one part behind the other.
    private static Func<long[], long> Source(Values<long>[] parts, int axis)
    {
        var starts = new long[parts.Length];
        for (int part = 1; part < starts.Length; part++)
        {
            starts[part] = starts[part - 1] + Positions.Count(parts[part - 1].AsSpan());
        }
        return position =>
        {
            long[] inner = [.. position];
            int part = 0;
            while (inner[axis] >= parts[part][axis])
            {
                inner[axis] -= parts[part++][axis];
            }
            return starts[part] + Positions.Place(parts[part], inner);
        };
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        int rank = outputs[0].Shape.Rank;
        int axis = Operands.Axis(Axis, rank);
        var rules = new Values<AxisRule>?[inputs.Count];
        Size before = 0;
        for (int input = 0; input < rules.Length; input++)
        {
            AxisRule[] axes = FieldRule.Axes(rank);
            Size size = inputs.Shape(input)[axis];
            axes[axis] = new AxisRule.Piece(axis, before, size);
            rules[input] = Values.Create<AxisRule>(axes);
            before += size;
        }
        return new FieldRule(Values.Create<Values<AxisRule>?>(rules));
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        RunTensor[] parts = [.. Enumerable.Range(0, run.Count).Select(input => run[input])];
        Elements all = parts[0].Elements.Append([.. parts[1..].Select(part => part.Elements)]);
        Func<long[], long> source = Source([.. parts.Select(part => part.Dimensions)], Operands.Axis(Axis, parts[0].Rank));
        run.Put(0, all.Pick(Positions.Map(run.Sizes(0), source)));
    }
}
