using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Lists of axes, which are an attribute in old files and an input in new ones.</summary>
internal static class AxisList
{
    /// <summary>The axes, each between 0 and the rank, sorted; null if neither the attribute nor the input is given.</summary>
    public static int[]? Read(Operands inputs, Values<long>? attribute, int input, int rank)
    {
        if (attribute is null && !inputs.Has(input))
        {
            return null;
        }
        long[] given = attribute is { } list ? list.AsSpan().ToArray() : inputs.Integers(input);
        var axes = new int[given.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            axes[i] = Operands.Axis(given[i], rank);
        }
        Array.Sort(axes);
        for (int i = 1; i < axes.Length; i++)
        {
            Operands.Require(axes[i] != axes[i - 1], $"axis {axes[i]} is named twice");
        }
        return axes;
    }
}
