using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Pools each channel to a single number: X [N, C, …] → Y [N, C, 1 …].</summary>
public abstract record GlobalPool : Operator
{
    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Operands.Require(x.Rank >= 2, $"X must be [N, C, …], not {x}");
        var sizes = new Size[x.Rank];
        Array.Fill(sizes, 1);
        sizes[0] = x[0];
        sizes[1] = x[1];
        return [new ValueInfo(inputs.Element(0), Shape.Create(sizes))];
    }

    /// <summary>The operations that each element of X takes.</summary>
    protected abstract Operations PerElement { get; }

    /// <summary>What each result takes once all elements are in.</summary>
    protected virtual Cost Finish(Size results) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        new Cost { Work = PerElement * inputs.Shape(0).Elements } + Finish(outputs[0].Shape.Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        AxisRule[] axes = FieldRule.Axes(inputs.Rank(0));
        Array.Fill(axes, new AxisRule.Whole(), 2, axes.Length - 2);
        return FieldRule.Of(axes);
    }

    /// <summary>The reference computation of one result from its channel.</summary>
    protected abstract T Pool<T>(ReadOnlySpan<T> channel)
        where T : struct, IScalar<T>;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        T[] y = run.Make<T>(0);
        int size = Positions.Count(run[0].Dimensions.AsSpan()[2..]);
        for (int channel = 0; channel < y.Length; channel++)
        {
            y[channel] = Pool<T>(x.AsSpan(channel * size, size));
        }
    }
}
