using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

public sealed class MatrixTests
{
    private static RunTensor Counted(ElementType element, params long[] sizes) => OneNode.Tensor<Double>(
        element, Fovea.Numbers.Values.Create<long>(sizes), [.. Enumerable.Range(1, Positions.Count(sizes)).Select(i => (double)i)]);

    [Theory]
    [InlineData(1, 1, false, false, true)]
    [InlineData(2, 3, true, false, true)]
    [InlineData(2, 1, false, true, false)]
    [InlineData(1, 2, true, true, true)]
    public void A_dense_layer_is_scaled_transposed_and_moved(float alpha, float beta, bool transposeA, bool transposeB, bool moved)
    {
        var expected = new double[8];
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                double sum = 0;
                for (int k = 0; k < 3; k++)
                {
                    sum += (transposeA ? (k * 2) + i + 1 : (i * 3) + k + 1) * (transposeB ? (j * 3) + k + 1 : (k * 4) + j + 1);
                }
                expected[(i * 4) + j] = (alpha * sum) + (moved ? beta * (j + 1) : 0);
            }
        }
        foreach (ElementType element in new[] { ElementType.Float64, ElementType.Int32 })
        {
            Assert.Equal(expected, OneNode.Run(
                new Gemm(alpha, beta, transposeA, transposeB),
                transposeA ? Counted(element, 3, 2) : Counted(element, 2, 3),
                transposeB ? Counted(element, 4, 3) : Counted(element, 3, 4),
                moved ? Counted(element, 4) : null));
        }
    }

    [Fact]
    public void Half_an_integer_is_not_made_up() => Assert.Throws<UnavailableException>(() => OneNode.Run(
        new Gemm(0.5f), Counted(ElementType.Int32, 1, 1), Counted(ElementType.Int32, 1, 1)));

    [Fact]
    public void Vectors_are_a_row_on_the_left_and_a_column_on_the_right()
    {
        RunTensor scalar = OneNode.Outputs(new MatMul(), 1, OneNode.Vector(1, 2), OneNode.Vector(3, 4))[0];
        Assert.Equal(0, scalar.Rank);
        Assert.Equal([11], OneNode.Numbers(scalar));
        Assert.Equal([9, 12, 15], OneNode.Run(new MatMul(), OneNode.Vector(1, 2), Counted(ElementType.Float64, 2, 3)));
        Assert.Equal([5, 11], OneNode.Run(new MatMul(), Counted(ElementType.Int64, 2, 2), OneNode.Vector(ElementType.Int64, 1, 2)));
    }

    [Fact]
    public void Batches_of_matrices_broadcast_as_letters_do() => Assert.Equal(
        OneNode.Run(new Einsum("...ij,...jk->...ik"), Counted(ElementType.Float64, 2, 1, 2, 3), Counted(ElementType.Float64, 4, 3, 2)),
        OneNode.Run(new MatMul(), Counted(ElementType.Float64, 2, 1, 2, 3), Counted(ElementType.Float64, 4, 3, 2)));

    [Theory]
    [InlineData("ii->i", new double[] { 1, 5, 9 })]
    [InlineData("ii", new double[] { 15 })]
    [InlineData("ij->ji", new double[] { 1, 4, 7, 2, 5, 8, 3, 6, 9 })]
    [InlineData("ij->", new double[] { 45 })]
    public void Letters_choose_what_is_summed(string equation, double[] expected) =>
        Assert.Equal(expected, OneNode.Run(new Einsum(equation), Counted(ElementType.Int64, 3, 3)));
}
