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

    /// <summary>The result of known elements, or null if it is not followed.</summary>
    protected virtual Fraction? Value(ReadOnlySpan<Fraction> elements) => null;

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
        Contents? contents = null;
        if (inputs.Contents(0) is { } given && !reduced.Contains(false) && Followed(given) is { } value)
        {
            contents = new Contents(Values.Create<long>([.. sizes.Select(size => size.Value)]), [value]);
        }
        return [new ValueInfo(inputs.Element(0), Shape.Create(sizes.ToArray()), contents)];
    }

    private Fraction? Followed(Contents given)
    {
        try
        {
            return Value(given.Elements.AsSpan());
        }
        catch (OverflowException)
        {
            // A value that no fraction holds is not followed; the shape does not depend on it.
            return null;
        }
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
        return new Cost { Work = (PerElement * inputs.Shape(0).Elements) + (PerResult * outputs[0].Shape.Elements) };
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
