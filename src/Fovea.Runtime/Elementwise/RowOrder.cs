using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Elementwise;

/// <summary>A tensor that is walked through row by row.</summary>
/// <param name="Slot">The memory.</param>
/// <param name="Start">Where it begins, in floats.</param>
/// <param name="Strides">From one row to the next along each of the outer axes, in floats; 0 where it is repeated.</param>
/// <param name="Along">How it goes along a row.</param>
internal sealed record RowTensor(Slot Slot, long Start, long[] Strides, Along Along);

/// <summary>
/// The order in which the rows of some tensors are walked through together. Axes along which all of them lie without gaps are joined, so that rows are long.
/// </summary>
/// <param name="Sizes">The outer axes.</param>
/// <param name="Length">The elements of a row.</param>
/// <param name="Tensors">The result, then the operands.</param>
internal sealed record RowOrder(long[] Sizes, long Length, RowTensor[] Tensors)
{
    /// <summary>Plain tensors broadcast to the sizes of the first.</summary>
    /// <param name="slots">The result, then the operands.</param>
    /// <param name="sizes">Their sizes.</param>
    public static RowOrder Broadcast(Slot[] slots, long[][] sizes)
    {
        long[] whole = sizes[0];
        int rank = whole.Length;
        // Strides of every axis, the last one included, for each tensor.
        long[][] strides = Array.ConvertAll(sizes, own =>
        {
            var result = new long[rank];
            long stride = 1;
            for (int axis = own.Length - 1; axis >= 0; axis--)
            {
                result[axis + rank - own.Length] = own[axis] == 1 ? 0 : stride;
                stride *= own[axis];
            }
            return result;
        });
        long length = rank == 0 ? 1 : whole[^1];
        var tensors = new RowTensor[slots.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            bool once = i > 0 && (rank == 0 || strides[i][^1] == 0);
            tensors[i] = new RowTensor(slots[i], 0, rank == 0 ? [] : strides[i][..^1], once ? Along.Once : Along.Elements);
        }
        return new RowOrder(rank == 0 ? [] : whole[..^1], length, tensors).Joined();
    }

    /// <summary>The same with as few and as long rows as possible.</summary>
    public RowOrder Joined()
    {
        var sizes = new List<long>(Sizes);
        List<long>[] strides = Array.ConvertAll(Tensors, tensor => new List<long>(tensor.Strides));
        long length = Length;
        Along[] along = Array.ConvertAll(Tensors, tensor => tensor.Along);

        // Axes of size 1 do not count.
        for (int axis = sizes.Count - 1; axis >= 0; axis--)
        {
            if (sizes[axis] == 1)
            {
                Remove(axis);
            }
        }
        // The innermost outer axis goes into the row where each operand goes on as it did, or stays as it was.
        bool Continues(int i) => along[i] switch
        {
            Along.Elements => strides[i][^1] == length,
            Along.Once => strides[i][^1] == 0 || length == 1 && strides[i][^1] == 1,
            _ => strides[i][^1] == 0,
        };
        while (sizes.Count > 0 && Enumerable.Range(0, along.Length).All(Continues))
        {
            for (int i = 0; i < along.Length; i++)
            {
                along[i] = along[i] == Along.Once && strides[i][^1] == 1 ? Along.Elements : along[i];
            }
            length *= sizes[^1];
            Remove(sizes.Count - 1);
        }
        for (int axis = sizes.Count - 2; axis >= 0; axis--)
        {
            int at = axis;
            if (strides.All(own => own[at] == own[at + 1] * sizes[at + 1]))
            {
                sizes[at + 1] *= sizes[at];
                Remove(at);
            }
        }
        void Remove(int axis)
        {
            sizes.RemoveAt(axis);
            foreach (List<long> own in strides)
            {
                own.RemoveAt(axis);
            }
        }
        return new RowOrder(
            [.. sizes], length, [.. Tensors.Select((tensor, i) => tensor with { Strides = [.. strides[i]], Along = along[i] })]);
    }
}
