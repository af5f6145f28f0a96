using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Multidirectional broadcasting, as NumPy and ONNX since opset 7: shapes are aligned at the last axis, and an axis of size 1, or a missing one, is
/// repeated.
/// </summary>
public static class Broadcast
{
    /// <summary>The shape that all the inputs are repeated to.</summary>
    /// <exception cref="GraphException">Two sizes differ and neither is 1.</exception>
    public static Shape Output(Operands inputs, params ReadOnlySpan<Shape> shapes)
    {
        int rank = 0;
        foreach (Shape shape in shapes)
        {
            rank = Math.Max(rank, shape.Rank);
        }
        var sizes = new Size[rank];
        Array.Fill(sizes, 1);
        foreach (Shape shape in shapes)
        {
            int missing = rank - shape.Rank;
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                sizes[axis + missing] = Output(inputs, sizes[axis + missing], shape[axis]);
            }
        }
        return Shape.Create(sizes);
    }

    private static Size Output(Operands inputs, Size left, Size right) =>
        left == 1 ? right
        : right == 1 ? left
        // An open size beside a known one could still be 1 itself, and be repeated; a network that means it says 1.
        : inputs.Agree(left, right, "the shapes cannot be broadcast");

    /// <summary>What a unit of the output reads of one input: its own position, or on a repeated axis the only one there is.</summary>
    public static Values<AxisRule> Rules(Shape input, Shape output)
    {
        int missing = output.Rank - input.Rank;
        var rules = new AxisRule[input.Rank];
        for (int axis = 0; axis < rules.Length; axis++)
        {
            rules[axis] = input[axis] == 1 && output[axis + missing] != 1
                ? new AxisRule.Fixed(0)
                : new AxisRule.Same(axis + missing);
        }
        return Values.Create<AxisRule>(rules);
    }

    /// <summary>For each element of the output in row-major order the place of the input's element that is repeated there.</summary>
    public static int[] Places(Values<long> input, ReadOnlySpan<long> output) => Positions.Map(output, position => Place(input, position));

    /// <summary>The place of the element of an input that is repeated at a position of the output.</summary>
    public static long Place(Values<long> dimensions, long[] position)
    {
        long index = 0;
        int missing = position.Length - dimensions.Count;
        for (int axis = 0; axis < dimensions.Count; axis++)
        {
            index = (index * dimensions[axis]) + (dimensions[axis] == 1 ? 0 : position[axis + missing]);
        }
        return index;
    }
}
