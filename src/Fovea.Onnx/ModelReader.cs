using System.Runtime.InteropServices;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// Reads ModelProto: first what stands beside the graph (versions, functions), then the graph itself, straight into Fovea's own.
/// </summary>
internal sealed partial class ModelReader(MappedFile file, ExternalData external, ReadLimits limits, IDisposable files)
{
    /// <summary>The newest version of ONNX's operator set that Fovea knows.</summary>
    public const int NewestOpset = 28;

    private const int NewestIrVersion = 32;

    // Where GraphProto holds its nodes.
    private const int NodeField = 1;

    private readonly TensorReader tensors = new(file, external, limits);
    private readonly ValueTypeReader types = new(limits);
    private readonly Dictionary<string, Tensor> weights = new(StringComparer.Ordinal);
    private readonly List<string> warnings = [];

    private readonly record struct Place(long Offset, int Length);

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
                    (string input, TensorType? type) = types.Read(reader.Message());
                    inputs.Add(new GraphInput(Rename(input, call), type));
                    break;
                case 12:
                    (string output, TensorType? declared) = types.Read(reader.Message());
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
}
