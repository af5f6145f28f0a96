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

/// <summary>What is known of one layer: a node of the graph that is not just a constant.</summary>
public sealed record Layer
{
    /// <summary>Its number, from 1.</summary>
    public required int Row { get; init; }

    /// <summary>Its node's name, or that of its first output.</summary>
    public required string Name { get; init; }

    /// <summary>The node.</summary>
    public required Node Node { get; init; }

    /// <summary>What it delivers.</summary>
    public required Values<LayerOutput> Outputs { get; init; }

    /// <summary>Trained numbers that it reads, those shared with other layers included.</summary>
    public required Size Parameters { get; init; }

    /// <summary>Numbers that it reads and that are gathered, not trained: running statistics.</summary>
    public required Size Buffers { get; init; }

    /// <summary>What it costs.</summary>
    public required Cost Cost { get; init; }

    /// <summary>Bytes that it reads: its inputs and its parameters, once each; null if not known.</summary>
    public required Size? BytesRead { get; init; }

    /// <summary>Bytes that it writes: its outputs; null if not known.</summary>
    public required Size? BytesWritten { get; init; }

    /// <summary>What a unit of its first output sees.</summary>
    public required ReceptiveField Field { get; init; }

    /// <summary>The operator's name, as in ONNX.</summary>
    public string Operator => Node.Operator.Name;
}

/// <summary>
/// What a network outputs, sees and costs, layer by layer and in total. Parameters that several layers share count once in the totals.
/// </summary>
public sealed class Summary
{
    private readonly ParameterRoles roles;

    private Summary(TypedGraph typed, ParameterRoles roles, Values<Layer> layers, FieldAnalysis fields)
    {
        this.roles = roles;
        Typed = typed;
        Layers = layers;
        Fields = fields;
    }

    /// <summary>The graph with its types.</summary>
    public TypedGraph Typed { get; }

    /// <summary>The layers, in the order of execution.</summary>
    public Values<Layer> Layers { get; }

    /// <summary>The receptive field of every value.</summary>
    public FieldAnalysis Fields { get; }

    /// <summary>All trained numbers.</summary>
    public Size Parameters { get; private init; }

    /// <summary>All numbers that are gathered, not trained.</summary>
    public Size Buffers { get; private init; }

    /// <summary>All multiply–accumulates.</summary>
    public Size Macs { get; private init; }

    /// <summary>All operations on data, of the layers where they can be told.</summary>
    public Operations Work { get; private init; } = Operations.None;

    /// <summary>All operations that only padding would take.</summary>
    public Operations Padding { get; private init; } = Operations.None;

    /// <summary>The bytes of all outputs of all layers.</summary>
    public Size ActivationBytes { get; private init; }

    /// <summary>The most bytes of values that are alive at once, in the order of execution; null if it cannot be told.</summary>
    public Size? PeakActivationBytes { get; private init; }

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
        return (roles.Total(ParameterRole.Weight, needed), macs);
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
    public static Summary Of(TypedGraph typed, string? input = null)
    {
        var roles = new ParameterRoles(typed.Graph);
        FieldAnalysis fields = FieldAnalysis.Of(typed, input);
        var layers = new List<Layer>(typed.Nodes.Count);
        Size macs = 0;
        Size activation = 0;
        foreach (TypedNode node in typed.Nodes)
        {
            if (node.Node.Operator is Constant)
            {
                continue;
            }
            Layer layer = Of(node, layers.Count + 1, roles, fields);
            layers.Add(layer);
            macs += layer.Cost.Macs;
            activation += layer.BytesWritten ?? 0;
        }
        IEnumerable<Cost> told = layers.Select(layer => layer.Cost).Where(cost => cost.Reason is null);
        return new Summary(typed, roles, Values.Create<Layer>(CollectionsMarshal.AsSpan(layers)), fields)
        {
            Parameters = roles.Total(ParameterRole.Weight),
            Buffers = roles.Total(ParameterRole.Buffer),
            Macs = macs,
            Work = Operations.Sum(told.Select(cost => cost.Work)),
            Padding = Operations.Sum(told.Select(cost => cost.Padding)),
            ActivationBytes = activation,
            PeakActivationBytes = PeakMemory.Of(typed),
        };
    }

    private static Layer Of(TypedNode node, int row, ParameterRoles roles, FieldAnalysis fields)
    {
        int count = node.Node.Outputs.Count;
        var outputs = new LayerOutput[count];
        int given = 0;
        Size? read = 0;
        Size? written = 0;
        for (int input = 0; input < node.Inputs.Count; input++)
        {
            read += node.Inputs.Info(input) is { } info ? info.Type?.Bytes : 0;
        }
        for (int output = 0; output < count; output++)
        {
            if (node.Node.Outputs[output] is { Length: > 0 } name)
            {
                ValueInfo info = node.Output(output);
                outputs[given++] = new LayerOutput(name, info.Type, info.Reason);
                written += info.Type?.Bytes;
            }
        }
        Array.Resize(ref outputs, given);
        return new Layer
        {
            Row = row,
            Name = node.Node.Label,
            Node = node.Node,
            Outputs = new Values<LayerOutput>(outputs),
            Parameters = roles.Of(node.Node, ParameterRole.Weight),
            Buffers = roles.Of(node.Node, ParameterRole.Buffer),
            Cost = node.Cost(),
            BytesRead = read,
            BytesWritten = written,
            Field = fields[given > 0 ? outputs[0].Name : ""],
        };
    }
}
