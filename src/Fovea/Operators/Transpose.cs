using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[i at perm…] = x[i…]: the axes in another order; axis a of the output is axis perm[a] of the input.
/// <para>data any tensor; transposed with its axes permuted; by default reversed.</para>
/// <para>ONNX Transpose-1, 13, 21 …: https://onnx.ai/onnx/operators/onnx__Transpose.html</para>
/// </summary>
/// <param name="Permutation">For each output axis the input axis it comes from; null reverses them.</param>
public sealed record Transpose(Values<long>? Permutation = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Transpose", "data", "transposed", a => new Transpose(a.Integers("perm")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Integers("perm", Permutation);

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape data = inputs.Shape(0);
        int[] order = Order(data.Rank);
        var sizes = new Size[order.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = data[order[axis]];
        }
        return [new ValueInfo(inputs.Element(0), Shape.Create(sizes), inputs.Contents(0)?.Permute(order))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        int[] order = Order(inputs.Rank(0));
        var axes = new AxisRule[order.Length];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            axes[order[axis]] = new AxisRule.Same(axis);
        }
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        int[] order = Order(run[0].Rank);
        var source = new long[order.Length];
        run.Put(0, run[0].Elements.Pick(Positions.Map(run.Sizes(0), position =>
        {
            for (int axis = 0; axis < source.Length; axis++)
            {
                source[order[axis]] = position[axis];
            }
            return Positions.Place(run[0].Dimensions, source);
        })));
    }

    private int[] Order(int rank)
    {
        var order = new int[rank];
        Operands.Require(Permutation is not { } given || given.Count == rank, $"perm {Permutation} does not order {rank} axes");
        var seen = new bool[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            order[axis] = Permutation is { } permutation ? Operands.Axis(permutation[axis], rank) : rank - 1 - axis;
            Operands.Require(!seen[order[axis]], $"perm {Permutation} names axis {order[axis]} twice");
            seen[order[axis]] = true;
        }
        return order;
    }
}
