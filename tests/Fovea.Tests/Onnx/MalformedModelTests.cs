using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Onnx;
using Xunit;
using static Fovea.Tests.Onnx.Proto;

namespace Fovea.Tests.Onnx;

/// <summary>Files that are no models: each gives one error that says where and why, before memory is spent on it.</summary>
public sealed class MalformedModelTests
{
    private static readonly byte[] Weight = Tensor("w", 1, [2, 4, 3, 3], Raw(288));

    private static readonly Dictionary<string, (byte[] File, string[] Words)> Cases = new(StringComparer.Ordinal)
    {
        ["nothing"] = ([], ["empty"]),
        ["no graph"] = (Number(1, 8), ["no graph"]),
        ["two graphs"] = (Join(Bytes(7), Bytes(7)), ["two graphs"]),
        ["a text file"] = ("hello, I am no model"u8.ToArray(), ["byte "]),
        ["a field longer than its message"] = (Model([0x0A, 0x7F]), ["field 1", "127 bytes long"]),
        ["2 GB in 20 bytes"] = (Join(Varint((7 << 3) | 2), Varint(int.MaxValue), new byte[14]), ["byte 6", "2147483647 bytes long", "ends after 14"]),
        ["a length beyond all integers"] = (Join(Varint((7 << 3) | 2), Varint(ulong.MaxValue)), ["18446744073709551615 bytes long"]),
        ["an integer of eleven bytes"] = (Join([0x08], [.. Enumerable.Repeat((byte)0xFF, 11)]), ["longer than 10 bytes"]),
        ["wire type 7"] = (Model([0x0F]), ["wire type 7"]),
        ["a group that is not closed"] = (Model([0x0B, 0x08, 0x01]), ["wire type 3"]),
        ["the end of no group"] = (Model([0x0C]), ["wire type 4"]),
        ["field 0"] = (Model([0x02, 0x00]), ["field number 0"]),
        ["a text where an integer belongs"] = (Text(1, "eight"), ["field 1", "wire type 2, not 0"]),
        ["a name that is no UTF-8"] = (Of(Bytes(1, Bytes(1, [0xC3, 0x28]))), ["byte ", "UTF-8"]),
        ["a name without end"] = (Of(Bytes(1, Text(4, new string('a', 1 << 20)))), ["longer than 65536"]),
        ["branches in branches in branches"] = (Nested(200), ["nested more than 64 deep"]),
        ["a node without operator"] = (Of(Bytes(1)), ["byte ", "names no operator"]),
        ["five million empty nodes"] = (Of([.. Enumerable.Repeat(new byte[] { 0x0A, 0x00 }, 5_000_000)]), ["names no operator"]),
        ["a negative size of a tensor"] = (Of(Tensor("w", 1, [-1])), ["'w'", "negative size -1"]),
        ["a negative size of an input"] = (Model(Input("x", 1, -3)), ["axis 1 of 'x'", "negative size -3"]),
        ["sizes whose product wraps around to 4"] = (Of(Tensor("w", 1, [4194305, 4194305, 211106198978564], Raw(16))), ["'w'", "larger than any memory"]),
        ["an input of such sizes"] = (Model(Input("x", 4194305, 4194305, 211106198978564)), ["'x'", "larger than any memory"]),
        ["a large tensor without data"] = (Of(Tensor("w", 1, [1L << 40])), ["'w'", "0 bytes of data", "takes 4398046511104"]),
        ["data shorter than the shape"] = (Of(Tensor("w", 1, [2, 2], Raw(12))), ["'w'", "12 bytes", "takes 16"]),
        ["data longer than the shape"] = (Of(Tensor("w", 1, [2, 2], Raw(20))), ["'w'", "20 bytes", "takes 16"]),
        ["element type 99"] = (Of(Tensor("w", 99, [1], Raw(4))), ["'w'", "element type 99"]),
        ["element type 99 of an input"] = (Model(Bytes(11, Text(1, "x"), Bytes(2, Bytes(1, Number(1, 99))))), ["'x'", "element type 99"]),
        ["data given twice"] = (Of(Tensor("w", 1, [1], Raw(4), Bytes(4, new byte[4]))), ["'w'", "given twice"]),
        ["floats where integers belong"] = (Of(Tensor("w", 7, [1], Bytes(4, new byte[8]))), ["'w'", "int64", "field 4"]),
        ["a tensor of too many axes"] = (Of(Tensor("w", 1, [.. Enumerable.Repeat(1L, 65)], Raw(4))), ["more than 64"]),
        ["external data of a model in memory"] = (Of(Tensor("w", 1, [1], External("w.bin"))), ["'w'", "from memory", "external data"]),
        ["a node that reads its own output"] = (Of(Node("Add", "x y", "y")), ["'n'", "cycle"]),
        ["two nodes that read each other"] = (Of(Node("Add", "x b", "y"), Node("Relu", "y", "b")), ["'n'", "cycle"]),
        ["two outputs of one name"] = (Of(Node("Relu", "x", "y"), Node("Abs", "x", "y")), ["'y'", "defined already"]),
        ["an input that nobody makes"] = (Of(Node("Relu", "z", "y")), ["'n'", "'z'", "made by no node"]),
        ["an output that nobody makes"] = (Of(Node("Relu", "x", "z")), ["output 'y'", "made by no node"]),
        ["a tensor defined twice"] = (Of(Weight, Weight), ["'w'", "defined twice"]),
        ["operator set 0"] = (Join(Bytes(8, Number(2, 0)), Bytes(7)), ["operator set 0", "knows 1 to"]),
        ["operator set 9999"] = (Join(Bytes(8, Number(2, 9999)), Bytes(7)), ["operator set 9999", "knows 1 to"]),
        ["operator set 2^40"] = (Join(Bytes(8, Number(2, 1L << 40)), Bytes(7)), ["version of an operator set", "1099511627776"]),
        ["IR version 2^40"] = (Join(Number(1, 1L << 40), Bytes(7)), ["IR version 1099511627776"]),
        ["stride 0"] = (Convolution(Attribute("strides", 0, 1)), ["'n'", "'strides' holds 0"]),
        ["stride -1"] = (Convolution(Attribute("strides", 1, -1)), ["'n'", "'strides' holds -1"]),
        ["dilation 0"] = (Convolution(Attribute("dilations", 0, 0)), ["'n'", "'dilations' holds 0"]),
        ["kernel 0"] = (Pool(Attribute("kernel_shape", 0, 2)), ["'n'", "'kernel_shape' holds 0"]),
        ["kernel -2"] = (Pool(Attribute("kernel_shape", -2, 2)), ["'n'", "'kernel_shape' holds -2"]),
        ["group 0"] = (Convolution(Single("group", 0)), ["'n'", "group"]),
        ["a group that does not divide the channels"] = (Convolution(Single("group", 3)), ["'n'", "group"]),
        ["pads of 2^40"] = (Convolution(Attribute("pads", 1L << 40, 0, 0, 0)), ["'n'", "'pads' holds 1099511627776"]),
        ["negative pads"] = (Convolution(Attribute("pads", -1, 0, 0, 0)), ["'n'", "'pads' holds -1"]),
        ["a kernel larger than its input"] = (Pool(Attribute("kernel_shape", 9, 9)), ["'n'", "output size", "at least 1"]),
        ["two unknown sizes"] = (Of(Integers("t", -1, -1), Node("Reshape", "x t", "y")), ["'n'", "twice"]),
        ["a Reshape without target"] = (Of(Node("Reshape", "x", "y")), ["'n'", "shape", "missing"]),
        ["a list where a number belongs"] = (Convolution(Attribute("group", 1, 1)), ["'n'", "'group' must be an integer"]),
        ["a number where a list belongs"] = (Convolution(Single("strides", 1)), ["'n'", "'strides' must be a list"]),
        ["an attribute of no kind"] = (Convolution(Bytes(5, Text(1, "strides"), Number(20, 77))), ["'strides'", "kind 77"]),
        ["an attribute given twice"] = (Convolution(Single("group", 1), Single("group", 1)), ["'group'", "given twice"]),
        ["an attribute without name"] = (Convolution(Bytes(5, Number(3, 1))), ["attribute has no name"]),
        ["a function that calls itself"] = (Join(Model(Node("F", "x", "y"), Input("x", 1), Output("y")), Function("F", "F")), ["functions call each other more than 64 deep"]),
        ["two functions of one name"] = (Join(Function("F", "Relu"), Function("F", "Abs")), ["'F'", "defined twice"]),
    };

