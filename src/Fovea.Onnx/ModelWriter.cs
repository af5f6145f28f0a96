using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// Writes ModelProto. What it writes reads back as an equal graph; a network for which that cannot be is refused, with the place and the reason.
/// </summary>
internal sealed class ModelWriter(OnnxModel model)
{
    private readonly Values<OperatorSet> operatorSets = model.Graph.OperatorSets;

    public WireWriter Write()
    {
        int opset = model.Graph.Opset;
        Operands.Require(
            opset >= 1 && opset <= ModelReader.NewestOpset, $"operator set {opset} is not known; Fovea knows 1 to {ModelReader.NewestOpset}");
        OnnxMetadata metadata = model.Metadata;
        var writer = new WireWriter();
        writer.Integer(1, IrVersion(opset));
        writer.Text(2, "fovea");
        writer.TextIfAny(3, typeof(ModelWriter).Assembly.GetName().Version?.ToString(3) ?? "");
        writer.TextIfAny(4, metadata.Domain);
        if (metadata.ModelVersion != 0)
        {
            writer.Integer(5, metadata.ModelVersion);
        }
        writer.TextIfAny(6, metadata.Description);
        writer.Message(7, Graph(model.Graph, inner: false));
        foreach (OperatorSet set in operatorSets)
        {
            var entry = new WireWriter();
            entry.TextIfAny(1, set.Domain);
            entry.Integer(2, set.Version);
            writer.Message(8, entry);
        }
        foreach ((string key, string value) in metadata.Properties)
        {
            var entry = new WireWriter();
            entry.Text(1, key);
            entry.Text(2, value);
            writer.Message(14, entry);
        }
        return writer;
    }

    // The version of the file format that came with an operator set, by ONNX's table of versions. 4 is the first in which weights need not be listed among
    // the inputs, and none that is older is written.
    private static int IrVersion(int opset) => opset switch
    {
        <= 9 => 4,
        10 => 5,
        11 => 6,
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        <= 22 => 10,
        23 => 11,
        24 => 12,
        _ => 13,
    };

    private WireWriter Graph(Graph graph, bool inner)
    {
        var writer = new WireWriter();
        foreach (Node node in graph.Nodes)
        {
            try
            {
                writer.Message(1, Node(node));
            }
            catch (GraphException error)
            {
                throw error.At($"node '{node.Label}' ({node.Operator.Name})");
            }
        }
        writer.TextIfAny(2, graph.Name);
        foreach (Parameter parameter in graph.Parameters)
        {
            writer.Message(5, Tensor(parameter.Name, Contents(parameter, inner)));
        }
        foreach (GraphInput input in graph.Inputs)
        {
            Operands.Require(inner || input.Type is not null, $"input '{input.Name}': its type is not known, and no file can do without it");
            writer.Message(11, Value(input.Name, input.Type));
        }
        // A file has to say what it delivers, too; what is not declared is inferred.
        TypedGraph? typed = inner || !graph.Outputs.Any(output => output.Type is null) ? null : TypedGraph.Infer(graph);
        foreach (GraphOutput output in graph.Outputs)
        {
            writer.Message(12, Value(output.Name, output.Type ?? typed?[output.Name].Type));
        }
        return writer;
    }

    private WireWriter Node(Node node)
    {
        var writer = new WireWriter();
        foreach (string input in node.Inputs)
        {
            writer.Text(1, input);
        }
        foreach (string output in node.Outputs)
        {
            writer.Text(2, output);
        }
        OperatorType type = node.Operator.Type;
        writer.TextIfAny(3, node.Name);
        writer.Text(4, type.Name);
        int opset = OperatorSet.VersionOf(type.Domain, operatorSets);
        IReadOnlyList<KeyValuePair<string, AttributeValue>> attributes = AttributeWriter.Of(node.Operator, opset);
        Operands.Require(
            type.Read(new Attributes(attributes, opset)).Equals(node.Operator),
            $"it is in a form that operator set {opset} does not have");
        foreach ((string name, AttributeValue value) in attributes)
        {
            writer.Message(5, Attribute(name, value));
        }
        writer.TextIfAny(7, type.Domain);
        return writer;
    }

