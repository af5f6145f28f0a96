using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Y = the different elements of X (or slices along an axis), with where each first stands, where each element went, and how often it stands.
/// <para>X any tensor; Y of the same rank, or a vector; indices, inverse_indices, counts int64 vectors. Slices are ordered by their first element that differs; NaN is one value, behind all others.</para>
/// <para>ONNX Unique-11: https://onnx.ai/onnx/operators/onnx__Unique.html</para>
/// </summary>
/// <param name="Axis">The axis; null for the flattened input.</param>
/// <param name="Sorted">Whether the result is in order.</param>
public sealed record Unique(long? Axis = null, bool Sorted = true) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Unique", "X", "Y indices? inverse_indices? counts?", a => new Unique(a.Integer("axis"), a.Flag("sorted", true)), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis);
        to.Flag("sorted", Sorted, unless: true);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Size count = inputs.Open("count");
        Size all = Axis is { } given ? x[Operands.Axis(given, x.Rank)] : x.Elements;
        Shape y = Axis is { } axis ? x.With(Operands.Axis(axis, x.Rank), count) : [count];
        return [
            new ValueInfo(inputs.Element(0), y),
            new ValueInfo(ElementType.Int64, [count]),
            new ValueInfo(ElementType.Int64, [all]),
            new ValueInfo(ElementType.Int64, [count]),
        ];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("the comparisons depend on the data");

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("the data choose what is listed"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsTruth(0))
        {
            List<T, bool>(run, (left, right) => !left && right);
        }
        else if (run.IsWhole(0))
        {
            List<T, Whole>(run, Scalar.IsLess);
        }
        else
        {
            List<T, T>(run, (left, right) => Scalar.IsLess(left, right) || (Scalar.IsSame(left, left) && !Scalar.IsSame(right, right)));
        }
    }

    private void List<T, E>(Evaluation<T> run, Func<E, E, bool> isLess)
        where T : struct, IScalar<T>
    {
        E[] x = run.Items<E>(0);
        Values<long> sizes = Axis is null ? [x.Length] : run[0].Dimensions;
        int axis = Operands.Axis(Axis ?? 0, sizes.Count);
        // The places of each slice: of all elements those at one position along the axis, in their order.
        var slices = new List<int>[sizes[axis]];
        for (int slice = 0; slice < slices.Length; slice++)
        {
            slices[slice] = [];
        }
        var position = new long[sizes.Count];
        for (int place = 0; place < x.Length; place++)
        {
            slices[position[axis]].Add(place);
            Positions.Advance(position, sizes.AsSpan());
        }

        // Lists of equal slices, in order.
        var different = new List<List<int>>();
        for (int slice = 0; slice < slices.Length; slice++)
        {
            int low = 0;
            int high = different.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (Compare(slices[different[middle][0]], slices[slice]) < 0)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }
            if (low == different.Count || Compare(slices[slice], slices[different[low][0]]) < 0)
            {
                different.Insert(low, []);
            }
            different[low].Add(slice);
        }
        if (!Sorted)
        {
            different = [.. different.OrderBy(equal => equal[0])];
        }

        var inverse = new Whole[slices.Length];
        for (int i = 0; i < different.Count; i++)
        {
            foreach (int slice in different[i])
            {
                inverse[slice] = i;
            }
        }
        long[] output = sizes.AsSpan().ToArray();
        output[axis] = different.Count;
        var source = new long[output.Length];
        run.Put(0, output, run[0].Elements.Pick(Positions.Map(output, at =>
        {
            at.CopyTo(source, 0);
            source[axis] = different[(int)at[axis]][0];
            return Positions.Place(sizes, source);
        })));
        run.Put(1, [different.Count], new Elements<Whole>([.. different.Select(equal => new Whole(equal[0]))]));
        run.Put(2, [slices.Length], new Elements<Whole>(inverse));
        run.Put(3, [different.Count], new Elements<Whole>([.. different.Select(equal => new Whole(equal.Count))]));

        int Compare(List<int> left, List<int> right)
        {
            for (int i = 0; i < left.Count; i++)
            {
                if (isLess(x[left[i]], x[right[i]]))
                {
                    return -1;
                }
                if (isLess(x[right[i]], x[left[i]]))
                {
                    return 1;
                }
            }
            return 0;
        }
    }
}
