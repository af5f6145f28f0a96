using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// expanded = data with axes of size 1 put in, at the places that axes name in the output.
/// <para>data any tensor; axes int64; expanded of higher rank.</para>
/// <para>ONNX Unsqueeze-1, 11 (axes as an attribute), 13, 21 …: https://onnx.ai/onnx/operators/onnx__Unsqueeze.html</para>
/// </summary>
/// <param name="Axes">The axes, where an old file has them as an attribute.</param>
public sealed record Unsqueeze(Values<long>? Axes = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Unsqueeze", "data axes?", "expanded", a => new Unsqueeze(a.Integers("axes")));

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
        int[] axes = NewAxes(inputs, data.Rank);
        var sizes = new List<Size>(data);
        foreach (int axis in axes)
        {
            sizes.Insert(axis, 1);
        }
        Shape expanded = Shape.Create(sizes.ToArray());
        return [new ValueInfo(inputs.Element(0), expanded, inputs.Contents(0)?.Reshape(expanded))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        var rules = new AxisRule[inputs.Rank(0)];
        int[] axes = NewAxes(inputs, rules.Length);
        int next = 0;
        for (int axis = 0; axis < outputs[0].Shape.Rank; axis++)
        {
            if (!axes.Contains(axis))
            {
                rules[next++] = new AxisRule.Same(axis);
            }
        }
        return FieldRule.Of(rules);
    }

    private int[] NewAxes(Operands inputs, int rank)
    {
        int count = Axes is { } given ? given.Count : inputs.Integers(1).Length;
        return AxisList.Read(inputs, Axes, 1, rank + count)!;
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, run[0].Elements);
}
