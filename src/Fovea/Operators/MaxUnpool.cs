using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = 0 but at the places that indices name, where the values of X stand.
/// <para>X, I [N, C, …] (I int64, as MaxPool gives it); output_shape int64[rank]; output [N, C, out…] with out = stride·(in − 1) + kernel − before − after.</para>
/// <para>Indices count in the tensor that the window gives; where output_shape is larger, that tensor lies in its beginning.</para>
/// <para>ONNX MaxUnpool-9, 11, 22: https://onnx.ai/onnx/operators/onnx__MaxUnpool.html</para>
/// </summary>
/// <param name="Window">The window of the pool that is undone.</param>
public sealed record MaxUnpool(Window Window) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("MaxUnpool", "X I output_shape?", "output", a => new MaxUnpool(Window.Read(a)), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Operands.Require(x.Rank >= 3, $"X must be [N, C, …] with at least one spatial axis, not {x}");
        inputs.Agree(x, inputs.Shape(1), "X and I must have the same shape");
        if (inputs.Has(2))
        {
            if (inputs.Contents(2) is null)
            {
                return [new ValueInfo(inputs.Element(0), Shape.Create([x[0], x[1], .. Enumerable.Range(2, x.Rank - 2).Select(axis => inputs.Open($"size{axis}"))]))];
            }
            Operands.Require(inputs.Sizes(2).Count == x.Rank, $"output_shape has {inputs.Sizes(2).Count} entries for {x.Rank} axes");
            return [new ValueInfo(inputs.Element(0), new Shape(inputs.Sizes(2)))];
        }
        return [new ValueInfo(inputs.Element(0), Undone(inputs))];
    }

    // The shape that was pooled, as the window has it: indices count in it.
    private Shape Undone(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        WindowAxis[] axes = Window.Axes(x);
        Shape y = x;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            WindowAxis window = axes[axis];
            y = y.With(axis + 2, inputs.AtLeast((window.Stride * (x[axis + 2] - 1)) + window.Kernel - window.Before - window.After, 1, $"the output size along spatial axis {axis}"));
        }
        return y;
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("values are put where indices say"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        long[] pooled = Undone(run.Operands).ToLongs();
        Values<long> output = Values.Create<long>(run.Sizes(0));
        long count = Shape.Of(pooled).Elements.Value;
        var position = new long[pooled.Length];
        int[] places = Array.ConvertAll(Indices.Read(run, 1), index =>
        {
            Operands.Require(index >= 0 && index < count, $"index {index} does not exist in {Shape.Of(pooled)}");
            for (int axis = pooled.Length - 1; axis >= 0; axis--)
            {
                position[axis] = index % pooled[axis];
                index /= pooled[axis];
                Operands.Require(position[axis] < output[axis], $"position {position[axis]} does not exist along axis {axis} of the output {output}");
            }
            return (int)Positions.Place(output, position);
        });
        var nothing = new int[Positions.Count(output.AsSpan())];
        Array.Fill(nothing, -1);
        run.Put(0, run[0].Elements.Pick(nothing).Replace(places, run[0].Elements));
    }
}
