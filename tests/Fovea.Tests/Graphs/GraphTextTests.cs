using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using CsCheck;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Notation;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using static Fovea.Networks.Layers;
using Network = Fovea.Networks.Network;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Graphs;

public sealed class GraphTextTests(ITestOutputHelper output)
{
    private static Graph Read(string text, string? name = null) => GraphText.Parse(text, LayerVocabulary.Text).Graph(name);

    private static Graph InNet(string statements) => Read("net test {\n  input x: float32[1, 4, 8, 8]\n  " + statements + "\n}");

    private static void AssertComesBack(Graph graph)
    {
        foreach (SizeNotation notation in new[] { SizeNotation.Unicode, SizeNotation.Ascii })
        {
            string text = GraphText.Print(graph, notation);
            Graph read = Read(text);
            Assert.True(read.Equals(graph), text);
            Assert.Equal(text, GraphText.Print(read, notation));
        }
    }

    // Names that no identifier is, that are words of the notation, that hide something.
    private static readonly string[] Names =
    [
        "x", "input", "output", "net", "_", "inf", "nan", "min", "real", "text", "int64", "a.b", "a..b", "a.", "1", "input:0", "a b", "\"", "\\", "\\n", "\n\t\0", "#", "é", "ش", "\ud800", "😀", "\u202e", "opset", "as", "hex", "true",
    ];

