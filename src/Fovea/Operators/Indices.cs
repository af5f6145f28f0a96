using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Indices that stand in tensors: read, checked, and counted from the beginning.</summary>
internal static class Indices
{
    /// <summary>An index along an axis, with negative ones counted from the end.</summary>
    /// <exception cref="GraphException">There is no such position.</exception>
    public static long Along(long index, long size, int axis)
    {
        Operands.Require(index >= -size && index < size, $"index {index} does not exist along axis {axis}, whose size is {size}");
        return index < 0 ? index + size : index;
    }

    /// <summary>The elements of an input as whole numbers, whatever its type.</summary>
    /// <exception cref="UndecidableException">A number has no value that could be read.</exception>
    public static long[] Read<T>(Evaluation<T> run, int input)
        where T : struct, IScalar<T> =>
        run.IsWhole(input)
            ? Array.ConvertAll(run.Wholes(input), index => checked((long)index.Number))
            : Array.ConvertAll(run.Numbers(input), index => checked((long)Scalar.Known(index)));

    /// <summary>
    /// For each position of a tensor of indices the place in the data where one axis is replaced by the index: what gathering and scattering elements share.
    /// </summary>
    public static int[] Elementwise<T>(Evaluation<T> run, long axis)
        where T : struct, IScalar<T>
    {
        Values<long> data = run[0].Dimensions;
        Values<long> sizes = run[1].Dimensions;
        int along = Operands.Axis(axis, data.Count);
        Operands.Require(sizes.Count == data.Count, "data and indices must have as many axes");
        for (int other = 0; other < data.Count; other++)
        {
            Operands.Require(other == along || sizes[other] <= data[other], $"indices {sizes} reach beyond axis {other} of data {data}");
        }
        long[] indices = Read(run, 1);
        var source = new long[data.Count];
        int next = 0;
        return Positions.Map(sizes.AsSpan(), position =>
        {
            position.CopyTo(source, 0);
            source[along] = Along(indices[next++], data[along], along);
            return Positions.Place(data, source);
        });
    }

    /// <summary>
    /// For each entry of a tensor of indices, whose last axis names positions along the leading axes of the data, the place in the data where the named slice begins.
    /// </summary>
    /// <param name="run">Data and indices.</param>
    /// <param name="shared">The leading axes that both have, which the indices do not name.</param>
    public static (int[] Starts, int Length) Slices<T>(Evaluation<T> run, int shared)
        where T : struct, IScalar<T>
    {
        Values<long> data = run[0].Dimensions;
        Values<long> sizes = run[1].Dimensions;
        Operands.Require(sizes.Count > 0, "indices must have at least one axis");
        int named = (int)sizes[^1];
        Operands.Require(shared + named <= data.Count, $"indices {sizes} name more axes than data {data} has");
        long[] indices = Read(run, 1);
        var source = new long[data.Count];
        int next = 0;
        int[] starts = Positions.Map(sizes.AsSpan()[..^1], position =>
        {
            position.AsSpan(0, shared).CopyTo(source);
            for (int axis = shared; axis < shared + named; axis++)
            {
                source[axis] = Along(indices[next++], data[axis], axis);
            }
            return Positions.Place(data, source);
        });
        return (starts, Positions.Count(data.AsSpan()[(shared + named)..]));
    }

    /// <summary>The places of slices of equal length, one after the other.</summary>
    public static int[] Expand(int[] starts, int length)
    {
        var places = new int[checked(starts.Length * length)];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = starts[i / length] + (i % length);
        }
        return places;
    }
}
