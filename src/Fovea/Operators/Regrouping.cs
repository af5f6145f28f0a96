using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Where axes go when elements keep their row-major order but get other sizes (Reshape, Flatten …): axes are cut into the smallest blocks of equal
/// product; a block of one axis on either side carries it on, and any other block is regrouped.
/// </summary>
internal static class Regrouping
{
    /// <summary>What a unit of the output reads along each axis of the input.</summary>
    public static AxisRule[] Rules(Shape input, Shape output)
    {
        var rules = new AxisRule[input.Rank];
        int i = 0;
        int o = 0;
        while (i < input.Rank)
        {
            int firstInput = i;
            int firstOutput = o;
            Size left = input[i++];
            Size right = o < output.Rank ? output[o++] : 1;
            while (left != right && (i < input.Rank || o < output.Rank))
            {
                // The side that is known to be smaller takes the next axis; if neither is, both take all that is left.
                bool leftIsSmaller = (right - left).LowerBound >= 0;
                bool rightIsSmaller = (left - right).LowerBound >= 0;
                bool inputGoesOn = i < input.Rank && (!rightIsSmaller || o >= output.Rank);
                bool outputGoesOn = o < output.Rank && (!leftIsSmaller || i >= input.Rank);
                if (inputGoesOn)
                {
                    left *= input[i++];
                }
                if (outputGoesOn)
                {
                    right *= output[o++];
                }
            }
            Block(rules, input, output, firstInput, i, firstOutput, o);
        }
        return rules;
    }

    private static void Block(AxisRule[] rules, Shape input, Shape output, int firstInput, int i, int firstOutput, int o)
    {
        // Axes of size 1 take no part: they hold one position.
        int inputAxis = Single(input, firstInput, i);
        int outputAxis = Single(output, firstOutput, o);
        var regrouped = new AxisRule.Regrouped(firstInput, input.Slice(firstInput, i), firstOutput, output.Slice(firstOutput, o));
        for (int axis = firstInput; axis < i; axis++)
        {
            rules[axis] = input[axis] == 1
                ? One(input, output, axis, firstInput, i, firstOutput, o)
                : axis == inputAxis && outputAxis >= 0
                    ? new AxisRule.Same(outputAxis)
                    : regrouped;
        }
    }

    // An axis of size 1 that stands alone opposite another one is that axis.
    private static AxisRule One(Shape input, Shape output, int axis, int firstInput, int i, int firstOutput, int o) =>
        i - firstInput == o - firstOutput && output[firstOutput + axis - firstInput] == 1
            ? new AxisRule.Same(firstOutput + axis - firstInput)
            : new AxisRule.Fixed(0);

    // The only axis of a block whose size is not 1; −1 if there are several or none.
    private static int Single(Shape shape, int first, int end)
    {
        int found = -1;
        for (int axis = first; axis < end; axis++)
        {
            if (shape[axis] != 1)
            {
                if (found >= 0)
                {
                    return -1;
                }
                found = axis;
            }
        }
        return found;
    }
}
