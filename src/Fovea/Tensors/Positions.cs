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
