using System.Text;
using Fovea.Onnx;
using Xunit;

namespace Fovea.Tests.Onnx;

public sealed class EqualityTests
{
    [Fact]
    public void Reading_the_same_file_twice_gives_equal_graphs()
    {
        using OnnxModel first = OnnxFile.Read(Model(kernel: 3, fill: 1));
        using OnnxModel second = OnnxFile.Read(Model(kernel: 3, fill: 1));
        Assert.Equal(["N", "H"], first.Graph.OpenDimensions());
        Assert.Equal(first.Graph, second.Graph);
        Assert.Equal(first.Graph.GetHashCode(), second.Graph.GetHashCode());
        Assert.Equal(first.Weights["w"], second.Weights["w"]);
    }

    [Fact]
    public void Another_attribute_makes_another_graph_and_other_values_other_weights()
    {
        using OnnxModel model = OnnxFile.Read(Model(kernel: 3, fill: 1));
        using OnnxModel wider = OnnxFile.Read(Model(kernel: 5, fill: 1));
        using OnnxModel trained = OnnxFile.Read(Model(kernel: 3, fill: 2));
        Assert.NotEqual(model.Graph, wider.Graph);
        Assert.NotEqual(model.Weights["w"], trained.Weights["w"]);
    }

    // A ModelProto with one convolution over [N, 1, H], byte by byte.
    private static byte[] Model(byte kernel, byte fill)
    {
        byte[] attribute = [.. Text(1, "kernel_shape"), .. Number(8, kernel), .. Number(20, 7)];
        byte[] node = [.. Text(1, "x"), .. Text(1, "w"), .. Text(2, "y"), .. Text(4, "Conv"), .. Part(5, attribute)];
        byte[] weight =
        [
            .. Number(1, 2), .. Number(1, 1), .. Number(1, kernel), .. Number(2, 1), .. Text(8, "w"),
            .. Part(9, [.. Enumerable.Repeat(fill, 2 * kernel * sizeof(float))]),
        ];
        byte[] shape = [.. Part(1, Text(2, "N")), .. Part(1, Number(1, 1)), .. Part(1, Text(2, "H"))];
        byte[] input = [.. Text(1, "x"), .. Part(2, Part(1, [.. Number(1, 1), .. Part(2, shape)]))];
        byte[] graph = [.. Part(1, node), .. Text(2, "g"), .. Part(5, weight), .. Part(11, input), .. Part(12, Text(1, "y"))];
        return [.. Number(1, 8), .. Part(7, graph), .. Part(8, Number(2, 17))];
    }

    private static byte[] Part(int field, byte[] content) => [.. Variable(((ulong)field << 3) | 2), .. Variable((ulong)content.Length), .. content];

    private static byte[] Text(int field, string text) => Part(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Number(int field, ulong value) => [.. Variable((ulong)field << 3), .. Variable(value)];

    private static IEnumerable<byte> Variable(ulong value)
    {
        for (; value >= 128; value >>= 7)
        {
            yield return (byte)(value | 128);
        }
        yield return (byte)value;
    }
}
