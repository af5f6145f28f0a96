using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Reduces axes to one number each: those that are named, by default all.</summary>
/// <param name="Axes">The axes, where an old file has them as an attribute.</param>
/// <param name="KeepAxes">Whether reduced axes stay, with size 1.</param>
/// <param name="NothingByDefault">Whether no axis is reduced where none is named.</param>
public abstract record Reduction(Values<long>? Axes, bool KeepAxes, bool NothingByDefault) : Operator
{
    /// <summary>The attributes that all reductions have.</summary>
    protected static T Read<T>(Attributes a, Func<Values<long>?, bool, bool, T> make) =>
        make(a.Integers("axes"), a.Flag("keepdims", true), a.Flag("noop_with_empty_axes"));

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integers("axes", Axes);
        to.Flag("keepdims", KeepAxes, unless: true);
        to.Flag("noop_with_empty_axes", NothingByDefault);
    }

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <summary>The operations for each element of the input.</summary>
    protected abstract Operations PerElement { get; }

    /// <summary>The operations for each result once all elements are in.</summary>
    protected virtual Operations PerResult => Operations.None;

    /// <summary>Whether whole numbers are converted to floating-point ones and back, because the function leaves them.</summary>
    protected virtual bool LeavesWholes => false;

    /// <summary>The reference computation of one result from all its elements.</summary>
    protected virtual E Compute<E>(ReadOnlySpan<E> elements)
        where E : struct, IScalar<E> =>
        throw new UnavailableException($"the reference does not compute {Name}");

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape data = inputs.Shape(0);
        bool[] reduced = Reduced(inputs, data.Rank);
        var sizes = new List<Size>();
        for (int axis = 0; axis < data.Rank; axis++)
        {
            if (!reduced[axis])
            {
                sizes.Add(data[axis]);
            }
            else if (KeepAxes)
            {
                sizes.Add(1);
            }
        }
        return Following.Outputs(inputs, new ValueInfo(inputs.Element(0), Shape.Create(sizes.ToArray())));
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (!run.IsWhole(0))
        {
            Each(run, run.Numbers(0), run.Make<T>(0), Compute);
        }
        else if (!LeavesWholes)
        {
            Each(run, run.Wholes(0), run.Make<Whole>(0), Compute);
        }
        else
        {
            var results = new T[run.Make<Whole>(0).Length];
            Each(run, Conversion.Numbers<T>(run.Wholes(0)), results, Compute);
            run.Put(0, new Elements<Whole>(Conversion.Wholes(results, run[0].Element)));
        }
    }

    /// <summary>Computes every result from its elements, which stand in the order of the input.</summary>
    protected void Each<T, E>(Evaluation<T> run, E[] data, E[] results, Func<ReadOnlySpan<E>, E> compute)
        where T : struct, IScalar<T>
    {
        bool[] reduced = Reduced(run.Operands, run[0].Rank);
        long[] sizes = [.. run[0].Dimensions];
        // The result that an element belongs to, counted over the axes that stay.
        int[] owners = Positions.Map(sizes, position => Place(position, sizes, reduced));
        var groups = new E[results.Length][];
        var filled = new int[results.Length];
        for (int i = 0; i < data.Length; i++)
        {
            int result = owners[i];
            (groups[result] ??= new E[data.Length / results.Length])[filled[result]++] = data[i];
        }
        for (int result = 0; result < results.Length; result++)
        {
            results[result] = compute(groups[result]);
        }
    }

    private static long Place(long[] position, long[] sizes, bool[] reduced)
    {
        long place = 0;
        for (int axis = 0; axis < position.Length; axis++)
        {
            place = reduced[axis] ? place : (place * sizes[axis]) + position[axis];
        }
        return place;
    }

    private bool[] Reduced(Operands inputs, int rank)
    {
        var reduced = new bool[rank];
        int[]? axes = AxisList.Read(inputs, Axes, 1, rank);
        if (axes is null || axes.Length == 0)
        {
            Array.Fill(reduced, !NothingByDefault);
            return reduced;
        }
        foreach (int axis in axes)
        {
            reduced[axis] = true;
        }
        return reduced;
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        // Without an axis to reduce, each element is its own result.
        Size elements = inputs.Shape(0).Elements;
        Size results = outputs[0].Shape.Elements;
        return new Cost { Work = (PerElement * elements) + (PerResult * results) }
            + (LeavesWholes && inputs.Element(0).IsInteger() ? Graphs.Cost.Of(OperationKind.Convert, elements + results) : Graphs.Cost.Free);
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        bool[] reduced = Reduced(inputs, inputs.Rank(0));
        var axes = new AxisRule[reduced.Length];
        int next = 0;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            axes[axis] = reduced[axis] ? new AxisRule.Whole() : new AxisRule.Same(next);
            next += reduced[axis] && !KeepAxes ? 0 : 1;
        }
        return FieldRule.Of(axes);
    }
}