    public static TheoryData<string> Names() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_gives_one_error_that_says_where_and_why(string name)
    {
        (byte[] file, string[] words) = Cases[name];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception error = Assert.ThrowsAny<Exception>(() => Inspect(file));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(error is OnnxFormatException or GraphException, error.ToString());
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.InRange(allocated, 0, 8 << 20);
    }

    [Fact]
    public void A_model_that_is_cut_off_is_refused_at_every_byte()
    {
        byte[] file = Convolution(Attribute("strides", 2, 2));
        Inspect(file);
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            Exception error = Assert.ThrowsAny<Exception>(() => Inspect(cut));
            Assert.True(error is OnnxFormatException or GraphException, $"{length}: {error}");
        }
    }

    [Fact]
    public void A_node_more_than_the_limit_is_refused_when_it_is_met()
    {
        byte[] node = Node("X", "", "");
        byte[] file = Model([.. Enumerable.Repeat(node, 2000)]);
        using OnnxModel model = OnnxFile.Read(file);
        var error = Assert.Throws<OnnxFormatException>(() => OnnxFile.Read(file, new ReadLimits { Nodes = 1000 }));
        Assert.Contains("more than 1000 nodes", error.Message, StringComparison.Ordinal);
    }

    // A function that calls another twice, which calls another twice …: 2 to the power of 40 nodes in 3 KB.
    [Fact]
    public void Functions_that_multiply_run_into_the_limit_of_nodes()
    {
        byte[] file = Model(Node("F0", "x", "y"), Input("x", 1), Output("y"));
        for (int i = 0; i < 40; i++)
        {
            file = Join(file, Function($"F{i}", i < 39 ? $"F{i + 1}" : "Relu", twice: true));
        }
        var error = Assert.Throws<OnnxFormatException>(() => OnnxFile.Read(file, new ReadLimits { Nodes = 10_000 }));
        Assert.Contains("more than 10000 nodes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_must_be_decoded_run_into_the_limit_of_bytes()
    {
        byte[] tensor(int index) => Tensor($"w{index}", 7, [1000], Bytes(7, new byte[1000]));
        byte[] file = Model([.. Enumerable.Range(0, 20).Select(tensor)]);
        var error = Assert.Throws<OnnxFormatException>(() => OnnxFile.Read(file, new ReadLimits { DecodedBytes = 100_000 }));
        Assert.Contains("'w12'", error.Message, StringComparison.Ordinal);
        Assert.Contains("more than 100000 bytes", error.Message, StringComparison.Ordinal);
    }

    // Each body doubles a carried value, and so is typed twice for each time the one around it is.
    [Fact]
    public void Loops_in_loops_do_not_take_exponential_time()
    {
        byte[][] body = [Node("Concat", "v v", "r", Single("axis", 0))];
        for (int depth = 0; depth < 40; depth++)
        {
            body = [Node("Loop", "m c v", "r", Text(3, $"loop{depth}"), Graph("body", Body(body)))];
        }
        byte[] file = Model(
            [.. body, Input("v", 2), Bytes(11, Text(1, "m")), Bytes(11, Text(1, "c")), Output("r")]);
        var error = Assert.Throws<GraphException>(() => Inspect(file));
        Assert.Contains("nested too deeply", error.Message, StringComparison.Ordinal);

        static byte[][] Body(byte[][] nodes) =>
            [.. nodes, Bytes(11, Text(1, "i")), Bytes(11, Text(1, "k")), Bytes(11, Text(1, "v")), Output("k"), Output("r")];
    }

    // An operator that is not known leaves the rest of the network readable; its own row says what is missing.
    [Fact]
    public void An_operator_that_is_not_known_is_unavailable_by_name()
    {
        using OnnxModel model = OnnxFile.Read(Of(Bytes(1, Text(1, "x"), Text(2, "y"), Text(4, "Frobnicate"), Text(7, "com.example"))));
        Layer layer = Assert.Single(Summary.Of(TypedGraph.Infer(model.Graph)).Layers);
        Assert.Contains("com.example.Frobnicate is not known", layer.Outputs[0].Reason!, StringComparison.Ordinal);
    }

    // ONNX Runtime runs such weights, and to find them all weights would have to be read: that is left to running.
    [Fact]
    public void Weights_that_are_no_numbers_are_read_as_they_are()
    {
        byte[] nan = [0, 0, 0xC0, 0x7F, 0, 0, 0x80, 0x7F];
        using OnnxModel model = OnnxFile.Read(Of(Tensor("w", 1, [2, 1, 1, 1], Bytes(9, nan)), Node("Mul", "x w", "y")));
        Assert.True(double.IsNaN(model.Weights["w"].GetDouble(0)));
        Assert.Equal(double.PositiveInfinity, model.Weights["w"].GetDouble(1));
        Assert.NotNull(TypedGraph.Infer(model.Graph)["y"].Type);
    }

    private static Summary Inspect(byte[] file)
    {
        using OnnxModel model = OnnxFile.Read(file);
        return Summary.Of(TypedGraph.Infer(model.Graph));
    }

    private static byte[] Convolution(params byte[][] attributes) => Of(Weight, Node("Conv", "x w", "y", attributes));

    private static byte[] Pool(params byte[][] attributes) => Of(Node("MaxPool", "x", "y", attributes));

    private static byte[] Nested(int depth)
    {
        byte[] branch = [];
        for (int i = 0; i < depth; i++)
        {
            branch = Node("If", "c", "y", Graph("then_branch", branch, Output("y")), Graph("else_branch", Output("c")));
        }
        return Model(branch, Input("c"), Output("y"));
    }

    private static byte[] Function(string name, string calls, bool twice = false) => Bytes(
        25,
        [
            Text(1, name),
            Text(4, "a"),
            Text(5, "b"),
            .. twice
                ? new[] { FunctionNode(calls, "a", "t"), FunctionNode(calls, "t", "b") }
                : [FunctionNode(calls, "a", "b")],
        ]);

    private static byte[] FunctionNode(string type, string input, string output) => Bytes(7, Text(1, input), Text(2, output), Text(4, type));
}
