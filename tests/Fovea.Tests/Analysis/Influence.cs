using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fovea.Tests.Analysis;

/// <summary>
/// A grid each of whose units knows exactly which positions of the network's input it depends on, found by computing the network forwards on sets
/// instead of numbers. Channels are taken together, for all of them see the same.
/// </summary>
internal sealed class Influence
{
    private readonly Unit[,] units;

    /// <summary>The most positions that an input may have.</summary>
    public const int MostPositions = 256;

    /// <summary>What one unit depends on.</summary>
    /// <param name="Positions">Bit y · width + x of the input's grid.</param>
    /// <param name="AtBorder">Whether it reads padding or beyond an edge somewhere on the way: its field is cut off there.</param>
    public readonly record struct Unit(Vector256<ulong> Positions, bool AtBorder)
    {
        public static readonly Unit Padding = new(Vector256<ulong>.Zero, true);

        public static readonly Unit Nothing = new(Vector256<ulong>.Zero, false);

        public static Unit operator |(Unit left, Unit right) => new(left.Positions | right.Positions, left.AtBorder || right.AtBorder);
    }

    private Influence(Unit[,] units) => this.units = units;

    public int Height => units.GetLength(0);

    public int Width => units.GetLength(1);

    public Unit this[int y, int x] => y >= 0 && y < Height && x >= 0 && x < Width ? units[y, x] : Unit.Padding;

    public int Size(int axis) => units.GetLength(axis);

    /// <summary>The input: each unit is itself.</summary>
    public static Influence Input(int height, int width) => Of(height, width, (y, x) =>
    {
        int bit = (y * width) + x;
        return new Unit(Vector256<ulong>.Zero.WithElement(bit / 64, 1ul << (bit % 64)), false);
    });

    /// <summary>Along one axis only: each unit of the result is the union of the units at the places that are given for it.</summary>
    public Influence Along(int axis, int size, Func<int, IEnumerable<int>> places)
    {
        int[][] each = [.. Enumerable.Range(0, size).Select(position => places(position).ToArray())];
        return axis == 0
            ? Of(size, Width, (y, x) => each[y].Aggregate(Unit.Nothing, (union, place) => union | this[place, x]))
            : Of(Height, size, (y, x) => each[x].Aggregate(Unit.Nothing, (union, place) => union | this[y, place]));
    }

    /// <summary>Both, position by position.</summary>
    public Influence Join(Influence other) => Of(Height, Width, (y, x) => this[y, x] | other[y, x]);

    /// <summary>This one, and the other one after it along an axis.</summary>
    public Influence Beside(Influence other, int axis) => axis == 0
        ? Of(Height + other.Height, Width, (y, x) => y < Height ? this[y, x] : other[y - Height, x])
        : Of(Height, Width + other.Width, (y, x) => x < Width ? this[y, x] : other[y, x - Width]);

    public Influence Transpose() => Of(Width, Height, (y, x) => this[x, y]);

    /// <summary>The rows (axis 0) or columns (axis 1) of a grid of some width in which positions lie, as bits.</summary>
    public static ulong Project(Vector256<ulong> positions, int width, int axis)
    {
        ulong result = 0;
        for (int word = 0; word < Vector256<ulong>.Count; word++)
        {
            for (ulong rest = positions.GetElement(word); rest != 0; rest &= rest - 1)
            {
                int bit = (64 * word) + BitOperations.TrailingZeroCount(rest);
                result |= 1ul << (axis == 0 ? bit / width : bit % width);
            }
        }
        return result;
    }

    private static Influence Of(int height, int width, Func<int, int, Unit> unit)
    {
        var units = new Unit[height, width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                units[y, x] = unit(y, x);
            }
        }
        return new Influence(units);
    }
}
