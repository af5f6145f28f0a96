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

    /// <summary>
    /// The elements of a result that is computed elementwise from inputs of known contents, or null if those of an input are not known.
    /// </summary>
    public static Contents? Contents(Operands inputs, Shape output, Func<ReadOnlySpan<Fraction>, Fraction?> compute)
    {
        if (!output.IsKnown || !output.Elements.TryGetValue(out long count) || count > Graphs.Contents.MaximumElements)
        {
            return null;
        }
        var contents = new Contents[inputs.Count];
        for (int i = 0; i < contents.Length; i++)
        {
            if (inputs.Contents(i) is not { } given)
            {
                return null;
            }
            contents[i] = given;
        }
        long[] sizes = output.ToLongs();
        var position = new long[sizes.Length];
        var arguments = new Fraction[contents.Length];
        var elements = new Fraction[count];
        for (long index = 0; index < count; index++)
        {
            for (int i = 0; i < contents.Length; i++)
            {
                arguments[i] = contents[i].Elements[(int)Index(contents[i].Dimensions, position)];
            }
            try
            {
                if (compute(arguments) is not { } element)
                {
                    return null;
                }
                elements[index] = element;
            }
            catch (OverflowException)
            {
                // A value that no fraction holds is not followed; the shape does not depend on it.
                return null;
            }
            Positions.Advance(position, sizes);
        }
        return new Contents(Values.Create<long>(sizes), Values.Create<Fraction>(elements));
    }

    /// <summary>For each element of the output in row-major order the place of the input's element that is repeated there.</summary>
    public static int[] Places(Values<long> input, ReadOnlySpan<long> output) => Positions.Map(output, position => Index(input, position));

    private static long Index(Values<long> dimensions, long[] position)
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
