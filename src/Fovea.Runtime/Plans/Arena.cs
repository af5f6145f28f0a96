using Fovea.Graphs;

namespace Fovea.Runtime.Plans;

/// <summary>
/// Gives every place its offset in one block of memory, so that places that are taken at the same time do not overlap and the block is small. Large ones choose first; each takes the lowest
/// gap that is free as long as it lives (Pisarchyk and Lee, "Efficient memory management for deep neural net inference", 2020: greedy by size).
/// </summary>
internal static class Arena
{
    // Two rows of cache lines: no vector of one place shares a line with another place.
    private const long Alignment = 128;

    /// <summary>Lays out places.</summary>
    /// <returns>The bytes of the block.</returns>
    public static long LayOut(IEnumerable<Slot> slots)
    {
        List<Slot> placed = [];
        long total = 0;
        foreach (Slot slot in slots.OrderByDescending(slot => slot.Bytes).ThenBy(slot => slot.First))
        {
            long offset = 0;
            // The places that live at the same time, by offset: the first gap between them is taken.
            foreach (Slot other in placed)
            {
                if (other.First <= slot.Last && slot.First <= other.Last)
                {
                    if (offset + slot.Bytes <= other.Offset)
                    {
                        break;
                    }
                    offset = Math.Max(offset, Align(other.Offset + other.Bytes));
                }
            }
            slot.Offset = offset;
            int index = placed.FindIndex(other => other.Offset > offset);
            placed.Insert(index < 0 ? placed.Count : index, slot);
            total = Math.Max(total, Align(offset + slot.Bytes));
        }
        return total;
    }

    private static long Align(long bytes) => checked(bytes + Alignment - 1) / Alignment * Alignment;
}
