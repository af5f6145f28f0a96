using CsCheck;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Onnx;

/// <summary>What is written reads back as the same network with the same weights, or is not written at all.</summary>
public sealed class OnnxWriterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fovea-writer-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static readonly Gen<string> Name = Gen.String[Gen.Char["abcxyzÄ/.:_0123 \"∂"], 1, 12];

    private static readonly Gen<TensorType> AnyType = Gen.Select(
        Gen.Int[1, 26], Gen.OneOf(Gen.Long[0, 40].Select(number => (Size)number), Name.Select(name => Size.Symbol(name))).Array[0, 5],
        (element, sizes) => new TensorType((ElementType)element, Shape.Create(sizes)));

    private static readonly Gen<Tensor> AnyTensor = Gen.Select(Gen.Int[1, 26].Where(element => element != (int)ElementType.String), Gen.Long[0, 4].Array[0, 4], Gen.Byte)
        .Select((element, sizes, fill) =>
        {
            var bytes = new byte[new TensorType((ElementType)element, Shape.Of(sizes)).Bytes.Value];
            Array.Fill(bytes, fill);
            return new Tensor((ElementType)element, Values.Create<long>(sizes), new MemoryData(bytes));
        });

    private static readonly Gen<AttributeValue> AnyAttribute = Gen.OneOf<AttributeValue>(
        Gen.Long.Select(value => (AttributeValue)new AttributeValue.Integer(value)),
        Gen.Long.Array[0, 5].Select(values => (AttributeValue)new AttributeValue.Integers(Values.Create<Size>([.. values.Select(value => (Size)value)]))),
        Gen.Float.Select(value => (AttributeValue)new AttributeValue.Real(value)),
        Gen.Float.Array[0, 5].Select(values => (AttributeValue)new AttributeValue.Reals(Values.Create<float>(values))),
        Name.Select(value => (AttributeValue)new AttributeValue.Text(value)),
        Name.Array[0, 4].Select(values => (AttributeValue)new AttributeValue.Texts(Values.Create<string>(values))),
        AnyTensor.Select(value => (AttributeValue)new AttributeValue.OfTensor(value)));

    // A chain of operators that no one knows, with any attributes, over inputs and weights of any type.
    private static readonly Gen<OnnxModel> AnyModel = Gen.Select(
        Gen.Int[1, 28], AnyType.Array[1, 3], AnyTensor.Array[0, 3], AnyAttribute.Array[0, 4].Array[1, 4], Name).Select((opset, types, tensors, attributes, name) =>
        {
            GraphInput[] inputs = [.. types.Select((type, i) => new GraphInput($"in{i}", type))];
            var weights = tensors.Select((tensor, i) => (Name: $"w{i}", tensor)).ToDictionary(pair => pair.Name, pair => pair.tensor, StringComparer.Ordinal);
            var nodes = new Node[attributes.Length];
            string last = "in0";
            for (int i = 0; i < nodes.Length; i++)
            {
                var entries = attributes[i].Select((value, k) => new KeyValuePair<string, AttributeValue>($"a{k}", value)).ToArray();
                string[] reads = [last, "", .. weights.Keys.Take(i)];
                nodes[i] = new Node(i == 0 ? "" : name, new UnknownOperator($"Op{i}", i % 2 == 0 ? "" : "com.example", Values.Create<KeyValuePair<string, AttributeValue>>(entries)), Values.Create<string>(reads), [$"v{i}"]);
                last = $"v{i}";
            }
            Graph graph = Graph.Create(
                name,
                Values.Create<GraphInput>(inputs),
                Values.Create<Parameter>([.. weights.Select(pair => Read(pair.Key, pair.Value))]),
                Values.Create<Node>(nodes),
                [new GraphOutput(last, types[0])],
                [new OperatorSet("", opset), new OperatorSet("com.example", 1)]);
            return new OnnxModel(graph, weights, new OnnxMetadata { Properties = [new("author", name)], Domain = name, Description = name, ModelVersion = opset });
        });

    // A reader keeps the values of small tensors in the graph, for rules may ask for them.
    private static Parameter Read(string name, Tensor tensor) => new(name, tensor.Type, tensor.Count <= (tensor.Element.IsFloating() ? 16 : 4096) ? tensor : null);

    [Fact]
    public void Any_network_reads_back_equal() => AnyModel.Sample(
        model =>
        {
            using OnnxModel again = Again(model);
            AssertEqual(model, again);
            Assert.Equal(model.Metadata.Properties, again.Metadata.Properties);
            Assert.Equal(model.Metadata.Description, again.Metadata.Description);
            Assert.Equal(model.Metadata.ModelVersion, again.Metadata.ModelVersion);
            Assert.Equal("fovea", again.Metadata.Producer);
        },
        iter: 500);

    // An operator in each form that an operator set has for it.
    public static TheoryData<int, string> Forms()
    {
        var forms = new TheoryData<int, string>();
        foreach ((int opset, Operator form) in FormsByOpset)
        {
            forms.Add(opset, form.ToString());
        }
        return forms;
    }

    private static readonly (int Opset, Operator Form)[] FormsByOpset =
    [
        (1, new Cast(ElementType.Float32)), (1, new Cast(ElementType.Int64)), (6, new Cast(ElementType.Float64)), (19, new Cast(ElementType.Float8E5M2, Saturate: false)),
        (1, new Pad(PadMode.Edge, [0, 1, 0, 1])), (2, new Pad(PadMode.Reflect, [0, 1, 0, 1], 0.5f)), (11, new Pad()),
        (1, new LpPool(new Window([2, 2]), 3)), (1, new LpPool(new Window([2, 2]), 1.5f)), (2, new LpPool(new Window([2, 2]), 3)), (1, new GlobalLpPool(2.5f)), (2, new GlobalLpPool(4)),
        (6, new BatchNormalization(Training: true)), (6, new BatchNormalization()), (8, new BatchNormalization(Spatial: false)), (14, new BatchNormalization(Training: true)),
        (6, new Add(new LegacyBroadcast(true, 1))), (6, new Mul(new LegacyBroadcast(false, null))), (6, new Greater(new LegacyBroadcast(true, null))), (7, new Add()),
        (6, new Gemm(LegacyBroadcast: true)), (6, new Gemm(LegacyBroadcast: false)), (7, new Gemm(0.5f, 2, true, true)),
        (6, new PRelu(PerChannel: true)), (7, new PRelu()),
        (6, new Clip(-1, 6)), (11, new Clip()),
        (6, new Dropout(Ratio: 0.3f, MaskOfData: true)), (9, new Dropout(Ratio: 0.3f, MaskOfData: true)), (10, new Dropout(Ratio: 0.3f)), (12, new Dropout(Seed: 7)),
        (12, new Softmax(1, Flattened: true)), (12, new Softmax(2, Flattened: true)), (13, new Softmax()), (13, new Softmax(1)), (12, new LogSoftmax(-1, Flattened: true)), (13, new Hardmax(0)),
        (6, new Upsample(InterpolationMode.Linear, [2, 3], HeightWidth: true)), (7, new Upsample(InterpolationMode.Linear, [1, 1, 2, 2])), (9, new Upsample()),
        (10, new Resize(Coordinates: "asymmetric", Nearest: "floor", Legacy: true)), (11, new Resize(InterpolationMode.Cubic, "align_corners")), (18, new Resize(Antialias: true, Axes: [2, 3], AspectRatio: "not_larger")),
        (10, new RoiAlign(2, 2)), (16, new RoiAlign(2, 2, HalfPixel: true)), (16, new RoiAlign(2, 2, true, 2, 0.5f, HalfPixel: false)),
        (16, new GridSample("bilinear")), (20, new GridSample("cubic", "border", true)),
        (18, new GroupNormalization(2, PerGroup: true)), (21, new GroupNormalization(2, Stash: ElementType.Float16)),
        (3, new Concat(1)), (4, new Concat(-1)), (1, new Slice([0], [2], [1])), (10, new Slice()), (1, new TopK(1, Count: 3)), (10, new TopK(1)),
        (1, new Split(1, [1, 2])), (13, new Split(1)), (18, new Split(1, Pieces: 2)), (1, new Reshape(Target: [0, -1])), (14, new Reshape(AllowZero: true)),
        (12, new Squeeze([0])), (13, new Squeeze()), (12, new Unsqueeze([0])), (12, new ReduceSum([1], false)), (13, new ReduceSum(NothingByDefault: true)),
        (12, new Constant(Tensor.Vector(1, 2), "value_ints")), (12, new Constant(Tensor.Of([], 0.5f), "value_float")), (1, new Constant(Tensor.Of([2], 1f, float.NaN))),
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_operator_is_written_in_the_form_of_its_operator_set(int opset, string form)
    {
        Operator @operator = FormsByOpset.First(entry => entry.Opset == opset && entry.Form.ToString() == form).Form;
        using OnnxModel again = Again(new OnnxModel(One(@operator, opset), new Dictionary<string, Tensor>()));
        Assert.Equal(@operator, again.Graph.Nodes[0].Operator);
        Assert.Equal(opset, again.Graph.Opset);
        Assert.Empty(again.Warnings);
    }

    [Fact]
    public void A_form_that_the_operator_set_does_not_have_is_refused()
    {
        (int Opset, Operator Form)[] wrong =
        [
            (13, new Softmax(1, Flattened: true)), (12, new Softmax()), (7, new Add(new LegacyBroadcast(true, 1))), (6, new Add()),
            (2, new LpPool(new Window([2]), 1.5f)), (11, new Resize(Legacy: true)), (10, new Resize(Antialias: true)), (16, new RoiAlign(1, 1)), (21, new GroupNormalization(2, PerGroup: true)),
        ];
        foreach ((int opset, Operator form) in wrong)
        {
            var error = Assert.Throws<GraphException>(() => Again(new OnnxModel(One(form, opset), new Dictionary<string, Tensor>())));
            Assert.Contains($"node 'node' ({form.Name})", error.Message, StringComparison.Ordinal);
            Assert.Contains($"operator set {opset}", error.Message, StringComparison.Ordinal);
        }
    }

    // Both branches call their weight w, as they may.
    [Fact]
    public void Branches_keep_their_own_weights()
    {
        Graph graph = Graph.Create(
            "branches",
            [new GraphInput("c", new TensorType(ElementType.Bool, [])), new GraphInput("x", new TensorType(ElementType.Float32, [20]))],
            [],
            [new Node("", new If(Branch(1), Branch(2)), ["c"], ["y"])],
            [new GraphOutput("y", new TensorType(ElementType.Float32, [20]))]);
        var model = new OnnxModel(graph, new Dictionary<string, Tensor>());
        using OnnxModel again = Again(model);
        AssertEqual(model, again);
        var read = (If)again.Graph.Nodes[0].Operator;
        Assert.Equal(1, read.Then.Parameters[0].Contents!.GetDouble(19));
        Assert.Equal(2, read.Else.Parameters[0].Contents!.GetDouble(19));

        static Graph Branch(float value)
        {
            var values = new float[20];
            Array.Fill(values, value);
            Tensor weight = Tensor.Of([20], values);
            return Graph.Create("branch", [], [new Parameter("w", weight.Type, weight)], [new Node("", new Add(), ["x", "w"], ["t"])], [new GraphOutput("t")], inner: true);
        }
    }

    [Fact]
    public void A_formula_becomes_a_name_that_says_it()
    {
        Size half = Size.FloorDiv((Size)"H" + 1, 2);
        Graph graph = Graph.Create(
            "half",
            [new GraphInput("x", new TensorType(ElementType.Float32, ["N", half]))],
            [],
            [new Node("", new Relu(), ["x"], ["y"])],
            [new GraphOutput("y")]);
        using OnnxModel again = Again(new OnnxModel(graph, new Dictionary<string, Tensor>()));
        Shape shape = again.Graph.Inputs[0].Type!.Value.Shape;
        Assert.Equal("N", shape[0]);
        Assert.Equal(Size.Symbol("floor((H + 1)/2)"), shape[1]);
        // An output that is not declared is written as it is inferred.
        Assert.Equal(again.Graph.Inputs[0].Type, again.Graph.Outputs[0].Type);
    }

    [Fact]
    public void What_cannot_be_written_is_named()
    {
        var scalar = new TensorType(ElementType.Float32, []);
        var text = new Tensor(ElementType.String, [1], new MemoryData(ReadOnlyMemory<byte>.Empty));
        Refused("tensor 'w' has no values", Weighted(new Parameter("w", new TensorType(ElementType.Float32, [20]))));
        Refused("tensor 'w' is float32[3], but its values are float32[]", Weighted(new Parameter("w", new TensorType(ElementType.Float32, [3])), ("w", Tensor.Of([], 1f))));
        Refused("tensor 'w' holds text", Weighted(new Parameter("w", text.Type), ("w", text)));
        Refused("attribute 'axis' is the formula", new OnnxModel(One(new UnknownOperator("Odd", "", [new("axis", new AttributeValue.Integer("k"))]), 20), new Dictionary<string, Tensor>()));
        Refused("input 'x': its type is not known", new OnnxModel(Graph.Create("g", [new GraphInput("x", null)], [], [new Node("", new Relu(), ["x"], ["y"])], [new GraphOutput("y", scalar)]), new Dictionary<string, Tensor>()));
        Refused("operator set 99 is not known", new OnnxModel(One(new Relu(), 99), new Dictionary<string, Tensor>()));
        Refused("ends at 2 GiB", Large(3L << 30));
    }

    [Fact]
    public void Weights_are_streamed_not_copied()
    {
        OnnxModel model = Large(500L << 20);
        using var stream = new CountingStream();
        long before = GC.GetAllocatedBytesForCurrentThread();
        OnnxFile.Write(stream, model);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.InRange(stream.Length, 500L << 20, (500L << 20) + 1000);
    }

    [Fact]
    public void A_file_is_replaced_only_by_a_whole_one()
    {
        string path = Path.Combine(folder, "model.onnx");
        OnnxModel whole = Weighted(new Parameter("w", new TensorType(ElementType.Float32, [])), ("w", Tensor.Of([], 2f)));
        File.WriteAllText(path, "what was there");
        Assert.Throws<GraphException>(() => OnnxFile.Write(path, Weighted(new Parameter("w", new TensorType(ElementType.Float32, [20])))));
        Assert.Throws<IOException>(() => OnnxFile.Write(path, Large(1 << 20, failing: true)));
        Assert.Equal("what was there", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder));
        OnnxFile.Write(path, whole);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder));
        using (OnnxModel again = OnnxFile.Read(path))
        {
            Assert.Equal(whole.Weights["w"], again.Weights["w"]);
            // Over the file that its weights still lie in.
            if (!OperatingSystem.IsWindows())
            {
                OnnxFile.Write(path, again);
            }
        }
        using OnnxModel last = OnnxFile.Read(path);
        Assert.Equal(whole.Weights["w"], last.Weights["w"]);
    }

    [Fact]
    public void What_is_no_file_is_not_replaced()
    {
        OnnxModel model = Weighted(new Parameter("w", new TensorType(ElementType.Float32, [])), ("w", Tensor.Of([], 2f)));
        Assert.Throws<OnnxFormatException>(() => OnnxFile.Write(folder, model));
        Assert.Throws<DirectoryNotFoundException>(() => OnnxFile.Write(Path.Combine(folder, "missing", "model.onnx"), model));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices are files there");
        Assert.Throws<OnnxFormatException>(() => OnnxFile.Write("/dev/null", model));
        string link = Path.Combine(folder, "link.onnx");
        File.WriteAllText(Path.Combine(folder, "real.onnx"), "");
        File.CreateSymbolicLink(link, "real.onnx");
        OnnxFile.Write(link, model);
        Assert.NotNull(new FileInfo(link).LinkTarget);
        using OnnxModel again = OnnxFile.Read(Path.Combine(folder, "real.onnx"));
        Assert.Equal(model.Weights["w"], again.Weights["w"]);
    }

    private static void Refused(string reason, OnnxModel model)
    {
        Exception error = Assert.ThrowsAny<Exception>(() => OnnxFile.Write(Stream.Null, model));
        Assert.True(error is GraphException or UnavailableException, error.ToString());
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static OnnxModel Again(OnnxModel model)
    {
        using var stream = new MemoryStream();
        OnnxFile.Write(stream, model);
        return OnnxFile.Read(stream.ToArray());
    }

    private static void AssertEqual(OnnxModel expected, OnnxModel actual)
    {
        Assert.True(expected.Graph.Equals(actual.Graph));
        Assert.Equal(expected.Weights.Count, actual.Weights.Count);
        Assert.All(expected.Weights, pair => Assert.Equal(pair.Value, actual.Weights[pair.Key]));
    }

    // One node, with as many inputs and outputs as it asks for.
    private static Graph One(Operator @operator, int opset)
    {
        string[] inputs = [.. @operator.Type.Inputs.Where(input => !input.Optional).Select((_, i) => $"x{i}")];
        string[] outputs = [.. @operator.Type.Outputs.Where(output => !output.Optional).Select((_, i) => $"y{i}")];
        var type = new TensorType(ElementType.Float32, ["N"]);
        return Graph.Create(
            "one",
            Values.Create<GraphInput>([.. inputs.Select(name => new GraphInput(name, type))]),
            [],
            [new Node("node", @operator, Values.Create<string>(inputs), Values.Create<string>(outputs))],
            [new GraphOutput(outputs[0], type)],
            [new OperatorSet("", opset)]);
    }

    private static OnnxModel Weighted(Parameter parameter, params (string Name, Tensor Value)[] weights) => new(
        Graph.Create(
            "weighted",
            [new GraphInput("x", parameter.Type with { Element = ElementType.Float32 })],
            [parameter],
            [new Node("", new UnknownOperator("Any", "", []), ["x", "w"], ["y"])],
            [new GraphOutput("y", parameter.Type)]),
        weights.ToDictionary(weight => weight.Name, weight => weight.Value, StringComparer.Ordinal));

    private static OnnxModel Large(long bytes, bool failing = false)
    {
        var tensor = new Tensor(ElementType.UInt8, [bytes], new Zeros(bytes, failing));
        return Weighted(new Parameter("w", tensor.Type), ("w", tensor));
    }

    private sealed class Zeros(long length, bool failing) : TensorData
    {
        private static readonly byte[] Block = new byte[1 << 20];

        public override long Length => length;

        public override ReadOnlySpan<byte> Slice(long offset, int length) => failing ? throw new IOException("the disk is gone") : Block.AsSpan(0, length);
    }

    private sealed class CountingStream : MemoryStream
    {
        private long count;

        public override long Length => count;

        public override void Write(ReadOnlySpan<byte> buffer) => count += buffer.Length;

        public override void Write(byte[] buffer, int offset, int count) => this.count += count;
    }
}
