using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Functions along one axis that keep the shape. Before opset 13 the input was taken as a matrix: the axes before <paramref name="Axis"/> are its rows, the others its columns.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="Flattened">Whether all axes from <paramref name="Axis"/> on are taken together, as before opset 13.</param>
public abstract record SoftmaxFamily(long Axis, bool Flattened) : Operator
{
    /// <summary>The axis: by default the last one, before opset 13 the second.</summary>
    protected static long ReadAxis(Attributes attributes) => attributes.Integer("axis", Default(attributes.Opset < 13));

    private static long Default(bool flattened) => flattened ? 1 : -1;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Integer("axis", Axis, unless: Default(Flattened));

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Operands.Require(Axis == x.Rank && Flattened || Axis >= -x.Rank && Axis < x.Rank, $"axis {Axis} does not exist: the tensor has {x.Rank} axes");
        return [new ValueInfo(inputs.Element(0), x)];
    }

    /// <summary>The operations for each element, and for each row.</summary>
    protected abstract (Operations Element, Operations Row) Work { get; }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape x = inputs.Shape(0);
        return new Cost { Work = (Work.Element * x.Elements) + (Work.Row * Rows(x)) };
    }

    /// <summary>The number of rows that an input is taken apart into.</summary>
    internal Size Rows(Shape x)
    {
        int axis = First(x.Rank);
        return Flattened ? x.Slice(0, axis).Elements : x.Rank == 0 ? 1 : x.With(axis, 1).Elements;
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        int first = First(inputs.Rank(0));
        return FieldRule.Normalised(inputs.Rank(0), axis => Flattened ? axis >= first : axis == first);
    }

    private int First(int rank) => (int)(Axis < 0 ? Axis + rank : Axis);

    /// <summary>The reference computation of one row.</summary>
    protected abstract void Compute<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : struct, IScalar<T>;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        T[] y = run.Make<T>(0);
        ReadOnlySpan<long> sizes = run[0].Dimensions.AsSpan();
        int first = First(sizes.Length);
        (int[] starts, int length, int step) = Flattened
            ? Positions.Lines([Positions.Count(sizes[..first]), Positions.Count(sizes[first..])], 1)
            : Positions.Lines(sizes, first);
        var row = new T[length];
        var result = new T[length];
        foreach (int start in starts)
        {
            for (int i = 0; i < length; i++)
            {
                row[i] = x[start + (i * step)];
            }
            Compute<T>(row, result);
            for (int i = 0; i < length; i++)
            {
                y[start + (i * step)] = result[i];
            }
        }
    }

    /// <summary>x − m, where m is the maximum: their exponentials do not overflow.</summary>
    private protected static void Differences<T>(ReadOnlySpan<T> x, Span<T> differences)
        where T : struct, IScalar<T>
    {
        T maximum = Fold.Max(x);
        for (int i = 0; i < x.Length; i++)
        {
            differences[i] = x[i] - maximum;
        }
    }
}
