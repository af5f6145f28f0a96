using System.Runtime.InteropServices;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Analysis;

/// <summary>One output of a layer.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">Its element type and shape; null if they cannot be told.</param>
/// <param name="Reason">Why not.</param>
public sealed record LayerOutput(string Name, TensorType? Type, string? Reason);

/// <summary>What is known of one layer: a node of the graph that is not just a constant. Looked up where it stands, so that a long network keeps nothing twice.</summary>
public sealed class Layer
{
    private readonly Summary summary;
    private readonly int index;

    internal Layer(Summary summary, int index, int row)
    {
        this.summary = summary;
        this.index = index;
        Row = row;
    }

    /// <summary>Its number, from 1.</summary>
    public int Row { get; }

    /// <summary>Its node's name, or that of its first output.</summary>
    public string Name => Node.Label;

    /// <summary>The node.</summary>
    public Node Node => Typed.Node;

    /// <summary>The operator's name, as in ONNX.</summary>
    public string Operator => Typed.Operator.Name;

    /// <summary>What it delivers.</summary>
    public Values<LayerOutput> Outputs
    {
        get
        {
            var outputs = new List<LayerOutput>(Node.Outputs.Count);
            for (int output = 0; output < Node.Outputs.Count; output++)
            {
                if (Node.Outputs[output] is { Length: > 0 } name)
                {
                    ValueInfo info = Typed.Output(output);
                    outputs.Add(new LayerOutput(name, info.Type, info.Reason));
                }
            }
            return Values.Create<LayerOutput>(CollectionsMarshal.AsSpan(outputs));
        }
    }

    /// <summary>Trained numbers that it reads, those shared with other layers included.</summary>
    public Size Parameters => summary.Roles.Of(Node, ParameterRole.Weight);

    /// <summary>Numbers that it reads and that are gathered, not trained: running statistics.</summary>
    public Size Buffers => summary.Roles.Of(Node, ParameterRole.Buffer);

    /// <summary>What it costs.</summary>
    public Cost Cost => Typed.Cost();

    /// <summary>Bytes that it reads: its inputs and its parameters, once each; null if not known.</summary>
    public Size? BytesRead
    {
        get
        {
            Size? bytes = 0;
            foreach (ValueInfo? input in Typed.InputInfos)
            {
                bytes += input is null ? 0 : input.Type?.Bytes;
            }
            return bytes;
        }
    }

    /// <summary>Bytes that it writes: its outputs; null if not known.</summary>
    public Size? BytesWritten
    {
        get
        {
            Size? bytes = 0;
            foreach (int value in summary.Typed.Graph.Numbers.Outputs(index))
            {
                bytes += value == ValueNumbers.None ? 0 : summary.Typed[value].Type?.Bytes;
            }
            return bytes;
        }
    }

    /// <summary>What a unit of its first output sees.</summary>
    public ReceptiveField Field
    {
        get
        {
            foreach (int value in summary.Typed.Graph.Numbers.Outputs(index))
            {
                if (value != ValueNumbers.None)
                {
                    return summary.Fields[value];
                }
            }
            return summary.Fields[""];
        }
    }

    private TypedNode Typed => summary.Typed.Nodes[index];
}

/// <summary>
/// What a network outputs, sees and costs, layer by layer and in total. Parameters that several layers share count once in the totals.
/// </summary>
public sealed class Summary
{
    private Summary(TypedGraph typed, FieldAnalysis fields)
    {
        Typed = typed;
        Fields = fields;
        Roles = new ParameterRoles(typed.Graph);
        var layers = new Layer[typed.Nodes.Count];
        int count = 0;
        // Layers that are alike have one cost: it is added once, so many times as there are such layers.
        var costs = new Dictionary<Cost, int>(ReferenceEqualityComparer.Instance);
        for (int index = 0; index < typed.Nodes.Count; index++)
        {
            if (typed.Nodes[index].Operator is Constant)
            {
                continue;
            }
            var layer = new Layer(this, index, count + 1);
            layers[count++] = layer;
            CollectionsMarshal.GetValueRefOrAddDefault(costs, layer.Cost, out _)++;
            ActivationBytes += layer.BytesWritten ?? 0;
        }
        Layers = new Values<Layer>(count == layers.Length ? layers : layers[..count]);
        foreach ((Cost cost, int times) in costs)
        {
            Macs += cost.Macs * times;
            if (cost.Reason is null)
            {
                Work += cost.Work * times;
                Padding += cost.Padding * times;
            }
        }
        Parameters = Roles.Total(ParameterRole.Weight);
        Buffers = Roles.Total(ParameterRole.Buffer);
        PeakActivationBytes = PeakMemory.Of(typed);
    }

    /// <summary>The graph with its types.</summary>
    public TypedGraph Typed { get; }

    /// <summary>The layers, in the order of execution.</summary>
    public Values<Layer> Layers { get; }

    /// <summary>The receptive field of every value.</summary>
    public FieldAnalysis Fields { get; }

    /// <summary>What each tensor is.</summary>
    internal ParameterRoles Roles { get; }

    /// <summary>All trained numbers.</summary>
    public Size Parameters { get; }

    /// <summary>All numbers that are gathered, not trained.</summary>
    public Size Buffers { get; }

    /// <summary>All multiply–accumulates.</summary>
    public Size Macs { get; }

    /// <summary>All operations on data, of the layers where they can be told.</summary>
    public Operations Work { get; } = Operations.None;

    /// <summary>All operations that only padding would take.</summary>
    public Operations Padding { get; } = Operations.None;

    /// <summary>The bytes of all outputs of all layers.</summary>
    public Size ActivationBytes { get; }

    /// <summary>The most bytes of values that are alive at once, in the order of execution; null if it cannot be told.</summary>
    public Size? PeakActivationBytes { get; }

    /// <summary>The layers whose shapes or operations cannot be told: the totals do not hold them.</summary>
    public IEnumerable<Layer> Incomplete => Layers.Where(layer => layer.Cost.Reason is not null || layer.Outputs.Any(output => output.Type is null));

    /// <summary>The trained numbers, each tensor once, and the multiply–accumulates that a value depends on: an output's part of the totals.</summary>
    /// <param name="value">The value's name.</param>
    public (Size Parameters, Size Macs) Behind(string value)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { value };
        Size macs = 0;
        // Layers stand in the order of execution: from the last one back, what a needed layer reads is needed, too.
        for (int index = Layers.Count - 1; index >= 0; index--)
        {
            if (Layers[index].Node.Outputs.Any(needed.Contains))
            {
                macs += Layers[index].Cost.Macs;
                Read(Layers[index].Node, needed);
            }
        }
        return (Roles.Total(ParameterRole.Weight, needed), macs);
    }

    private static void Read(Node node, HashSet<string> names)
    {
        names.UnionWith(node.Inputs);
        foreach (Graph inner in node.Operator.Subgraphs)
        {
            names.UnionWith(inner.FreeNames);
            foreach (Node body in inner.Nodes)
            {
                Read(body, names);
            }
        }
    }

    /// <summary>Summarises a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The input that receptive fields lie in; by default the first with a spatial axis.</param>
    /// <exception cref="GraphException">The graph is ill-formed.</exception>
    public static Summary Of(Graph graph, string? input = null) => Of(TypedGraph.Infer(graph), input);

    /// <summary>Summarises a graph with its types.</summary>
    public static Summary Of(TypedGraph typed, string? input = null) => new(typed, FieldAnalysis.Of(typed, input));
}
