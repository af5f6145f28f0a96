using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// squeezed = data without axes of size 1: those that are named, or all.
/// <para>data any tensor; axes int64; squeezed of lower rank.</para>
/// <para>ONNX Squeeze-1, 11 (axes as an attribute), 13, 21 …: https://onnx.ai/onnx/operators/onnx__Squeeze.html</para>
/// </summary>
/// <param name="Axes">The axes, where an old file has them as an attribute.</param>
public sealed record Squeeze(Values<long>? Axes = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Squeeze", "data axes?", "squeezed", a => new Squeeze(a.Integers("axes")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Integers("axes", Axes);

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape data = inputs.Shape(0);
        int[]? axes = AxisList.Read(inputs, Axes, 1, data.Rank);
        var sizes = new List<Size>();
        for (int axis = 0; axis < data.Rank; axis++)
        {
            if (axes is null ? data[axis] != 1 : !axes.Contains(axis))
            {
                // Which axes vanish decides the rank, so that an open size may not be 1.
                sizes.Add(data[axis]);
            }
            else if (axes is not null)
            {
                inputs.Agree(data[axis], 1, $"axis {axis} of data {data} is squeezed");
            }
        }
        Shape squeezed = Shape.Create(sizes.ToArray());
        return [new ValueInfo(inputs.Element(0), squeezed, inputs.Contents(0)?.Reshape(squeezed))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        Shape data = inputs.Shape(0);
        int[]? axes = AxisList.Read(inputs, Axes, 1, data.Rank);
        var rules = new AxisRule[data.Rank];
        int next = 0;
        for (int axis = 0; axis < rules.Length; axis++)
        {
            bool gone = axes is null ? data[axis] == 1 : axes.Contains(axis);
            rules[axis] = gone ? new AxisRule.Fixed(0) : new AxisRule.Same(next++);
        }
        return FieldRule.Of(rules);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, run[0].Elements);
}
