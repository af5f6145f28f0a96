using System.Runtime.InteropServices;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// Reads ModelProto: first what stands beside the graph (versions, functions), then the graph itself, straight into Fovea's own. A node that calls one of the model's functions is
/// replaced by the function's body.
/// </summary>
internal sealed class ModelReader(MappedFile file, ExternalData external, ReadLimits limits, IDisposable files)
{
    /// <summary>The newest version of ONNX's operator set that Fovea knows.</summary>
    public const int NewestOpset = 28;

    private const int NewestIrVersion = 32;

    // Where GraphProto holds its nodes.
    private const int NodeField = 1;

    // Longer ones hold tensors, and are not alike.
    private const int LongestRepeatedAttributes = 1 << 10;

    private readonly TensorReader tensors = new(file, external, limits);
    private readonly Dictionary<string, Tensor> weights = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Domain, string Name, string Overload), Place> functions = [];
    private readonly List<string> warnings = [];
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);
    private readonly RecentTexts recent = new();
    private readonly List<string> inputNames = [];
    private readonly List<string> outputNames = [];
    private readonly Dictionary<Written, Operator> operators = new(new SameBytes(file));
    private int nodeCount;
    private int expansions;

    private readonly record struct Place(long Offset, int Length);

    private sealed record Written(string Domain, string Type, Place Attributes);

    // Networks repeat their layers: operators that are written in the same bytes are one.
    private sealed class SameBytes(MappedFile file) : IEqualityComparer<Written>
    {
        public bool Equals(Written? left, Written? right) => left is not null && right is not null
            && left.Type == right.Type && left.Domain == right.Domain && Bytes(left).SequenceEqual(Bytes(right));

        public int GetHashCode(Written written)
        {
            HashCode hash = default;
            hash.Add(written.Type);
            hash.AddBytes(Bytes(written));
            return hash.ToHashCode();
        }

        private ReadOnlySpan<byte> Bytes(Written written) => file.Slice(written.Attributes.Offset, written.Attributes.Length);
    }

    // Names and attributes inside the body of a function that is being expanded.
    private sealed record Call(
        string Prefix, Dictionary<string, string> Names, IReadOnlyList<KeyValuePair<string, AttributeValue>> Attributes, int Depth);

    public OnnxModel Read()
    {
        var reader = new WireReader(file.Slice(0, (int)file.Length), 0);
        var metadata = new OnnxMetadata();
        var properties = new List<KeyValuePair<string, string>>();
        var sets = new List<OperatorSet>();
        Place? graph = null;
        while (reader.Next())
        {
            if (sets.Count > limits.Attributes || properties.Count > limits.Attributes)
            {
                throw reader.Error($"the model has more than {limits.Attributes} operator sets or properties");
            }
            switch (reader.Field)
            {
                case 1:
                    metadata = metadata with { IrVersion = reader.Integer() };
                    break;
                case 2:
                    metadata = metadata with { Producer = reader.Text() };
                    break;
                case 3:
                    metadata = metadata with { ProducerVersion = reader.Text() };
                    break;
                case 4:
                    metadata = metadata with { Domain = reader.Text() };
                    break;
                case 5:
                    metadata = metadata with { ModelVersion = reader.Integer() };
                    break;
                case 6:
                    metadata = metadata with { Description = reader.Text() };
                    break;
                case 7:
                    int length = reader.Bytes().Length;
                    graph = graph is null ? new Place(reader.Offset - length, length) : throw reader.Error("the model has two graphs");
                    break;
                case 8:
                    sets.Add(OperatorSet(reader.Message()));
                    break;
                case 14:
                    (string key, string value) = TensorReader.Entry(reader.Message(), limits);
                    properties.Add(new(key, value));
                    break;
                case 25:
                    int body = reader.Bytes().Length;
                    AddFunction(new Place(reader.Offset - body, body));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (graph is not { } place)
        {
            throw new OnnxFormatException(file.Length == 0 ? "the file is empty" : "the file has no graph: it is no ONNX model");
        }
        if (metadata.IrVersion is < 0 or > NewestIrVersion)
        {
            throw new OnnxFormatException($"IR version {metadata.IrVersion} does not exist");
        }
        Values<OperatorSet> operatorSets = OperatorSets(sets, metadata.IrVersion);
        metadata = metadata with { Properties = Values.Create<KeyValuePair<string, string>>([.. properties]) };
        return new OnnxModel(Graph(At(place), operatorSets, null, 0), weights, metadata, warnings, files);
    }

    private WireReader At(Place place) => new(file.Slice(place.Offset, place.Length), place.Offset);

    private Values<OperatorSet> OperatorSets(List<OperatorSet> sets, long irVersion)
    {
        OperatorSet? own = null;
        foreach (OperatorSet set in sets)
        {
            if (set.Domain.Length == 0)
            {
                own = set;
            }
        }
        if (own is null)
        {
            // Files of IR version 3 were written with the operator sets 1 to 8; the newest has the forms that later ones kept.
            int assumed = irVersion < 3 ? 1 : 8;
            warnings.Add($"the file does not say which operator set it is written in; {assumed} is assumed");
            sets.Insert(0, new OperatorSet("", assumed));
        }
        else if (own.Value.Version is < 1 or > NewestOpset)
        {
            throw new OnnxFormatException($"operator set {own.Value.Version} is not known; Fovea knows 1 to {NewestOpset}");
        }
        return Values.Create<OperatorSet>([.. sets]);
    }

    private OperatorSet OperatorSet(WireReader reader)
    {
        string domain = "";
        int version = 0;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    domain = Domain(reader.Text(limits.NameBytes));
                    break;
                case 2:
                    version = reader.SmallInteger("the version of an operator set");
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return new OperatorSet(domain, version);
    }

    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    private Graph Graph(WireReader reader, Values<OperatorSet> sets, Call? call, int depth)
    {
        if (depth > limits.Nesting)
        {
            throw reader.Error($"graphs are nested more than {limits.Nesting} deep");
        }
        string name = "";
        var inputs = new List<GraphInput>();
        var outputs = new List<GraphOutput>();
        var nodes = new List<Node>(Math.Min(limits.Nodes, Count(reader, NodeField)));
        var parameters = new List<Parameter>();
        var initialized = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Next())
        {
            if (inputs.Count + outputs.Count > limits.Tensors)
            {
                throw reader.Error($"the graph has more than {limits.Tensors} inputs and outputs");
            }
            switch (reader.Field)
            {
                case NodeField:
                    Node(reader.Message(), sets, call, depth, nodes);
                    break;
                case 2:
                    name = reader.Text(limits.NameBytes);
                    break;
                case 5:
                    NamedTensor tensor = tensors.Read(reader.Message());
                    string inner = Rename(tensor.Name, call);
                    if (tensor.Name.Length == 0 || !initialized.Add(inner))
                    {
                        throw reader.Error(tensor.Name.Length == 0 ? "a tensor has no name" : $"tensor '{tensor.Name}' is defined twice");
                    }
                    parameters.Add(Parameter(inner, tensor.Value, depth > 0));
                    break;
                case 11:
                    (string input, TensorType? type) = ValueInfo(reader.Message());
                    inputs.Add(new GraphInput(Rename(input, call), type));
                    break;
                case 12:
                    (string output, TensorType? declared) = ValueInfo(reader.Message());
                    outputs.Add(new GraphOutput(Rename(output, call), declared));
                    break;
                case 15:
                    throw reader.Error("sparse tensors are not supported");
                default:
                    reader.Skip();
                    break;
            }
        }
        // Old files list the weights among the inputs, too.
        inputs.RemoveAll(input => initialized.Contains(input.Name));
        return Graphs.Graph.Create(
            name,
            Values.Create<GraphInput>(CollectionsMarshal.AsSpan(inputs)),
            Values.Create<Parameter>(CollectionsMarshal.AsSpan(parameters)),
            Values.Create<Node>(CollectionsMarshal.AsSpan(nodes)),
            Values.Create<GraphOutput>(CollectionsMarshal.AsSpan(outputs)),
            sets,
            inner: depth > 0);
    }

    // How often a field comes in a message.
    private static int Count(WireReader reader, int field)
    {
        int count = 0;
        while (reader.Next())
        {
            count += reader.Field == field ? 1 : 0;
            reader.Skip();
        }
        return count;
    }

    // Rules read small tensors (targets of Reshape, scales of Resize); weights stay where they are. Two branches may give one name to different
    // tensors, so that inside them each keeps its own.
    private Parameter Parameter(string name, Tensor tensor, bool nested)
    {
        const int maximumIntegers = 4096;
        const int maximumFloats = 16;
        if (!nested)
        {
            weights[name] = tensor;
        }
        bool small = tensor.Count <= (tensor.Element.IsFloating() ? maximumFloats : maximumIntegers);
        return new Parameter(name, tensor.Type, small || nested ? tensor : null);
    }

    private void Node(WireReader reader, Values<OperatorSet> sets, Call? call, int depth, List<Node> to)
    {
        if (++nodeCount > limits.Nodes)
        {
            throw reader.Error($"the model has more than {limits.Nodes} nodes");
        }
        long start = reader.Offset;
        string name = "";
        string type = "";
        string domain = "";
        string overload = "";
        inputNames.Clear();
        outputNames.Clear();
        // From the first attribute to the last one: they stand side by side in what tools write, and where they do not, other fields are passed over.
        Place attributes = default;
        while (true)
        {
            long before = reader.Offset;
            if (!reader.Next())
            {
                break;
            }
            switch (reader.Field)
            {
                case 1:
                    AddName(inputNames, ref reader, call);
                    break;
                case 2:
                    AddName(outputNames, ref reader, call);
                    break;
                case 3:
                    name = reader.Text(limits.NameBytes);
                    break;
                case 4:
                    type = reader.Text(limits.NameBytes, recent);
                    break;
                case 5:
                    reader.Skip();
                    long first = attributes.Length > 0 ? attributes.Offset : before;
                    attributes = new Place(first, (int)(reader.Offset - first));
                    break;
                case 7:
                    domain = Domain(reader.Text(limits.NameBytes, recent));
                    break;
                case 8:
                    overload = reader.Text(limits.NameBytes);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (type.Length == 0)
        {
            throw new OnnxFormatException($"byte {start}: node {to.Count} names no operator");
        }
        if (call is not null && name.Length > 0)
        {
            name = call.Prefix + name;
        }
        Values<string> inputs = Values.Create<string>(CollectionsMarshal.AsSpan(inputNames));
        Values<string> outputs = Values.Create<string>(CollectionsMarshal.AsSpan(outputNames));
        if (functions.TryGetValue((domain, type, overload), out Place body))
        {
            List<KeyValuePair<string, AttributeValue>> given = Attributes(attributes, sets, call, depth);
            Expand(At(body), name.Length > 0 ? name : type, inputs, outputs, given, sets, (call?.Depth ?? 0) + 1, depth, to);
            return;
        }
        // Inside a function an attribute may stand for one of the call's.
        var written = new Written(domain, type, attributes);
        bool mayRepeat = call is null && attributes.Length <= LongestRepeatedAttributes;
        if (!mayRepeat || !operators.TryGetValue(written, out Operator? @operator))
        {
            string label = name.Length > 0 ? name : outputs.FirstOrDefault(output => output.Length > 0) ?? "?";
            @operator = Operator(label, type, domain, Attributes(attributes, sets, call, depth), sets);
            if (mayRepeat && @operator.Subgraphs.Count == 0)
            {
                operators.Add(written, @operator);
            }
        }
        to.Add(new Node(name, @operator, inputs, outputs));
    }

    private void AddName(List<string> names, ref WireReader reader, Call? call)
    {
        string name = reader.Text(limits.NameBytes, recent);
        if (names.Count >= limits.NodeValues)
        {
            throw reader.Error($"a node has more than {limits.NodeValues} inputs or outputs");
        }
        names.Add(Rename(name, call));
    }

    private List<KeyValuePair<string, AttributeValue>> Attributes(Place place, Values<OperatorSet> sets, Call? call, int depth)
    {
        var attributes = new List<KeyValuePair<string, AttributeValue>>();
        WireReader reader = At(place);
        while (reader.Next())
        {
            if (reader.Field != 5)
            {
                reader.Skip();
            }
            else if (Attribute(reader.Message(), sets, call, depth) is { } attribute)
            {
                Add(attributes, attribute, reader);
            }
        }
        return attributes;
    }

    private void Add(List<KeyValuePair<string, AttributeValue>> attributes, KeyValuePair<string, AttributeValue> attribute, WireReader reader)
    {
        if (attributes.Count >= limits.Attributes)
        {
            throw reader.Error($"a node has more than {limits.Attributes} attributes");
        }
        foreach ((string known, _) in attributes)
        {
            if (known == attribute.Key)
            {
                throw reader.Error($"attribute '{known}' is given twice");
            }
        }
        attributes.Add(attribute);
    }

    private Operator Operator(
        string label, string type, string domain, List<KeyValuePair<string, AttributeValue>> entries, Values<OperatorSet> sets)
    {
        var attributes = new Attributes(entries, Graphs.OperatorSet.VersionOf(domain, sets));
        try
        {
            Operator @operator = OperatorCatalogue.Read(type, domain, attributes);
            if (@operator is not UnknownOperator)
            {
                foreach (string unread in attributes.Unread)
                {
                    if (warned.Add(type + "." + unread))
                    {
                        warnings.Add($"node '{label}' ({type}): attribute '{unread}' has no meaning there and is ignored");
                    }
                }
            }
            return @operator;
        }
        catch (GraphException error)
        {
            throw error.At($"node '{label}' ({type})");
        }
    }

    private KeyValuePair<string, AttributeValue>? Attribute(WireReader reader, Values<OperatorSet> sets, Call? call, int depth)
    {
        string name = "";
        string reference = "";
        int kind = 0;
        float? real = null;
        long? integer = null;
        string? text = null;
        Tensor? tensor = null;
        Graph? graph = null;
        string? unsupported = null;
        List<long> integers = [];
        List<float> reals = [];
        List<string> texts = [];
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text(limits.NameBytes);
                    break;
                case 2:
                    real = reader.Float();
                    break;
                case 3:
                    integer = reader.Integer();
                    break;
                case 4:
                    text = reader.Text();
                    break;
                case 5:
                    tensor = tensors.Read(reader.Message()).Value;
                    break;
                case 6:
                    graph = Graph(reader.Message(), sets, call, depth + 1);
                    break;
                case 7:
                    foreach (float element in MemoryMarshal.Cast<byte, float>(reader.Fixed(4, out _)))
                    {
                        reals.Add(element);
                    }
                    break;
                case 8:
                    reader.Integers(integers, limits.ListEntries);
                    break;
                case 9:
                    texts.Add(texts.Count < limits.ListEntries ? reader.Text() : throw reader.Error($"a list has more than {limits.ListEntries} entries"));
                    break;
                case 10 or 11 or 14 or 15 or 22 or 23:
                    unsupported = $"attribute '{name}' holds a kind of value that is not supported (field {reader.Field})";
                    reader.Skip();
                    break;
                case 20:
                    kind = reader.SmallInteger("the kind of an attribute");
                    break;
                case 21:
                    reference = reader.Text(limits.NameBytes);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (name.Length == 0)
        {
            throw reader.Error("an attribute has no name");
        }
        if (reference.Length > 0)
        {
            foreach ((string given, AttributeValue value) in call?.Attributes ?? [])
            {
                if (given == reference)
                {
                    return new(name, value);
                }
            }
            return null;
        }
        if (unsupported is not null)
        {
            throw reader.Error(unsupported);
        }
        // Files before IR version 3 do not name the kind; the field that is there tells it.
        kind = kind != 0 ? kind
            : real is not null ? AttributeKind.Real : integer is not null ? AttributeKind.Integer : text is not null ? AttributeKind.Text
            : tensor is not null ? AttributeKind.Tensor : graph is not null ? AttributeKind.Graph
            : reals.Count > 0 ? AttributeKind.Reals : integers.Count == 0 && texts.Count > 0 ? AttributeKind.Texts : AttributeKind.Integers;
        AttributeValue result = kind switch
        {
            AttributeKind.Real => new AttributeValue.Real(real ?? 0),
            AttributeKind.Integer => new AttributeValue.Integer(integer ?? 0),
            AttributeKind.Text => new AttributeValue.Text(text ?? ""),
            AttributeKind.Tensor when tensor is not null => new AttributeValue.OfTensor(tensor),
            AttributeKind.Graph when graph is not null => new AttributeValue.OfGraph(graph),
            AttributeKind.Reals => new AttributeValue.Reals(Values.Create<float>([.. reals])),
            AttributeKind.Integers => new AttributeValue.Integers(Values.Create<long>([.. integers]).Map(value => (Size)value)),
            AttributeKind.Texts => new AttributeValue.Texts(Values.Create<string>([.. texts])),
            _ => throw reader.Error($"attribute '{name}' is of kind {kind} and has no such value"),
        };
        return new(name, result);
    }

    private (string Name, TensorType? Type) ValueInfo(WireReader reader)
    {
        string name = "";
        TensorType? type = null;
        long at = reader.Offset;
        ReadOnlySpan<byte> bytes = default;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text(limits.NameBytes);
                    break;
                case 2:
                    bytes = reader.Bytes();
                    at = reader.Offset - bytes.Length;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        var types = new WireReader(bytes, at);
        while (types.Next())
        {
            // Sequences, maps and optional values have a type that no tensor has.
            if (types.Field == 1)
            {
                type = TensorType(types.Message(), name);
            }
            else
            {
                types.Skip();
            }
        }
        return name.Length > 0 ? (name, type) : throw reader.Error("a value of the graph has no name");
    }

    private TensorType? TensorType(WireReader reader, string name)
    {
        int code = 0;
        List<Size>? sizes = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    code = reader.SmallInteger("the element type");
                    break;
                case 2:
                    sizes ??= [];
                    WireReader shape = reader.Message();
                    while (shape.Next())
                    {
                        if (shape.Field != 1)
                        {
                            shape.Skip();
                            continue;
                        }
                        if (sizes.Count >= limits.Axes)
                        {
                            throw shape.Error($"value '{name}' has more than {limits.Axes} axes");
                        }
                        sizes.Add(Dimension(shape.Message(), name, sizes.Count));
                    }
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (!ElementTypes.IsDefined(code))
        {
            throw reader.Error($"value '{name}' is of element type {code}, which does not exist");
        }
        if (sizes is null)
        {
            return null;
        }
        try
        {
            var type = new TensorType((ElementType)code, Shape.Create(sizes.ToArray()));
            // Multiplies the sizes out, and so notices that they cannot be.
            _ = type.Bytes;
            return type;
        }
        catch (OverflowException error)
        {
            throw new OnnxFormatException(
                $"byte {reader.Offset}: the product of the sizes of '{name}', [{string.Join(", ", sizes)}], is larger than any memory", error);
        }
    }

    private Size Dimension(WireReader reader, string value, int axis)
    {
        Size? size = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    long known = reader.Integer();
                    size = known >= 0 ? known : throw reader.Error(FormattableString.Invariant($"axis {axis} of '{value}' has the negative size {known}"));
                    break;
                case 2:
                    string symbol = reader.Text(limits.NameBytes);
                    size = symbol.Length > 0 ? Size.Symbol(symbol) : size;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return size ?? Size.Symbol($"{value}.{axis}");
    }

    private void AddFunction(Place place)
    {
        WireReader reader = At(place);
        string name = "";
        string domain = "";
        string overload = "";
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text(limits.NameBytes);
                    break;
                case 10:
                    domain = Domain(reader.Text(limits.NameBytes));
                    break;
                case 13:
                    overload = reader.Text(limits.NameBytes);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (!functions.TryAdd((domain, name, overload), place))
        {
            throw reader.Error($"function '{name}' is defined twice");
        }
    }

    private void Expand(
        WireReader reader,
        string label,
        Values<string> inputs,
        Values<string> outputs,
        List<KeyValuePair<string, AttributeValue>> attributes,
        Values<OperatorSet> outer,
        int callDepth,
        int depth,
        List<Node> to)
    {
        if (callDepth > limits.Nesting)
        {
            throw reader.Error($"functions call each other more than {limits.Nesting} deep");
        }
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var given = new List<KeyValuePair<string, AttributeValue>>(attributes);
        var sets = new List<OperatorSet>();
        int input = 0;
        int output = 0;
        WireReader head = reader;
        while (head.Next())
        {
            switch (head.Field)
            {
                case 4:
                    names[head.Text(limits.NameBytes)] = input < inputs.Count ? inputs[input] : "";
                    input++;
                    break;
                case 5:
                    names[head.Text(limits.NameBytes)] = output < outputs.Count && outputs[output].Length > 0 ? outputs[output] : $"{label}.{++expansions}";
                    output++;
                    break;
                case 9:
                    sets.Add(OperatorSet(head.Message()));
                    break;
                case 11:
                    // An attribute with its default, for calls that do not give it.
                    if (Attribute(head.Message(), outer, null, depth) is { } standard && !given.Exists(entry => entry.Key == standard.Key))
                    {
                        given.Add(standard);
                    }
                    break;
                default:
                    head.Skip();
                    break;
            }
        }
        var call = new Call($"{label}/{++expansions}/", names, given, callDepth);
        Values<OperatorSet> own = sets.Count > 0 ? Values.Create<OperatorSet>([.. sets]) : outer;
        WireReader body = reader;
        while (body.Next())
        {
            if (body.Field == 7)
            {
                WireReader node = body.Message();
                Node(node, own, call, depth, to);
            }
            else
            {
                body.Skip();
            }
        }
    }

    private static string Rename(string name, Call? call)
    {
        if (call is null || name.Length == 0)
        {
            return name;
        }
        if (!call.Names.TryGetValue(name, out string? outside))
        {
            outside = call.Prefix + name;
            call.Names.Add(name, outside);
        }
        return outside;
    }
}
