using Fovea.Analysis;
using Fovea.Graphs;

namespace Fovea.Cli.Reports;

/// <summary>The layer table as rows of text, for every form that is a table.</summary>
internal static class SummaryRows
{
    public static readonly string[] Header =
        ["#", "layer", "operator", "output (N×C×H×W)", "parameters", "MACs", "operations", "field", "stride", "padding"];

    /// <summary>The cells of a layer. What cannot be told says so, and the reason stands in its place.</summary>
    public static string[] Row(Layer layer) => Row(layer, size => Text.Product(size, OutputShape(layer)));

    private static Tensors.Shape OutputShape(Layer layer) => layer.Outputs is [{ Type: { } type }, ..] ? type.Shape : default;

    private static string[] Row(Layer layer, Func<Numbers.Size, string> number)
    {
        LayerOutput output = layer.Outputs.Count > 0 ? layer.Outputs[0] : new LayerOutput("", null, "it has no output");
        string more = layer.Outputs.Count > 1 ? $" (+{layer.Outputs.Count - 1})" : "";
        return
        [
            layer.Row.ToString(System.Globalization.CultureInfo.InvariantCulture),
            layer.Name,
            layer.Operator,
            output.Type is { } type ? Text.Shape(type.Shape) + more : "unavailable: " + output.Reason,
            number(layer.Parameters),
            number(layer.Cost.Macs),
            layer.Cost.Reason is null ? number(layer.Cost.Work.Total) : "unavailable",
            Text.Field(layer.Field),
            Text.Axes(layer.Field, axis => axis.Stride.ToString()),
            Text.Axes(layer.Field, axis => axis.Padding.ToString()),
        ];
    }

    public static void PrintCsv(TextWriter to, Summary summary)
    {
        to.WriteLine(string.Join(',', Header.Select(Quote)));
        foreach (Layer layer in summary.Layers)
        {
            to.WriteLine(string.Join(',', Row(layer, size => size.ToString()).Select(Quote)));
        }
    }

    private static string Quote(string cell) => cell.AsSpan().IndexOfAny(",\"\n\r") >= 0
        ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
        : cell;

    public static void PrintMarkdown(TextWriter to, ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned)
    {
        to.WriteLine("| " + string.Join(" | ", Header) + " |");
        to.WriteLine("|" + string.Join("|", Header.Select((_, column) => column is 0 or >= 4 ? " ---: " : " --- ")) + "|");
        foreach (Layer layer in summary.Layers)
        {
            to.WriteLine("| " + string.Join(" | ", Row(layer).Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))) + " |");
        }
        to.WriteLine();
        foreach ((string name, string value) in Totals(model, summary, pinned))
        {
            to.WriteLine($"- {name}: {value}");
        }
    }

    // Kind by kind, of the layers where they can be told.
    private static string Operations(Summary summary, Func<Layer, Operations> work)
    {
        Layer[] told = [.. summary.Layers.Where(layer => layer.Cost.Reason is null)];
        return string.Join(", ", told.SelectMany(work).Select(entry => entry.Key).Distinct().Order().Select(
            kind => $"{Text.Sum(told.Select(layer => (work(layer)[kind], OutputShape(layer))))} {kind.ToString().ToLowerInvariant()}"));
    }

    /// <summary>What stands under the table.</summary>
    public static IEnumerable<(string Name, string Value)> Totals(ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned)
    {
        yield return ("parameters", Text.Number(summary.Parameters) + (summary.Buffers == 0 ? "" : $" (and {Text.Number(summary.Buffers)} in buffers)"));
        yield return ("MACs", Text.Sum(summary.Layers.Select(layer => (layer.Cost.Macs, OutputShape(layer)))));
        foreach (GraphOutput output in summary.Typed.Graph.Outputs)
        {
            if (summary.Typed.Graph.Outputs.Count > 1)
            {
                (Numbers.Size parameters, Numbers.Size macs) = summary.Behind(output.Name);
                yield return ($"behind output '{output.Name}'", $"{Text.Number(parameters)} parameters, {Text.Number(macs)} MACs");
            }
        }
        Layer[] incomplete = [.. summary.Incomplete];
        if (incomplete.Length < summary.Layers.Count)
        {
            string without = incomplete.Length > 0 ? " (of the layers where they can be told)" : "";
            yield return ("operations on data", Operations(summary, layer => layer.Cost.Work) + without);
            if (summary.Padding.Total != 0)
            {
                yield return ("and on padding, if not skipped", Operations(summary, layer => layer.Cost.Padding));
            }
        }
        string peak = summary.PeakActivationBytes is null ? "; the most at once is unavailable" : $", at most {Text.Bytes(summary.PeakActivationBytes)} at once";
        string all = summary.ActivationBytes.IsKnown ? Text.Bytes(summary.ActivationBytes) : Text.Sum(summary.Layers.Select(layer => (layer.BytesWritten ?? 0, OutputShape(layer)))) + " B";
        yield return ("activations", all + peak);
        if (incomplete.Length > 0)
        {
            Layer first = incomplete[0];
            string reason = first.Cost.Reason ?? first.Outputs.FirstOrDefault(output => output.Type is null)?.Reason ?? "";
            yield return ("unavailable", $"{incomplete.Length} layers; first '{first.Name}': {reason}");
        }
        Layer[] blurred = [.. summary.Layers.Where(layer => layer.Field.Status != FieldStatus.Complete && !layer.Field.Independent)];
        if (blurred.Length > 0)
        {
            yield return ("field incomplete", $"{blurred.Length} layers; first '{blurred[0].Name}': {blurred[0].Field.Reason}");
        }
        foreach (Condition condition in summary.Typed.Conditions)
        {
            yield return ("condition", $"{condition.Text}  (node '{condition.Node}')");
        }
        foreach (PinnedDimension pin in pinned)
        {
            yield return ("closed", $"axis {pin.Axis} of '{pin.Input}' stays {pin.Size}: {pin.Reason}");
        }
        if (model.Metadata is { } metadata)
        {
            string sets = string.Join(", ", model.Graph.OperatorSets.Select(set => $"{(set.Domain.Length == 0 ? "ai.onnx" : set.Domain)} {set.Version}"));
            string producer = $"{metadata.Producer} {metadata.ProducerVersion}".Trim();
            yield return ("file", $"IR version {metadata.IrVersion}, operator set {sets}" + (producer.Length > 0 ? $", written by {producer}" : ""));
            foreach ((string key, string value) in metadata.Properties)
            {
                yield return (key, value);
            }
        }
    }
}
