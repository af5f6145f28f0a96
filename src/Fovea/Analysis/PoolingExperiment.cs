using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Analysis;

/// <summary>
/// A pooling layer under a bookkeeping of its own: one initial write for each output and one visit for each element of its window, against the formula
/// Π input · Π window / Π stride. Their ratio is visits / formula (the edge term: the windows that do not fit at the end of an axis) times (visits + writes) / visits (the
/// bookkeeping term). With padding or dilation the visits are those of elements of the input.
/// </summary>
public sealed class PoolingExperiment
{
    // The search ends here, whatever the window; a step is a few multiplications.
    private const long MaximumSide = 1 << 22;

    // No name of a network begins like this.
    private const string Growing = "'q";

    private readonly WindowAxis[] axes;
    private readonly Size[] input;
    private readonly Size maps;

    /// <summary>A pooling of <paramref name="maps"/> maps.</summary>
    /// <param name="maps">Samples times channels.</param>
    /// <param name="input">The size of each spatial axis.</param>
    /// <param name="axes">The window along each spatial axis.</param>
    /// <exception cref="UnavailableException">The visits of a padded window of symbolic size are no formula.</exception>
    public PoolingExperiment(Size maps, ReadOnlySpan<Size> input, ReadOnlySpan<WindowAxis> axes)
    {
        this.maps = maps;
        this.input = input.ToArray();
        this.axes = axes.ToArray();
        Writes = maps;
        Visits = maps;
        Formula = maps;
        Edge = 1;
        Fraction visitsOfWrite = 1;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            Size output = axes[axis].Output(input[axis]);
            Size visits = axes[axis].DataTaps(input[axis], output);
            Fraction ideal = Ideal(axes[axis], input[axis]);
            Writes *= output;
            Visits *= visits;
            Formula *= ideal;
            Edge *= visits / ideal;
            visitsOfWrite *= new Fraction(visits, output);
        }
        Bookkeeping = 1 + (1 / visitsOfWrite);
    }

    /// <summary>The smallest of the spatial sizes.</summary>
    public Size Side => Size.Min(input);

    /// <summary>One initial write for each output.</summary>
    public Size Writes { get; }

    /// <summary>One visit for each element of each window.</summary>
    public Size Visits { get; }

    /// <summary>What the formula says: Π input · Π window / Π stride.</summary>
    public Fraction Formula { get; }

    /// <summary>(visits + writes) / formula.</summary>
    public Fraction Ratio => Edge * Bookkeeping;

    /// <summary>visits / formula.</summary>
    public Fraction Edge { get; }

    /// <summary>(visits + writes) / visits.</summary>
    public Fraction Bookkeeping { get; }

    /// <summary>The experiment that a layer is; null unless it is a max or average pooling whose shapes are told.</summary>
    public static PoolingExperiment? Of(TypedNode layer)
    {
        Window? window = layer.Node.Operator switch
        {
            MaxPool pool => pool.Window,
            AveragePool pool => pool.Window,
            _ => null,
        };
        if (window is null || layer.Reason is not null)
        {
            return null;
        }
        Shape x = layer.Inputs.Shape(0);
        return new PoolingExperiment(x[0] * x[1], x.Sizes[2..], window.Axes(x));
    }

    /// <summary>The same experiment on an input whose spatial axes all have one size.</summary>
    public PoolingExperiment At(Size side)
    {
        Size[] sides = [.. input];
        Array.Fill(sides, side);
        return new PoolingExperiment(maps, sides, axes);
    }

    /// <summary>
    /// Where the two terms go as every spatial axis grows. Along an axis of size stride · q, windows and visits grow by a fixed number with each q, and so does the formula: the limit
    /// of a quotient is that of the growths.
    /// </summary>
    /// <exception cref="UnavailableException">The growth depends on open sizes.</exception>
    public (Fraction Edge, Fraction Bookkeeping) Limits()
    {
        Fraction edge = 1;
        Size visits = 1;
        Size writes = 1;
        foreach (WindowAxis axis in axes)
        {
            Size windows = Growth(axis, axis.Output);
            Size taps = Growth(axis, side => axis.DataTaps(side, axis.Output(side)));
            edge *= taps / (Ideal(axis, axis.Stride * Step(axis)) - Ideal(axis, axis.Stride * (Step(axis) - 1)));
            visits *= taps;
            writes *= windows;
        }
        return (edge, new Fraction(visits + writes, visits));
    }

    // The formula of one axis.
    private static Fraction Ideal(WindowAxis axis, Size side) => new(side * axis.Kernel, axis.Stride);

    // So large that the window has left the beginning of the axis behind it.
    private static Size Step(WindowAxis axis) => Size.Symbol(Growing, (axis.Reach + axis.Before + axis.After).LowerBound ?? 1) + 1;

    private static Size Growth(WindowAxis axis, Func<Size, Size> quantity)
    {
        Size growth = quantity(axis.Stride * Step(axis)) - quantity(axis.Stride * (Step(axis) - 1));
        return !growth.Symbols.Contains(Growing)
            ? growth
            : throw new UnavailableException($"how {growth} goes on depends on open sizes");
    }

    /// <summary>
    /// The side of an input with equal sizes whose ratio is nearest to 1, the smallest of several; null if the window is padded, rounds up or is no number, or lies too far out.
    /// The search ends where the ratio is too large for good: without padding an axis of size n has at least (n − reach + 1) / stride windows, so that the ratio is at least
    /// the bookkeeping term · Π (1 − (reach − 1) / n), which grows with n.
    /// </summary>
    public long? NearestSide()
    {
        long least = 1;
        foreach (WindowAxis axis in axes)
        {
            if (axis.Before != 0 || axis.After != 0 || axis.Ceil || !axis.Reach.TryGetValue(out long reach) || !axis.Stride.IsKnown)
            {
                return null;
            }
            least = Math.Max(least, reach);
        }
        long kernels = Size.Product([.. axes.Select(axis => axis.Kernel)]).Value;
        double bookkeeping = (kernels + 1.0) / kernels;
        long? nearest = null;
        double distance = double.PositiveInfinity;
        for (long side = least; side <= MaximumSide; side++)
        {
            double ratio = bookkeeping;
            double floor = bookkeeping;
            foreach (WindowAxis axis in axes)
            {
                ratio *= (double)(axis.Output(side).Value * axis.Stride.Value) / side;
                floor *= 1 - ((axis.Reach.Value - 1.0) / side);
            }
            if (Math.Abs(ratio - 1) < distance)
            {
                (nearest, distance) = (side, Math.Abs(ratio - 1));
            }
            if (floor - 1 >= distance)
            {
                return nearest;
            }
        }
        return null;
    }
}
