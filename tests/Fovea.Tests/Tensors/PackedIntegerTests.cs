using Fovea.Numbers;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Tests.Tensors;

/// <summary>Integers of 4 and 2 bits in their bytes.</summary>
public sealed class PackedIntegerTests
{
    public static TheoryData<ElementType, long[], byte[]> Layouts => new()
    {
        { ElementType.UInt4, [1, 15, 2], [0xF1, 0x02] },
        { ElementType.Int4, [-8, 7, -1], [0x78, 0x0F] },
        { ElementType.UInt2, [1, 2, 3, 0, 3], [0b00_11_10_01, 0b11] },
        { ElementType.Int2, [-2, 1, -1, 0, -1], [0b00_11_01_10, 0b11] },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void The_first_element_lies_in_the_lowest_bits(ElementType type, long[] numbers, byte[] bytes)
    {
        var run = new RunTensor(type, [numbers.Length], new Elements<Whole>(Array.ConvertAll(numbers, number => (Whole)number)));
        Tensor stored = run.ToTensor<Real>();
        Assert.Equal(bytes, stored.Data.Slice(0, (int)stored.Data.Length).ToArray());
        Assert.Equal(numbers, Enumerable.Range(0, numbers.Length).Select(i => stored.GetInt64(i)));
        Assert.Equal(run.Items<Whole>(), RunTensor.From<Real>(stored).Items<Whole>());
        Assert.True(stored.TryGetFraction(1, out Fraction second));
        Assert.Equal((Fraction)numbers[1], second);
    }

    [Theory]
    [InlineData(ElementType.UInt4, 17, 1)]
    [InlineData(ElementType.Int4, 8, -8)]
    [InlineData(ElementType.UInt2, -1, 3)]
    [InlineData(ElementType.Int2, 2, -2)]
    public void Numbers_beyond_the_type_lose_their_upper_bits(ElementType type, long number, long expected) =>
        Assert.Equal([(Whole)expected], new RunTensor(type, [1], new Elements<Whole>([number])).Stored<Real>().Items<Whole>());
}
