using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Xunit;

namespace Fovea.Runtime.Tests.Kernels;

/// <summary>Matrix products against the reference.</summary>
public sealed class MatrixProductTests
{
    private static float[] Draw(int count, int seed, bool whole)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => whole ? random.Next(-4, 5) : (random.NextSingle() * 2) - 1)];
    }

    public static TheoryData<int, int, int, int, bool, bool> Sizes()
    {
        var data = new TheoryData<int, int, int, int, bool, bool>();
        foreach ((int rows, int inner, int columns) in ((int, int, int)[])[(1, 1, 1), (1, 300, 40), (3, 17, 5), (14, 144, 32), (15, 145, 33), (29, 9, 70), (50, 500, 16), (100, 31, 100)])
        {
            foreach (bool constant in (bool[])[false, true])
            {
                data.Add(1, rows, inner, columns, constant, constant);
                data.Add(3, rows, inner, columns, constant, !constant);
            }
        }
        return data;
    }

    private static unsafe float[] Run(MatrixProduct product, float[] a, float[] b, float[] biases, int parts)
    {
        using var left = new NativeMemoryBlock(a.Length * sizeof(float));
        using var right = new NativeMemoryBlock(Math.Max(b.Length, product.PackedFloats) * sizeof(float));
        using var output = new NativeMemoryBlock(product.Batch * product.OutputBatch * sizeof(float));
        a.CopyTo(new Span<float>(left.Start, a.Length));
        if (product.IsConstant)
        {
            product.Pack(b, biases, (float*)right.Start);
        }
        else
        {
            b.CopyTo(new Span<float>(right.Start, b.Length));
        }
        KernelRun.Run(product.Prepare(), new KernelArguments { Input = (float*)left.Start, Weights = (float*)right.Start, Output = (float*)output.Start }, parts);
        return new Span<float>(output.Start, (int)(product.Batch * product.OutputBatch)).ToArray();
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_are_those_of_the_reference_in_any_number_of_parts(int batch, int rows, int inner, int columns, bool constant, bool byColumns)
    {
        var product = new MatrixProduct(batch, rows, inner, columns) { IsConstant = constant, ByColumns = byColumns, Activation = Activation.Relu };
        int rights = constant ? 1 : batch;
        foreach (bool whole in (bool[])[true, false])
        {
            float[] a = Draw(batch * rows * inner, 1, whole);
            float[] b = Draw(rights * inner * columns, 2, whole);
            float[] biases = constant ? Draw(columns, 3, whole) : [];
            float[] byRows = byColumns ? Transposed(b, rights, columns, inner) : b;
            double[] Expected(float[] x, float[] y, float[] z)
            {
                double[] products = Oracle.Run(new MatMul(), ([batch, rows, inner], x), ([rights, inner, columns], y));
                return constant ? [.. products.Select((sum, i) => sum + z[i % columns])] : products;
            }
            double[] expected = [.. Expected(a, byRows, biases).Select(sum => Math.Max(0, sum))];
            double[] magnitudes = Expected(Array.ConvertAll(a, MathF.Abs), Array.ConvertAll(byRows, MathF.Abs), Array.ConvertAll(biases, MathF.Abs));
            float[] actual = Run(product, a, b, biases, 1);
            for (int i = 0; i < expected.Length; i++)
            {
                double bound = whole ? 0 : (inner + 2) * magnitudes[i] / (1 << 24);
                Assert.True(Math.Abs(actual[i] - expected[i]) <= bound, $"element {i} is {actual[i]}, not {expected[i]}");
            }
            Assert.Equal(actual, Run(product, a, b, biases, 3));
        }
    }

    private static float[] Transposed(float[] b, int count, int rows, int columns)
    {
        var result = new float[b.Length];
        for (int i = 0; i < b.Length; i++)
        {
            (int matrix, int at) = Math.DivRem(i, rows * columns);
            result[(matrix * rows * columns) + (at % columns * rows) + (at / columns)] = b[i];
        }
        return result;
    }
}
