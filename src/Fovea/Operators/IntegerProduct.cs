using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>What quantised products cost: the integers are moved by their zero points, multiplied and summed, and the sum is quantised again.</summary>
internal static class IntegerProduct
{
    /// <summary>A difference for each operand that has a zero point, a product and a sum for each tap.</summary>
    public static Cost Taps(Cost product, int zeroPoints) => product with
    {
        Work = product.Work + Differences(product.Work, zeroPoints),
        Padding = product.Padding + Differences(product.Padding, zeroPoints),
    };

    private static Operations Differences(Operations work, int zeroPoints) =>
        Operations.Of(OperationKind.Add, work[OperationKind.Multiply] * zeroPoints);

    /// <summary>Each result times the quotient of the scales: a conversion, two products and a quotient, a rounding, the zero point, two comparisons, a conversion back.</summary>
    public static Cost Requantise(Size results) => new()
    {
        Work = Unary.Each(
            (OperationKind.Convert, 2), (OperationKind.Multiply, 2), (OperationKind.Divide, 1), (OperationKind.Round, 1), (OperationKind.Add, 1), (OperationKind.Compare, 2))
            * results,
    };
}