    private static Gen<string> Among(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    private static readonly Gen<string> Name = Gen.Select(Among(Names), Gen.Int[0, 9], (name, number) => number < 3 ? name : name + number.ToString(CultureInfo.InvariantCulture));

    private static readonly Gen<Size> AnySize = Gen.OneOf(
        Gen.Long.Select(number => (Size)number),
        Gen.Select(Name, Gen.Int[1, 9], (name, number) => Size.Max(Size.FloorDiv(Size.Symbol(name) + number, number), 3) * number),
        Name.Select(name => Size.Symbol(name)),
        Name.Select(name => -Size.Symbol(name)));

    private static Gen<Values<T>> List<T>(Gen<T> item) => item.Array[0, 4].Select(items => Values.Create<T>(items));

    private static readonly Gen<TensorType> Type = Gen.Select(
        Gen.Int[1, 26], List(AnySize), (code, sizes) => new TensorType((ElementType)code, new Shape(sizes)));

    private static readonly Gen<Tensor> AnyTensor = Gen.Select(Gen.Int[1, 26], Gen.Long[0, 3].Array[0, 3], Gen.Int, (code, sizes, seed) =>
    {
        var type = new TensorType((ElementType)code, Shape.Of(sizes));
        var bytes = new byte[code == (int)ElementType.String ? 0 : type.Bytes.Value];
        new Random(seed).NextBytes(bytes);
        return new Tensor(type.Element, Values.Create<long>(sizes), new MemoryData(bytes));
    });

    private static readonly Gen<float> AnyFloat = Gen.Int.Select(BitConverter.Int32BitsToSingle);

    private static Gen<AttributeValue> Attribute(int depth) => Gen.OneOf(
        AnySize.Select(value => (AttributeValue)new AttributeValue.Integer(value)),
        List(AnySize).Select(value => (AttributeValue)new AttributeValue.Integers(value)),
        AnyFloat.Select(value => (AttributeValue)new AttributeValue.Real(value)),
        List(AnyFloat).Select(value => (AttributeValue)new AttributeValue.Reals(value)),
        Name.Select(value => (AttributeValue)new AttributeValue.Text(value)),
        List(Name).Select(value => (AttributeValue)new AttributeValue.Texts(value)),
        AnyTensor.Select(value => (AttributeValue)new AttributeValue.OfTensor(value)),
        depth == 0 ? AnyFloat.Select(value => (AttributeValue)new AttributeValue.Real(value)) : AnyGraph(depth - 1, inner: true).Select(value => (AttributeValue)new AttributeValue.OfGraph(value)));

    // Inputs and tensors, then nodes that read anything above, in graphs inside also x of the graph around.
    private static Gen<Graph> AnyGraph(int depth, bool inner) =>
        from name in Gen.OneOf(Name, Gen.Const(""))
        from sets in List(Gen.Select(Among("", "com.example", "a b"), Gen.Int[0, 1000], (domain, version) => new OperatorSet(domain, version)))
        from symbols in Gen.Select(Name, Gen.Long[-3, 3], Gen.Long[3, 9], Gen.Bool, (symbol, least, value, open) =>
            // Formulas simplify by the least values of their symbols, which here are 1.
            new GraphSymbol(least == 1 ? symbol : symbol + " least", least, open ? null : value)).Array[0, 3]
        from inputs in Type.Array[0, 3]
        from typed in Gen.Bool
        from parameters in Gen.Select(Type, AnyTensor, Gen.Int[0, 2], (type, tensor, kind) =>
            kind == 0 ? new Parameter("", type) : new Parameter("", kind == 1 ? tensor.Type : type, tensor)).Array[0, 3]
        from nodes in Gen.Select(
            Gen.Select(Name, Among("", "com.example", "a b", "c.d"), Among("Odd", "odd", "very odd", "a.b", "🙂"), (node, domain, type) => (Node: node, Domain: domain, Type: type)),
            Gen.Int[0, 50].Array[0, 4],
            Gen.Int[0, 3].Array[0, 3],
            Gen.Select(Name, Attribute(depth), (key, value) => new KeyValuePair<string, AttributeValue>(key, value)).Array[0, 3],
            (node, reads, makes, attributes) => (node, reads, makes, attributes)).Array[0, 4]
        from outputs in Gen.Select(Gen.Int[0, 50], Type, Gen.Bool, (index, type, declared) => (index, type, declared)).Array[0, 3]
        select Assemble(name, sets, symbols, inputs, typed, parameters, nodes, outputs, inner);

    private static Graph Assemble(
        string name,
        Values<OperatorSet> sets,
        GraphSymbol[] symbols,
        TensorType[] inputs,
        bool typed,
        Parameter[] parameters,
        ((string Node, string Domain, string Type) Node, int[] Reads, int[] Makes, KeyValuePair<string, AttributeValue>[] Attributes)[] nodes,
        (int Index, TensorType Type, bool Declared)[] outputs,
        bool inner)
    {
        // Bodies, however deep, read x of the whole network.
        List<string> values = inner ? [] : ["x"];
        string New()
        {
            values.Add(Names[values.Count % Names.Length] + (values.Count < Names.Length ? "" : values.Count.ToString(CultureInfo.InvariantCulture)) + (inner ? "'" : ""));
            return values[^1];
        }
        string Any(int index) => values.Count == 0 || (inner && index % 5 == 0) ? "x" : values[index % values.Count];
        GraphInput[] given = [.. inputs.Select(type => new GraphInput(New(), typed ? type : null))];
        Parameter[] tensors = [.. parameters.Select(parameter => parameter with { Name = New() })];
        Node[] made = [.. nodes.Select(node => new Node(
            node.Node.Node,
            new UnknownOperator(node.Node.Type, node.Node.Domain, Values.Create<KeyValuePair<string, AttributeValue>>([.. node.Attributes.DistinctBy(entry => entry.Key)])),
            Values.Create<string>([.. node.Reads.Select(read => read % 7 == 0 ? "" : Any(read))]),
            Values.Create<string>([.. node.Makes.Select(output => output == 0 ? "" : New())])))];
        return Graph.Create(
            name,
            Values.Create<GraphInput>(inner ? given : [new GraphInput("x", null), .. given]),
            Values.Create<Parameter>(tensors),
            Values.Create<Node>(made),
            Values.Create<GraphOutput>([.. outputs.Select(output => new GraphOutput(Any(output.Index), output.Declared ? output.Type : null))]),
            sets,
            Values.Create<GraphSymbol>([.. symbols.DistinctBy(symbol => symbol.Name)]),
            inner);
    }

    [Fact]
    public void Any_graph_comes_back_from_its_text() => AnyGraph(2, inner: false).Sample(AssertComesBack, iter: 3_000);

    public static TheoryData<int> ElementCodes => [.. Enumerable.Range(1, 26)];

    [Theory]
    [MemberData(nameof(ElementCodes))]
    public void Tensors_of_every_element_type_come_back(int code) => Gen.Select(Gen.Long[0, 5].Array[0, 3], Gen.Byte, Gen.Int, (sizes, constant, seed) =>
    {
        var type = new TensorType((ElementType)code, Shape.Of(sizes));
        var bytes = new byte[code == (int)ElementType.String ? 0 : type.Bytes.Value];
        new Random(seed).NextBytes(bytes);
        if (seed % 3 == 0)
        {
            Array.Fill(bytes, constant);
        }
        return new Tensor(type.Element, Values.Create<long>(sizes), new MemoryData(bytes));
    }).Sample(tensor => AssertComesBack(Graph.Create("", [], [new Parameter("c", tensor.Type, tensor)], [], [])), iter: 300);

    [Fact]
    public void Operators_of_every_opset_are_written_so_that_they_come_back()
    {
        Operator[] operators = [new Softmax(1, true), new Softmax(-1, false), new Clip(0, 6), new Upsample(InterpolationMode.Linear, [2f, 2f], true), new Dropout(null, 0.5f, true), new PRelu(true)];
        foreach (Operator @operator in operators)
        {
            string[] inputs = [.. @operator.Type.Inputs.Where(input => !input.Optional).Select(_ => "x")];
            var node = new Node("n", @operator, Values.Create<string>(inputs), ["y"]);
            AssertComesBack(Graph.Create("g", [new GraphInput("x", null)], [], [node], [new GraphOutput("y")]));
        }
    }

    [Fact]
    public void A_least_value_of_an_open_dimension_is_kept()
    {
        var type = new TensorType(ElementType.Float32, [Size.Symbol("H", 32), "W"]);
        string text = GraphText.Print(Graph.Create("g", [new GraphInput("x", type)], [], [], [new GraphOutput("x", type)]));
        Assert.Equal("net g {\n  opset 20\n  open H ≥ 32\n  input x: float32[H, W]\n  output x: float32[H, W]\n}\n", text);
        Assert.Equal(32, Read(text).Inputs[0].Type!.Value.Shape[0].LowerBound);
    }

    [Fact]
    public void A_part_of_a_network_has_no_text_of_its_own()
    {
        Graph part = Graph.Create("part", [], [], [new Node("", new Relu(), ["around"], ["y"])], [new GraphOutput("y")], inner: true);
        Assert.Contains("around", Assert.Throws<GraphException>(() => GraphText.Print(part)).Message, StringComparison.Ordinal);
    }

    private static readonly (string Text, Network Network)[] LayerForms =
    [
        ("conv(8, 3)", Conv(8, 3)),
        ("conv(8, [3, 1], 2, [1, 0], 1, 2, false)", Conv(8, [3, 1], 2, [1, 0], 1, 2, false)),
        ("conv(channels: 8, kernel: 3, autopad: same_upper)", Conv(8, 3, autoPad: AutoPad.SameUpper)),
        ("depthwiseconv(3, padding: 1, dilation: 2)", DepthwiseConv(3, padding: 1, dilation: 2)),
        ("convtranspose(6, 2, stride: 2, groups: 2)", ConvTranspose(6, 2, stride: 2, groups: 2)),
        ("batchnorm", BatchNorm),
        ("batchnorm(epsilon: 0.001)", BatchNormalization(0.001f)),
        ("layernorm", LayerNorm()),
        ("localresponsenorm(5)", LocalResponseNorm(5)),
        ("localresponsenorm(5, 0.1, 0.5, 2)", LocalResponseNorm(5, 0.1f, 0.5f, 2)),
        ("maxpool(2)", MaxPool(2)),
        ("maxpool(3, stride: 2, padding: 1, ceil: true)", MaxPool(3, stride: 2, padding: 1, ceil: true)),
        ("averagepool(2)", AveragePool(2)),
        ("averagepool(3, 1, 1, countpadding: false)", AveragePool(3, 1, 1, countPadding: false)),
        ("globalaveragepool", Layers.GlobalAveragePool),
        ("globalmaxpool()", Layers.GlobalMaxPool),
        ("relu", Layers.Relu),
        ("relu6", Relu6),
        ("sigmoid", Layers.Sigmoid),
        ("tanh", Layers.Tanh),
        ("gelu", Layers.Gelu),
        ("hardswish", Layers.HardSwish),
        ("silu", Silu),
        ("softmax", Layers.Softmax),
        ("flatten", Layers.Flatten),
        ("dropout", Dropout()),
        ("dropout(0.25)", Dropout(0.25f)),
        ("dense(10)", Dense(10)),
        ("dense(10, bias: false)", Dense(10, bias: false)),
        ("permute(0, 2, 3, 1)", Permute(0, 2, 3, 1)),
        ("reshape(0, -1)", Reshape(0, -1)),
        ("channelshuffle(2)", ChannelShuffle(2)),
        ("upsample(2)", Upsample(2)),
        ("upsample(1.5, mode: linear)", Upsample(1.5f, InterpolationMode.Linear)),
        ("add(x)", Network.Of(x => x.Builder.Add("y", new Add(), x, x))),
        ("mul(x)", Network.Of(x => x.Builder.Add("y", new Mul(), x, x))),
        ("concat(x, x, axis: 2)", Network.Of(x => x.Builder.Add("y", new Concat(2), x, x, x))),
        ("resizelike(x)", Network.Of(x => ResizeLike(x, x))),
    ];

    public static TheoryData<int> LayerNumbers => [.. Enumerable.Range(0, LayerForms.Length)];

    [Theory]
    [MemberData(nameof(LayerNumbers))]
    public void A_layer_makes_what_the_builder_makes(int number)
    {
        (string text, Network network) = LayerForms[number];
        var builder = new GraphBuilder("test");
        GraphValue x = builder.Input("x", [1, 4, 8, 8]);
        bool joins = text.Contains("(x", StringComparison.Ordinal);
        builder.Output("y", (joins ? network : network.Named("y")).Apply(x));
        Graph expected = builder.Build();
        Graph read = InNet($"y = x -> {text}\n  output y");
        Assert.Equal(expected.Nodes, read.Nodes);
        Assert.Equal(expected.Parameters, read.Parameters);
    }

    [Fact]
    public void Every_layer_of_the_builder_has_a_word_and_every_word_a_test()
    {
        IEnumerable<string> layers = typeof(Layers).GetMembers(BindingFlags.Public | BindingFlags.Static).Where(member => member switch
        {
            PropertyInfo property => property.PropertyType == typeof(Network),
            MethodInfo { IsSpecialName: false } method => method.ReturnType == typeof(Network)
                && !method.GetParameters().Any(parameter => parameter.ParameterType == typeof(Network) || parameter.ParameterType == typeof(ReadOnlySpan<Network>)),
            _ => false,
        }).Select(member => member.Name.ToLowerInvariant()).Except(["batchnormalization"]);
        Assert.Empty(layers.Except(LayerVocabulary.Text.Layers.Keys));
        Assert.Empty(LayerVocabulary.Text.Layers.Keys.Except(LayerForms.Select(form => form.Text.Split('(')[0])));
    }

    [Theory]
    [MemberData(nameof(LayerNumbers))]
    public void A_layer_that_does_not_fit_is_told_with_its_place(int number)
    {
        for (int rank = 0; rank < 6; rank++)
        {
            string sizes = string.Join(", ", Enumerable.Repeat("1", rank));
            try
            {
                Read($"net g {{\n  input x: int8[{sizes}]\n  y = x -> {LayerForms[number].Text}\n  output y\n}}");
            }
            catch (TextException error)
            {
                Assert.Equal((3, 12), (error.Line, error.Column));
            }
        }
    }

    [Fact]
    public void An_arrow_binds_least_and_what_a_value_is_made_of_is_named_after_it()
    {
        Graph graph = InNet("a = conv(x, 4, 3, padding: 1) + x * x -> relu -> conv(2, 1)\n  output a");
        Assert.Equal(["a.conv1", "a.mul1", "a.add1", "a.relu1", "a"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(["a.conv1.weight", "a.conv1.bias", "a.weight", "a.bias"], graph.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(["a.conv1", "a.mul1"], graph.Nodes[2].Inputs);
    }

    [Fact]
    public void A_net_is_applied_in_the_scope_of_what_it_makes()
    {
        Graph graph = Read("""
            net block(channels, k = 3) {
              input x: float32[n, c, h, w]
              weight bias: float32[c, 1, 1]
              b = Add(x, bias) as "the sum"
              y = conv(b, channels, k)
              output y
            }
            net main(k) {
              input x: float32[N, 3, H, W]
              a = block(x, 2·k)
              c = block(a, 5, k: 1)
              output c
            }
            """);
        Assert.Equal("main", graph.Name);
        Assert.Equal(["a.the sum", "a.y", "c.the sum", "c.y"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(["a.bias", "a.y.weight", "a.y.bias", "c.bias", "c.y.weight", "c.y.bias"], graph.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("[5, 2·k, 1, 1]", graph.Parameters[4].Type.Shape.ToString());
        AssertComesBack(graph);
    }

    [Fact]
    public void One_of_several_nets_is_named()
    {
        const string text = "net a { input x; output x }\nnet b { input x; output x }";
        Assert.Equal("b", Read(text, "b").Name);
        Assert.Equal("the text has 2 nets, a, b: say which one is meant", Assert.Throws<GraphException>(() => Read(text)).Message);
        Assert.Equal("there is no net 'c'; the nets are a, b", Assert.Throws<GraphException>(() => Read(text, "c")).Message);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "y = cnv(x, 8, 3)", "3:7: there is no operator, layer or net 'cnv'; did you mean 'conv'?" },
        { "y = Cnov(x)", "3:7: there is no operator, layer or net 'Cnov'; did you mean 'Conv'?" },
        { "xx1 = relu(x)\n  y = relu(xx2)", "4:12: no value 'xx2' is made above; did you mean 'xx1'?" },
        { "y = conv(x, 8)", "3:7: conv needs to be told its kernel" },
        { "y = conv(x, 8, 3, dilatoin: 2)", "3:21: conv has no setting 'dilatoin'; did you mean 'dilation'?" },
        { "y = conv(x, 8, 30)", "3:7: node 'y' (Conv): the output size along spatial axis 0 is -21; it must be at least 1" },
        { "y = conv(x, 8, kk)", "3:18: 'kk' is no symbol of this net and no size of an input" },
        { "y = conv(x, 8, 3, bias: no)", "3:27: bias is one of true, false, not 'no'" },
        { "y = relu(x, 3)", "3:15: relu has no settings" },
        { "y = relu(x) relu", "3:15: the end of the line was expected, not 'relu'" },
        { "y = MaxPool(x, kernel_shap = [2, 2])", "3:18: MaxPool has no attribute 'kernel_shap'; did you mean 'kernel_shape'?" },
        { "y = Relu(x, axis = 1)", "3:15: Relu has no attribute 'axis'" },
        { "y = Relu(x, x)", "3:7: node 'y' (Relu): it has 2 inputs, at most 1 are allowed" },
        { "inptu z: float32[1]", "3:3: 'inptu' begins no statement; did you mean 'input'?" },
        { "weight w: flaot32[1]", "3:13: there is no element type 'flaot32'; did you mean 'float32'?" },
        { "weight w: float32[1, 2", "4:1: ',' was expected, not '}'" },
        { "constant c: int8[2] = [1, 128]", "3:29: the number is no int8" },
        { "constant c: int8[2] = [1]", "3:25: int8[2] does not have 1 values" },
        { "x = relu(x)", "3:3: 'x' is made already" },
        { "y = \"abc", "3:7: the quotation mark is never closed in its line" },
        { "y = relu(x) as z", "3:15: only the node of an operator has a name or an operator set of its own" },
        { "relu(x)", "3:3: what this makes needs a name: name = …" },
        { "y, z = relu(x)", "3:10: only an operator makes several values" },
        { "y = x -> conv(8, 3) + x", "3:23: the end of the line was expected, not '+'" },
        { "output yy", "3:10: no value 'yy' is made above" },
        { "y = $", "3:7: '$' has no meaning here" },
        { "y = \0", "3:7: the character U+0000 has no meaning here" },
        { "y = test(x)", "3:7: net test must stand above the one that applies it" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_with_its_place(string statements, string message)
    {
        TextException error = Assert.Throws<TextException>(() => InNet(statements));
        Assert.Equal(message, error.Message);
        string[] excerpt = error.Excerpt.Split('\n');
        Assert.Equal(error.Column, excerpt[1].Length);
        Assert.Equal("file:" + message, error.In("file").Message);
    }

    public static TheoryData<string> Signs => ["(", "[", "{", "⌊", "\"", "-", "net ", "net {", "a=", "->", "relu(", "[1,", "+", ",", "\n", "#", "H+", "x*", "\0", "1e", ".", "net a { b = If(x, t = ", "-> relu ", "max("];

    [Theory]
    [MemberData(nameof(Signs))]
    public void Hostile_repetition_ends_in_an_error(string sign)
    {
        string many = new StringBuilder().Insert(0, sign, 100_000).ToString();
        foreach (string text in new[]
        {
            many, "net a {" + many, "net a { input x\n y = " + many, "net a { input x\n y = relu(" + many, "net a { input x: float32[" + many, "net a { input x\n y = Relu(x, a = " + many,
        })
        {
            Assert.True(Refused(text), sign);
        }
    }

    [Fact]
    public void A_line_of_ten_megabytes_ends_in_an_error_that_shows_the_place_only()
    {
        string line = "net a { input x: float32[" + new string('a', 10_000_000) + "], $ }";
        TextException error = Assert.Throws<TextException>(() => Read(line));
        Assert.InRange(error.Excerpt.Length, 1, 300);
        Assert.True(Refused("net a { input x: float32[" + new StringBuilder().Insert(0, "H+", 500_000)));
    }

    // Memory, unlike time, does not depend on what else the machine does.
    [Fact]
    public void Printing_and_reading_take_memory_in_proportion_to_the_number_of_nodes()
    {
        const int factor = 10;
        (long print, long read) = Allocated(1_000);
        (long printMany, long readMany) = Allocated(1_000 * factor);
        Assert.InRange(printMany, print, 2 * factor * print);
        Assert.InRange(readMany, read, 2 * factor * read);
    }

    private (long Print, long Read) Allocated(int count)
    {
        var builder = new GraphBuilder("chain");
        GraphValue value = builder.Input("x", [1, 4, "H", "W"]);
        for (int i = 0; i < count; i++)
        {
            value = (i % 2 == 0 ? Conv(4, 3, padding: 1) : Layers.Relu).Apply(value);
        }
        builder.Output("y", value);
        Graph graph = builder.Build();
        var watch = Stopwatch.StartNew();
        long start = GC.GetAllocatedBytesForCurrentThread();
        string text = GraphText.Print(graph);
        long printed = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan print = watch.Elapsed;
        Assert.Equal(count, Read(text).Nodes.Count);
        output.WriteLine(FormattableString.Invariant(
            $"{count} nodes: printed in {print.TotalMilliseconds:0.0} ms, read in {(watch.Elapsed - print).TotalMilliseconds:0.0} ms"));
        return (printed - start, GC.GetAllocatedBytesForCurrentThread() - printed);
    }

    [Fact]
    public void Nets_that_multiply_end_in_an_error()
    {
        var text = new StringBuilder("net n0 { input x; y = Relu(x); output y }\n");
        for (int i = 1; i < 60; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"net n{i} {{ input x; y = n{i - 1}(x) -> n{i - 1}; output y }}\n");
        }
        Assert.Contains("100000 statements", Assert.Throws<TextException>(() => Read(text.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_prefix_and_every_damaged_copy_of_a_text_is_read_or_refused()
    {
        const string text = """
            net block(k) { input x: float32[n, c, h, w]; y = x -> conv(k, 3, padding: floor(3/2)) -> batchnorm + x; output y }
            net main(k >= 2 = 4) {
              input x: float32[N, 4, H, W]
              y, _ = MaxPool(x, kernel_shape = [2, k], ceil_mode = 1) opset 12 as "a b"   # comment
              z = If(y, then_branch = net { constant a: float32[2] = [1.5, -inf]; output a })
              constant c: int4[2] = hex "21"
              output y: float32[N, 4, ⌊H/2⌋, W]
            }
            """;
        var random = new Random(7);
        for (int length = 0; length < text.Length; length++)
        {
            Refused(text[..length]);
            char[] damaged = text.ToCharArray();
            damaged[length] = text[random.Next(text.Length)];
            Refused(new string(damaged));
            Refused(text.Remove(length, 1));
        }
    }

    // Reads every net; anything but an error of its kind fails the test.
    private static bool Refused(string text)
    {
        try
        {
            GraphDocument document = GraphText.Parse(text, LayerVocabulary.Text);
            foreach (string name in document.Nets)
            {
                document.Graph(name);
            }
            return document.Nets.Count == 0;
        }
        catch (Exception error) when (error is TextException or GraphException)
        {
            return true;
        }
    }
}
