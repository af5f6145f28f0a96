using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>What quantised products share: the integers are moved by their zero points, multiplied and summed, and the sum is quantised again.</summary>
internal static class IntegerProduct
{
    /// <summary>A difference for each element of an operand that has a zero point.</summary>
    public static Cost Shift(Operands inputs, int input, int zeroPoint) =>
        inputs.Has(zeroPoint) ? Cost.Of(OperationKind.Add, inputs.Shape(input).Elements) : Cost.Free;

    /// <summary>An operand moved by its zero point, of which there is one, or one for each position along an axis.</summary>
    public static Whole[] Shifted<T>(Evaluation<T> run, int input, int zeroPoint, long axis)
        where T : struct, IScalar<T>
    {
        Whole[] items = run.Wholes(input);
        if (!run.Has(zeroPoint))
        {
            return items;
        }
        Whole[] zeros = run.Wholes(zeroPoint);
        int[] entries = Quantisation.Entries(run[input].Dimensions, run[zeroPoint], axis);
        return [.. items.Select((item, i) => item - zeros[entries[i]])];
    }

    /// <summary>Each result times the quotient of the scales: a conversion, two products and a quotient, a rounding, the zero point, two comparisons, a conversion back.</summary>
    public static Cost Requantise(Size results) => new()
    {
        Work = Unary.Each(
            (OperationKind.Convert, 2), (OperationKind.Multiply, 2), (OperationKind.Divide, 1), (OperationKind.Round, 1), (OperationKind.Add, 1), (OperationKind.Compare, 2))
            * results,
    };

    /// <summary>
    /// Puts the sums out, quantised again. The operands' scales are inputs 1 and 4, scale and zero point of the result 6 and 7; where there are several, they run along an
    /// axis of the result.
    /// </summary>
    public static void Requantise<T>(Evaluation<T> run, Whole[] sums, long leftAxis, long rightAxis)
        where T : struct, IScalar<T>
    {
        Values<long> sizes = Values.Create<long>(run.Sizes(0));
        T[] left = run.Numbers(1);
        T[] right = run.Numbers(4);
        T[] scale = run.Numbers(6);
        Whole[] zeroPoint = run.Wholes(7);
        int[] leftEntries = Quantisation.Entries(sizes, run[1], leftAxis);
        int[] rightEntries = Quantisation.Entries(sizes, run[4], rightAxis);
        int[] entries = Quantisation.Entries(sizes, run[6], leftAxis);
        Operands.Require(zeroPoint.Length == scale.Length, "y_scale and y_zero_point must have the same shape");
        ElementType to = run.Outputs[0].Element;
        Whole[] y = run.Make<Whole>(0);
        for (int i = 0; i < y.Length; i++)
        {
            T factor = left[leftEntries[i]] * right[rightEntries[i]] / scale[entries[i]];
            y[i] = Quantisation.Quantise(Quantisation.Number<T>(sums[i]) * factor, zeroPoint[entries[i]], to);
        }
    }
}
