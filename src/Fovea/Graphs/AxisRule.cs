using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>
/// Which positions along one axis of an input a unit of the output reads. <c>o</c> is the unit's position along the output axis
/// that the rule names; positions outside the input are padding.
/// </summary>
public abstract record AxisRule
{
    private AxisRule()
    {
    }

    /// <summary>Whether it does along its axis what another rule does along the axis before. Most layers treat the axes of an image alike.</summary>
    internal bool IsAsBefore(AxisRule before) => (before, this) switch
    {
        (Same one, Same next) => one.OutputAxis + 1 == next.OutputAxis,
        (Windowed one, Windowed next) => one.OutputAxis + 1 == next.OutputAxis
            && one.Kernel == next.Kernel && one.Stride == next.Stride && one.Dilation == next.Dilation && one.Before == next.Before,
        (Transposed one, Transposed next) => one.OutputAxis + 1 == next.OutputAxis
            && one.Kernel == next.Kernel && one.Stride == next.Stride && one.Dilation == next.Dilation && one.Before == next.Before,
        (Resampled one, Resampled next) => one.OutputAxis + 1 == next.OutputAxis
            && one.Step == next.Step && one.Start == next.Start && one.First == next.First && one.Last == next.Last,
        (Normalised one, Normalised next) => one.OutputAxis + 1 == next.OutputAxis,
        (Whole, Whole) => true,
        _ => false,
    };

    /// <summary>Position o: pointwise.</summary>
    /// <param name="OutputAxis">The output axis that carries this input axis on.</param>
    public sealed record Same(int OutputAxis) : AxisRule;

    /// <summary>Positions stride·o − before + dilation·t for t = 0 … kernel − 1. A slice or a padding is a kernel of 1.</summary>
    /// <param name="OutputAxis">The output axis o runs along.</param>
    /// <param name="Kernel">The number of taps.</param>
    /// <param name="Stride">Input positions per output position.</param>
    /// <param name="Dilation">Input positions between taps.</param>
    /// <param name="Before">Padding before the first position; negative where the beginning is cut off.</param>
    public sealed record Windowed(int OutputAxis, Size Kernel, Size Stride, Size Dilation, Size Before) : AxisRule;

    /// <summary>
    /// Positions (o + before − dilation·t) / stride for those t = 0 … kernel − 1 where it is whole: the transpose of
    /// <see cref="Windowed"/>. A stride of 1/stride, periodic in o.
    /// </summary>
    /// <param name="OutputAxis">The output axis o runs along.</param>
    /// <param name="Kernel">The number of taps.</param>
    /// <param name="Stride">Output positions per input position.</param>
    /// <param name="Dilation">Output positions between taps.</param>
    /// <param name="Before">Output positions cut off at the beginning.</param>
    public sealed record Transposed(int OutputAxis, Size Kernel, Size Stride, Size Dilation, Size Before) : AxisRule;

    /// <summary>
    /// Positions ⌊x⌋ + t for t = first … last around x = step·o + start, or x alone where it is whole (the other weights are 0 there): resizing, with a rational
    /// stride. Periodic in o.
    /// </summary>
    /// <param name="OutputAxis">The output axis o runs along.</param>
    /// <param name="Step">Input positions per output position.</param>
    /// <param name="Start">The input coordinate of output position 0.</param>
    /// <param name="First">The first tap, relative to the floor of the coordinate.</param>
    /// <param name="Last">The last tap.</param>
    public sealed record Resampled(int OutputAxis, Fraction Step, Fraction Start, int First, int Last) : AxisRule;

    /// <summary>Position o − before if the input has it, and otherwise nothing: one of several inputs that stand side by side along the axis.</summary>
    /// <param name="OutputAxis">The output axis o runs along.</param>
    /// <param name="Before">Where the piece begins.</param>
    /// <param name="Size">The size of the input along the axis.</param>
    public sealed record Piece(int OutputAxis, Size Before, Size Size) : AxisRule;

    /// <summary>
    /// The position that the same element has, where elements keep their row-major order but get other sizes (Reshape, Flatten): a block of adjacent input axes becomes a
    /// block of output axes of the same product.
    /// </summary>
    /// <param name="FirstInput">The first input axis of the block.</param>
    /// <param name="Input">The sizes of its input axes.</param>
    /// <param name="FirstOutput">The first output axis of the block.</param>
    /// <param name="Output">The sizes of its output axes.</param>
    public sealed record Regrouped(int FirstInput, Shape Input, int FirstOutput, Shape Output) : AxisRule;

    /// <summary>Position o, and every position through the statistics that it is normalised by.</summary>
    /// <param name="OutputAxis">The output axis that carries this input axis on.</param>
    public sealed record Normalised(int OutputAxis) : AxisRule;

    /// <summary>Every position: the axis is seen whole, as by a global pool or a dense layer.</summary>
    public sealed record Whole : AxisRule;

    /// <summary>One position, whatever the unit: an index that is chosen, an axis of size 1 that is broadcast.</summary>
    /// <param name="Position">The position.</param>
    public sealed record Fixed(Size Position) : AxisRule;

    /// <summary>Positions that follow no such pattern, and why.</summary>
    /// <param name="Reason">Why they do not.</param>
    public sealed record Irregular(string Reason) : AxisRule;
}