    private WireWriter Attribute(string name, AttributeValue value)
    {
        var writer = new WireWriter();
        writer.Text(1, name);
        switch (value)
        {
            case AttributeValue.Real real:
                writer.Float(2, real.Value);
                writer.Integer(20, AttributeKind.Real);
                break;
            case AttributeValue.Integer integer:
                writer.Integer(3, Known(name, integer.Value));
                writer.Integer(20, AttributeKind.Integer);
                break;
            case AttributeValue.Text text:
                writer.Text(4, text.Value);
                writer.Integer(20, AttributeKind.Text);
                break;
            case AttributeValue.OfTensor tensor:
                writer.Message(5, Tensor("", tensor.Value));
                writer.Integer(20, AttributeKind.Tensor);
                break;
            case AttributeValue.OfGraph graph:
                writer.Message(6, Graph(graph.Value, inner: true));
                writer.Integer(20, AttributeKind.Graph);
                break;
            case AttributeValue.Reals reals:
                foreach (float element in reals.Value)
                {
                    writer.Float(7, element);
                }
                writer.Integer(20, AttributeKind.Reals);
                break;
            case AttributeValue.Integers integers:
                foreach (Size element in integers.Value)
                {
                    writer.Integer(8, Known(name, element));
                }
                writer.Integer(20, AttributeKind.Integers);
                break;
            case AttributeValue.Texts texts:
                foreach (string element in texts.Value)
                {
                    writer.Text(9, element);
                }
                writer.Integer(20, AttributeKind.Texts);
                break;
        }
        return writer;
    }

    private static long Known(string name, Size size) => size.TryGetValue(out long value)
        ? value
        : throw new GraphException($"attribute '{name}' is the formula {size}; a file holds numbers only, so its symbols must be bound");

    // The weights of the network lie beside it; branches and bodies hold their own, for their names are not the network's.
    private Tensor Contents(Parameter parameter, bool inner)
    {
        Tensor? stored = inner ? null : model.Weights.GetValueOrDefault(parameter.Name);
        Tensor tensor = stored ?? parameter.Contents
            ?? throw new GraphException($"tensor '{parameter.Name}' has no values");
        Operands.Require(
            tensor.Type == parameter.Type, $"tensor '{parameter.Name}' is {parameter.Type}, but its values are {tensor.Type}");
        return tensor;
    }

    private static WireWriter Tensor(string name, Tensor tensor)
    {
        if (!tensor.HasNumbers)
        {
            throw new UnavailableException($"tensor '{name}' holds text, which Fovea does not keep and cannot write");
        }
        var writer = new WireWriter();
        foreach (long size in tensor.Dimensions)
        {
            writer.Integer(1, size);
        }
        writer.Integer(2, (int)tensor.Element);
        writer.TextIfAny(8, name);
        writer.Data(9, tensor.Data);
        return writer;
    }

    private static WireWriter Value(string name, TensorType? type)
    {
        var writer = new WireWriter();
        writer.Text(1, name);
        if (type is not { } known)
        {
            return writer;
        }
        var shape = new WireWriter();
        foreach (Size size in known.Shape)
        {
            shape.Message(1, Dimension(size));
        }
        var tensor = new WireWriter();
        tensor.Integer(1, (int)known.Element);
        tensor.Message(2, shape);
        var value = new WireWriter();
        value.Message(1, tensor);
        writer.Message(2, value);
        return writer;
    }

    // A file has names for open sizes, but no formulas: a formula becomes a name that says it.
    private static WireWriter Dimension(Size size)
    {
        var writer = new WireWriter();
        if (size.TryGetValue(out long number))
        {
            writer.Integer(1, number);
        }
        else
        {
            writer.Text(2, size.TryGetSymbol(out string? symbol) ? symbol : size.ToString(SizeNotation.Ascii));
        }
        return writer;
    }
}
