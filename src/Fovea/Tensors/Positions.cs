using Fovea.Numbers;

namespace Fovea.Tensors;

/// <summary>Positions in a tensor and their places in row-major order.</summary>
public static class Positions
{
    /// <summary>The place of a position in row-major order.</summary>
    public static long Place(Values<long> sizes, ReadOnlySpan<long> position)
    {
        long place = 0;
        for (int axis = 0; axis < position.Length; axis++)
        {
            place = (place * sizes[axis]) + position[axis];
        }
        return place;
    }

    /// <summary>For each position of a tensor, in row-major order, the place that is given for it. The position is valid during the call only.</summary>
    public static int[] Map(ReadOnlySpan<long> sizes, Func<long[], long> place)
    {
        var places = new int[Count(sizes)];
        var position = new long[sizes.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = (int)place(position);
            Advance(position, sizes);
        }
        return places;
    }

    /// <summary>The number of positions.</summary>
    public static int Count(ReadOnlySpan<long> sizes) => checked((int)Shape.Of(sizes).Elements.Value);

    /// <summary>
    /// The lines along an axis: the place where each starts, in row-major order, how many elements it has, and how far apart they stand.
    /// </summary>
    public static (int[] Starts, int Length, int Step) Lines(ReadOnlySpan<long> sizes, int axis)
    {
        int step = Count(sizes[(axis + 1)..]);
        int length = (int)sizes[axis];
        var starts = new int[Count(sizes[..axis]) * step];
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = (i / step * length * step) + (i % step);
        }
        return (starts, length, step);
    }

    /// <summary>Goes on to the next position in row-major order.</summary>
    public static void Advance(Span<long> position, ReadOnlySpan<long> sizes)
    {
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            if (++position[axis] < sizes[axis])
            {
                return;
            }
            position[axis] = 0;
        }
    }
}
