using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>How a resized grid is filled.</summary>
public enum InterpolationMode
{
    /// <summary>The nearest position.</summary>
    Nearest,

    /// <summary>Between the two positions around, along each axis.</summary>
    Linear,

    /// <summary>A cubic through the four positions around, along each axis.</summary>
    Cubic,
}

/// <summary>What Resize and Upsample share: cost and taps of interpolating a grid.</summary>
internal static class Interpolation
{
    /// <summary>The modes by the words that files have for them.</summary>
    public static InterpolationMode Read(Attributes attributes) => attributes.OneOf(
        "mode",
        InterpolationMode.Nearest,
        ("nearest", InterpolationMode.Nearest),
        ("linear", InterpolationMode.Linear),
        ("bilinear", InterpolationMode.Linear),
        ("cubic", InterpolationMode.Cubic));

    /// <summary>The word of a mode.</summary>
    public static string Word(InterpolationMode mode) => mode.ToString().ToLowerInvariant();

    /// <summary>
    /// A product and a sum for each of the taps around, two or four along each axis that changes its size; weights are coordinates and free, and
    /// so is the nearest position.
    /// </summary>
    public static Cost Cost(InterpolationMode mode, Size elements, int axes)
    {
        if (mode == InterpolationMode.Nearest || axes == 0)
        {
            return Graphs.Cost.Free;
        }
        Size taps = 1;
        for (int axis = 0; axis < axes; axis++)
        {
            taps *= mode == InterpolationMode.Linear ? 2 : 4;
        }
        return new Cost { Work = Unary.Each((OperationKind.Multiply, 1), (OperationKind.Add, 1)) * (elements * taps) };
    }

    /// <summary>The taps around a coordinate.</summary>
    public static AxisRule Rule(InterpolationMode mode, int axis, Fraction step, Fraction start) => mode switch
    {
        InterpolationMode.Linear => new AxisRule.Resampled(axis, step, start, 0, 1),
        InterpolationMode.Cubic => new AxisRule.Resampled(axis, step, start, -1, 2),
        _ => new AxisRule.Resampled(axis, step, start, 0, 0),
    };

    /// <summary>⌊size · scale⌋: in float32 where both are known, as the runtimes compute it; otherwise exactly.</summary>
    public static Size Scaled(Size size, Fraction scale)
    {
        if (size.TryGetValue(out long known) && scale.TryGetDouble(out double factor))
        {
            return (long)MathF.Floor(known * (float)factor);
        }
        return (scale * size).Floor();
    }
}
