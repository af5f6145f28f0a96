using System.Text.Json;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Cli.Reports;

/// <summary>The summary as one JSON object. A quantity is a number, or its formula as a text where a dimension is open; what is unavailable is null beside its reason.</summary>
internal static class SummaryJson
{
    public static void Print(Stream to, ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned) =>
        Print(to, json => Write(json, model, summary, pinned));

    /// <summary>Prints one value, indented and readable.</summary>
    public static void Print(Stream to, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(to, new JsonWriterOptions
        {
            Indented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            write(json);
        }
        to.WriteByte((byte)'\n');
        to.Flush();
    }

    private static void Write(Utf8JsonWriter json, ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned)
    {
        Graph graph = summary.Typed.Graph;
        json.WriteStartObject();
        json.WriteString("model", model.Name);
        json.WriteString("graph", graph.Name);
        json.WriteStartArray("inputs");
        foreach (GraphInput input in graph.Inputs)
        {
            Value(json, input.Name, input.Type, "the file does not say");
        }
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (GraphOutput output in graph.Outputs)
        {
            ValueInfo value = summary.Typed[output.Name];
            (Size parameters, Size macs) = summary.Behind(output.Name);
            json.WriteStartObject();
            json.WriteString("name", output.Name);
            Type(json, value.Type, value.Reason);
            Quantity(json, "parameters", parameters);
            Quantity(json, "macs", macs);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Quantity(json, "parameters", summary.Parameters);
        Quantity(json, "buffers", summary.Buffers);
        Quantity(json, "macs", summary.Macs);
        Operations(json, "operations", summary.Work);
        Operations(json, "paddingOperations", summary.Padding);
        Quantity(json, "activationBytes", summary.ActivationBytes);
        Quantity(json, "peakActivationBytes", summary.PeakActivationBytes);
        json.WriteNumber("unavailableLayers", summary.Incomplete.Count());
        json.WriteStartArray("layers");
        foreach (Layer layer in summary.Layers)
        {
            Layer(json, layer);
        }
        json.WriteEndArray();
        json.WriteStartArray("conditions");
        foreach (Condition condition in summary.Typed.Conditions)
        {
            json.WriteStartObject();
            json.WriteString("node", condition.Node);
            json.WriteString("condition", condition.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("pinned");
        foreach (PinnedDimension pin in pinned)
        {
            json.WriteStartObject();
            json.WriteString("input", pin.Input);
            json.WriteNumber("axis", pin.Axis);
            Quantity(json, "size", pin.Size);
            json.WriteString("reason", pin.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (model.Metadata is { } metadata)
        {
            json.WriteStartObject("file");
            json.WriteNumber("irVersion", metadata.IrVersion);
            json.WriteString("producer", metadata.Producer);
            json.WriteString("producerVersion", metadata.ProducerVersion);
            json.WriteStartObject("operatorSets");
            foreach (OperatorSet set in graph.OperatorSets)
            {
                json.WriteNumber(set.Domain.Length == 0 ? "ai.onnx" : set.Domain, set.Version);
            }
            json.WriteEndObject();
            json.WriteStartObject("metadata");
            foreach ((string key, string value) in metadata.Properties)
            {
                json.WriteString(key, value);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter json, string name, TensorType? type, string? reason)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        Type(json, type, reason);
        json.WriteEndObject();
    }

    private static void Type(Utf8JsonWriter json, TensorType? type, string? reason)
    {
        if (type is not { } known)
        {
            json.WriteNull("shape");
            json.WriteString("status", "unavailable");
            json.WriteString("reason", reason);
            return;
        }
        json.WriteString("type", known.Element.Name());
        json.WriteStartArray("shape");
        foreach (Size size in known.Shape)
        {
            Quantity(json, size);
        }
        json.WriteEndArray();
        json.WriteStartArray("formula");
        foreach (Size size in known.Shape)
        {
            json.WriteStringValue(size.ToString());
        }
        json.WriteEndArray();
    }

    private static void Layer(Utf8JsonWriter json, Layer layer)
    {
        json.WriteStartObject();
        json.WriteNumber("row", layer.Row);
        json.WriteString("name", layer.Name);
        json.WriteString("operator", layer.Operator);
        json.WriteStartArray("inputs");
        foreach (string input in layer.Node.Inputs)
        {
            json.WriteStringValue(input);
        }
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (LayerOutput output in layer.Outputs)
        {
            Value(json, output.Name, output.Type, output.Reason);
        }
        json.WriteEndArray();
        Quantity(json, "parameters", layer.Parameters);
        Quantity(json, "buffers", layer.Buffers);
        Quantity(json, "macs", layer.Cost.Macs);
        if (layer.Cost.Reason is { } reason)
        {
            json.WriteNull("operations");
            json.WriteString("operationsReason", reason);
        }
        else
        {
            Operations(json, "operations", layer.Cost.Work);
            Operations(json, "paddingOperations", layer.Cost.Padding);
        }
        Quantity(json, "bytesRead", layer.BytesRead);
        Quantity(json, "bytesWritten", layer.BytesWritten);
        Field(json, layer.Field);
        json.WriteEndObject();
    }

    private static void Field(Utf8JsonWriter json, ReceptiveField field)
    {
        json.WriteStartObject("receptiveField");
        json.WriteString("status", field.Status.ToString().ToLowerInvariant());
        if (field.Reason is { } reason)
        {
            json.WriteString("reason", reason);
        }
        if (field.Axes.Any(axis => axis is not null))
        {
            Axes(json, "size", field, axis => axis.Size);
            Axes(json, "stride", field, axis => axis.Stride);
            Axes(json, "padding", field, axis => axis.Padding);
            Axes(json, "centre", field, axis => axis.Centre);
            json.WriteBoolean("aligned", field.Axes.All(axis => axis is null || axis.Aligned));
            if (field.Axes.Any(axis => axis is { Phases.Count: > 0 }))
            {
                Phases(json, field);
            }
        }
        if (field.Global is { } node)
        {
            json.WriteString("global", node);
        }
        json.WriteEndObject();
    }

    private static void Axes(Utf8JsonWriter json, string name, ReceptiveField field, Func<FieldAxis, Fraction> quantity)
    {
        json.WriteStartArray(name);
        foreach (FieldAxis? axis in field.Axes)
        {
            if (axis is null)
            {
                json.WriteNullValue();
            }
            else
            {
                Quantity(json, quantity(axis));
            }
        }
        json.WriteEndArray();
    }

    private static void Phases(Utf8JsonWriter json, ReceptiveField field)
    {
        json.WriteStartArray("phases");
        foreach (FieldAxis? axis in field.Axes)
        {
            json.WriteStartArray();
            foreach (FieldPhase phase in axis?.Phases ?? [])
            {
                json.WriteStartObject();
                Quantity(json, "size", phase.Size);
                json.WritePropertyName("padding");
                Quantity(json, phase.Padding);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    /// <summary>An object with every kind of operation.</summary>
    public static void Operations(Utf8JsonWriter json, string name, Operations operations)
    {
        json.WriteStartObject(name);
        foreach (OperationKind kind in Enum.GetValues<OperationKind>())
        {
            Quantity(json, kind.ToString().ToLowerInvariant(), operations[kind]);
        }
        json.WriteEndObject();
    }

    /// <summary>A number, or its formula; null where it is not known.</summary>
    public static void Quantity(Utf8JsonWriter json, string name, Size? size)
    {
        json.WritePropertyName(name);
        if (size is { } known)
        {
            Quantity(json, known);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void Quantity(Utf8JsonWriter json, Fraction fraction)
    {
        if (fraction.TryGetWhole(out Size size) && size.TryGetValue(out long value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(fraction.ToString());
        }
    }
}
