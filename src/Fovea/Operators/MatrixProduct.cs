using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>What matrix products share: the shapes of NumPy's matmul, the sums and their cost.</summary>
internal static class MatrixProduct
{
    /// <summary>The shape of a · b: [batch…, m, k] · [batch…, k, n] → [batch…, m, n]. A vector is a row on the left and a column on the right, and its axis is dropped.</summary>
    public static Shape Output(Operands inputs, Shape a, Shape b)
    {
        Operands.Require(a.Rank > 0 && b.Rank > 0, "a matrix product takes no scalars");
        inputs.Agree(a[a.Rank - 1], b[Math.Max(0, b.Rank - 2)], "the columns of A are not the rows of B");
        Shape batch = Broadcast.Output(inputs, a.Slice(0, Math.Max(0, a.Rank - 2)), b.Slice(0, Math.Max(0, b.Rank - 2)));
        var sizes = new List<Size>(batch);
        if (a.Rank > 1)
        {
            sizes.Add(a[a.Rank - 2]);
        }
        if (b.Rank > 1)
        {
            sizes.Add(b[b.Rank - 1]);
        }
        return Shape.Create(sizes.ToArray());
    }

    /// <summary>k products and k sums for each element of the output.</summary>
    public static Cost Products(Size inner, Shape output)
    {
        Size products = output.Elements * inner;
        return new Cost
        {
            Macs = products,
            Work = Operations.Of(OperationKind.Multiply, products) + Operations.Of(OperationKind.Add, products),
        };
    }

    /// <summary>The reference computation of a · b; shared with the quantised forms.</summary>
    public static void Multiply<E>(Values<long> aSizes, E[] a, Values<long> bSizes, E[] b, E[] y, ReadOnlySpan<long> ySizes)
        where E : struct, IScalar<E>
    {
        int inner = (int)aSizes[^1];
        int rows = aSizes.Count > 1 ? (int)aSizes[^2] : 1;
        int columns = bSizes.Count > 1 ? (int)bSizes[^1] : 1;
        ReadOnlySpan<long> batch = ySizes[..^((aSizes.Count > 1 ? 1 : 0) + (bSizes.Count > 1 ? 1 : 0))];
        int[] aBatch = Broadcast.Places(Values.Create(aSizes.AsSpan()[..Math.Max(0, aSizes.Count - 2)]), batch);
        int[] bBatch = Broadcast.Places(Values.Create(bSizes.AsSpan()[..Math.Max(0, bSizes.Count - 2)]), batch);
        int next = 0;
        for (int n = 0; n < aBatch.Length; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                ReadOnlySpan<E> row = a.AsSpan(((aBatch[n] * rows) + i) * inner, inner);
                for (int j = 0; j < columns; j++)
                {
                    E sum = default;
                    for (int k = 0; k < inner; k++)
                    {
                        sum += row[k] * b[(((bBatch[n] * inner) + k) * columns) + j];
                    }
                    y[next++] = sum;
                }
            }
        }
    }

    /// <summary>A unit reads its own row of A and its own column of B.</summary>
    public static FieldRule Field(Shape a, Shape b, Shape output)
    {
        var left = new AxisRule[a.Rank];
        var right = new AxisRule[b.Rank];
        int matrixAxes = (a.Rank > 1 ? 1 : 0) + (b.Rank > 1 ? 1 : 0);
        int batch = output.Rank - matrixAxes;
        for (int axis = 0; axis < a.Rank; axis++)
        {
            left[axis] = axis == a.Rank - 1 ? new AxisRule.Whole()
                : axis == a.Rank - 2 ? new AxisRule.Same(batch)
                : Batch(a[axis], batch - (a.Rank - 2) + axis, output);
        }
        for (int axis = 0; axis < b.Rank; axis++)
        {
            right[axis] = axis == Math.Max(0, b.Rank - 2) ? new AxisRule.Whole()
                : axis == b.Rank - 1 ? new AxisRule.Same(output.Rank - 1)
                : Batch(b[axis], batch - (b.Rank - 2) + axis, output);
        }
        return new([Values.Create<AxisRule>(left), Values.Create<AxisRule>(right)]);
    }

    private static AxisRule Batch(Size size, int axis, Shape output) =>
        size == 1 && output[axis] != 1 ? new AxisRule.Fixed(0) : new AxisRule.Same(axis);
}
