using System.Runtime.InteropServices;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <content>Nodes: what they read and make, their attributes, and the operators that these describe.</content>
internal sealed partial class ModelReader
{
    // Longer ones hold tensors, and are not alike.
    private const int LongestRepeatedAttributes = 1 << 10;

    private readonly HashSet<string> warned = new(StringComparer.Ordinal);
    private readonly RecentTexts recent = new();
    private readonly List<string> inputNames = [];
    private readonly List<string> outputNames = [];
    private readonly Dictionary<Written, Operator> operators = new(new SameBytes(file));
    private int nodeCount;

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
}
