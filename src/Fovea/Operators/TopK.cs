using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Values, Indices = the k greatest (or least) elements along an axis, and their places.
/// <para>X any shape, numeric; K int64[1]; Values and Indices (int64) with size k along the axis.</para>
/// <para>ONNX TopK-1 (k as an attribute), 10, 11, 24: https://onnx.ai/onnx/operators/onnx__TopK.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="Largest">Whether the greatest are meant.</param>
/// <param name="Sorted">Whether they are in order.</param>
/// <param name="Count">k, where an old file has it as an attribute.</param>
public sealed record TopK(long Axis = -1, bool Largest = true, bool Sorted = true, Size? Count = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "TopK", "X K?", "Values Indices", a => new TopK(a.Integer("axis", -1), a.Flag("largest", true), a.Flag("sorted", true), a.Size("k")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis, unless: -1);
        to.Flag("largest", Largest, unless: true);
        to.Flag("sorted", Sorted, unless: true);
        to.Integer("k", Count);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        int axis = Operands.Axis(Axis, x.Rank);
        Size count = Count ?? inputs.ScalarSize(1) ?? inputs.Open("k");
        Operands.Require(!(count.UpperBound < 0) && !((count - x[axis]).LowerBound > 0), $"k is {count}; axis {axis} has {x[axis]} elements");
        Shape y = x.With(axis, count);
        return [new ValueInfo(inputs.Element(0), y), new ValueInfo(ElementType.Int64, y)];
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        AxisRule[] axes = FieldRule.Axes(inputs.Rank(0));
        axes[Operands.Axis(Axis, axes.Length)] = new AxisRule.Whole();
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("the comparisons depend on the order of the data");

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            Choose<T, Whole>(run);
        }
        else
        {
            Choose<T, T>(run);
        }
    }

    // Of equal elements the one with the lower place comes first. Unsorted ones may stand in any order, so in this one, too.
    private void Choose<T, E>(Evaluation<T> run)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        E[] x = run.Items<E>(0);
        E[] values = run.Make<E>(0);
        Whole[] indices = run.Make<Whole>(1);
        int axis = Operands.Axis(Axis, run[0].Rank);
        (int[] from, int length, int step) = Positions.Lines(run[0].Dimensions.AsSpan(), axis);
        (int[] to, int count, _) = Positions.Lines(run.Sizes(0), axis);
        var order = Comparer<E>.Create((left, right) => Largest ? Compare(right, left) : Compare(left, right));
        for (int line = 0; line < to.Length; line++)
        {
            int start = from[line];
            int[] places = [.. Enumerable.Range(0, length).OrderBy(place => x[start + (place * step)], order).Take(count)];
            for (int i = 0; i < count; i++)
            {
                values[to[line] + (i * step)] = x[start + (places[i] * step)];
                indices[to[line] + (i * step)] = places[i];
            }
        }
    }

    // NaN is beyond all numbers, as in NumPy.
    private static int Compare<E>(E left, E right)
        where E : struct, IScalar<E> =>
        Scalar.IsLess(left, right) ? -1
        : Scalar.IsLess(right, left) ? 1
        : (E.Value(left) is double.NaN).CompareTo(E.Value(right) is double.NaN);
}
