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
        // The elements of all parts behind each other, and for each element of the result its place there.
        var starts = new long[parts.Count];
        var elements = new List<Fraction>();
        for (int part = 0; part < starts.Length; part++)
        {
            starts[part] = elements.Count;
            elements.AddRange(parts[part].Elements);
        }
        var all = new Contents([elements.Count], Values.Create<Fraction>([.. elements]));
        return all.Pick(shape.ToLongs(), position =>
        {
            long[] inner = [.. position];
            int part = 0;
            while (inner[axis] >= parts[part].Dimensions[axis])
            {
                inner[axis] -= parts[part++].Dimensions[axis];
            }
            return starts[part] + parts[part].Place(inner);
        });
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
}
