using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Onnx;
using Xunit;
using static Fovea.Tests.Onnx.Proto;

namespace Fovea.Tests.Onnx;

/// <summary>Models with a few bytes changed, removed or repeated: they are read, or refused in words.</summary>
public sealed class MutationTests
{
    private static readonly byte[] Network = Of(
        Tensor("w", 1, [2, 4, 3, 3], Raw(288)),
        Integers("target", 2, -1),
        Node("Conv", "x w", "a", Attribute("strides", 2, 1), Attribute("pads", 1, 1, 1, 1), Single("group", 1)),
        Node("Relu", "a", "b"),
        Node("MaxPool", "b", "c", Attribute("kernel_shape", 2, 2)),
        Node("Shape", "c", "s"),
        Node("Reshape", "c target", "d"),
        Node("Softmax", "d", "e", Single("axis", 1)),
        Node("Concat", "e e", "y", Single("axis", 0)));

    private static readonly byte[] Branches = Model(
        Node("If", "c", "a", Graph("then_branch", Node("Relu", "x", "t"), Output("t")), Graph("else_branch", Node("Abs", "x", "t"), Output("t"))),
        Integers("m", 3),
        Node("Loop", "m c a", "y", Graph("body", Node("Neg", "v", "r"), Bytes(11, Text(1, "i")), Bytes(11, Text(1, "k")), Bytes(11, Text(1, "v")), Output("k"), Output("r"))),
        Input("c"),
        Input("x", 2, 3),
        Output("y"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_changed_file_is_read_or_refused_in_words(int seed)
    {
        var random = new Random(seed);
        byte[] whole = seed % 2 == 0 ? Network : Branches;
        Inspect(whole);
        int refused = 0;
        for (int round = 0; round < 5000; round++)
        {
            byte[] file = Changed(random, whole);
            try
            {
                Inspect(file);
            }
            catch (Exception error) when (error is OnnxFormatException or GraphException or UnavailableException or OverflowException)
            {
                Assert.NotEmpty(error.Message);
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"round {round}: {Convert.ToHexString(file)}", error);
            }
        }
        Assert.InRange(refused, 1000, 5000);
    }

    private static byte[] Changed(Random random, byte[] whole)
    {
        var bytes = new List<byte>(whole);
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(8);
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                default:
                    bytes.InsertRange(at, Varint((ulong)random.NextInt64() >> random.Next(64)));
                    break;
            }
        }
        return [.. bytes];
    }

    private static void Inspect(byte[] file)
    {
        using OnnxModel model = OnnxFile.Read(file);
        Summary.Of(TypedGraph.Infer(model.Graph));
    }
}
