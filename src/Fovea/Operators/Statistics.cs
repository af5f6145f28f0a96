using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Normalising groups of elements to mean 0 and variance 1, or to root mean square 1: what it costs and how it is computed.</summary>
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

    /// <summary>
    /// For each element the place of its group: those of the tensor whose normalised axes have size 1.
    /// </summary>
    public static int[] Groups(Values<long> sizes, Func<int, bool> normalised) => Broadcast.Places(
        Values.Create<long>([.. sizes.Select((size, axis) => normalised(axis) ? 1 : size)]), sizes.AsSpan());

    /// <summary>The mean and the variance of each group, and the difference of each element from its mean.</summary>
    public static (T[] Mean, T[] Variance, T[] Difference) Moments<T>(T[] x, int[] groups)
        where T : struct, IScalar<T>
    {
        T[] mean = Means(x, groups);
        var difference = new T[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            difference[i] = x[i] - mean[groups[i]];
        }
        return (mean, Means([.. difference.Select(value => value * value)], groups), difference);
    }

    private static T[] Means<T>(T[] x, int[] groups)
        where T : struct, IScalar<T>
    {
        var sums = new T[groups.Length == 0 ? 0 : groups.Max() + 1];
        for (int i = 0; i < x.Length; i++)
        {
            sums[groups[i]] += x[i];
        }
        T count = T.Literal(sums.Length == 0 ? 1 : x.Length / sums.Length);
        return [.. sums.Select(sum => sum / count)];
    }

    /// <summary>(x − mean) · (1 / √(variance + epsilon)), group by group, with the means and the factors.</summary>
    public static (T[] Normalised, T[] Mean, T[] Factor) Normalise<T>(T[] x, int[] groups, double epsilon)
        where T : struct, IScalar<T>
    {
        (T[] mean, T[] variance, T[] difference) = Moments(x, groups);
        T[] factor = Factors(variance, epsilon);
        return ([.. difference.Select((value, i) => value * factor[groups[i]])], mean, factor);
    }

    /// <summary>x · (1 / √(mean of x² + epsilon)), group by group.</summary>
    public static T[] NormaliseByRoot<T>(T[] x, int[] groups, double epsilon)
        where T : struct, IScalar<T>
    {
        T[] factor = Factors(Means([.. x.Select(value => value * value)], groups), epsilon);
        return [.. x.Select((value, i) => value * factor[groups[i]])];
    }

    private static T[] Factors<T>(T[] squares, double epsilon)
        where T : struct, IScalar<T> =>
        [.. squares.Select(square => T.Literal(1) / T.Apply(ScalarFunction.Sqrt, square + T.Literal(epsilon)))];

    /// <summary>Puts out the elements times their scale, plus their bias.</summary>
    /// <param name="run">The run.</param>
    /// <param name="normalised">The elements.</param>
    /// <param name="scale">The input of the scale, and for each element the place of its entry.</param>
    /// <param name="bias">The same of the bias; null for none.</param>
    public static void Affine<T>(Evaluation<T> run, T[] normalised, (int Input, int[] Places) scale, (int Input, int[] Places)? bias)
        where T : struct, IScalar<T>
    {
        T[] factors = run.Numbers(scale.Input);
        T[] addends = bias is { } added ? run.Numbers(added.Input) : [];
        T[] y = run.Make<T>(0);
        for (int i = 0; i < y.Length; i++)
        {
            T scaled = normalised[i] * factors[scale.Places[i]];
            y[i] = bias is { } given ? scaled + addends[given.Places[i]] : scaled;
        }
    }

    /// <summary>For each element of a tensor [N, C, …] its channel.</summary>
    public static int[] Channels(Values<long> sizes) => Positions.Map(sizes.AsSpan(), position => position.Length > 1 ? position[1] : 0);
}
