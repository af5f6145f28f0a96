using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>The cost of normalising groups of elements to mean 0 and variance 1, or to root mean square 1.</summary>
internal static class Statistics
{
    /// <summary>
    /// For each element the sum of the mean, then difference, square and sum of the variance, and the product with 1/√; for each group two quotients, the sum with epsilon,
    /// the root and its reciprocal.
    /// </summary>
    public static Operations Normalise(Size elements, Size groups) =>
        (Unary.Each((OperationKind.Add, 3), (OperationKind.Multiply, 2)) * elements)
        + (Unary.Each((OperationKind.Divide, 3), (OperationKind.Add, 1), (OperationKind.Sqrt, 1)) * groups);

    /// <summary>For each element the square and its sum, and the product with 1/√; for each group a quotient, the sum with epsilon, the root and its reciprocal.</summary>
    public static Operations NormaliseByRoot(Size elements, Size groups) =>
        (Unary.Each((OperationKind.Add, 1), (OperationKind.Multiply, 2)) * elements)
        + (Unary.Each((OperationKind.Divide, 2), (OperationKind.Add, 1), (OperationKind.Sqrt, 1)) * groups);

    /// <summary>Scale and bias of each element.</summary>
    public static Operations Affine(Size elements, bool bias) =>
        Unary.Each((OperationKind.Multiply, 1), (OperationKind.Add, bias ? 1 : 0)) * elements;
}
