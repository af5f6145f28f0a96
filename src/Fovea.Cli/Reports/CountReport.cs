using System.Globalization;
using System.Text.Json;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Spectre.Console;
using Size = Fovea.Numbers.Size;

namespace Fovea.Cli.Reports;

/// <summary>Predicted beside counted operations, and what other tools would print.</summary>
/// <param name="model">The model's name.</param>
/// <param name="summary">Its layers.</param>
/// <param name="counts">What a run executed, layer by layer; null if there was none.</param>
/// <param name="open">Why there was none.</param>
/// <param name="scratch">Whether to show how many intermediate values each layer keeps at once.</param>
/// <param name="pools">The pooling layers to be shown under the exercise sheet's bookkeeping.</param>
internal sealed class CountReport(
    string model, Summary summary, IReadOnlyList<LayerCount>? counts, string? open, bool scratch, IReadOnlyList<PooledLayer> pools)
{
    private const string NotCounted = "–";

    private static readonly string[] CountHeader = ["#", "layer", "operator", "output (N×C×H×W)", "predicted", "counted", "", "on padding"];

    private readonly IReadOnlyList<(TypedNode Node, Values<ToolFigure> Figures)> figures = Conventions.Of(summary.Typed);

    /// <summary>The layers that executed other operations than predicted.</summary>
    public IEnumerable<(Layer Layer, LayerCount Count)> Differing => Counted.Where(entry => entry.Count.Agrees == false);

    private IEnumerable<(Layer Layer, LayerCount Count)> Counted => summary.Layers.Zip(counts ?? []);

    // What the rule says: at the shapes of the run, or, without one, before it.
    private Cost Cost(int layer) => counts?[layer].Predicted ?? summary.Layers[layer].Cost;

    private TextTable CountTable(bool plainNumbers = false) => new(
        scratch ? [.. CountHeader, "scratch"] : CountHeader, [.. summary.Layers.Select((_, layer) => CountRow(layer, plainNumbers))], column => column is 0 or 4 or 5 or 7 or 8);

    private string[] CountRow(int index, bool plain)
    {
        Layer layer = summary.Layers[index];
        Cost cost = Cost(index);
        Operations? counted = counts?[index].Counted;
        return
        [
            Row(index),
            layer.Name,
            layer.Operator,
            Output(layer),
            cost.Reason is null ? Number(cost.Work.Total, layer, plain) : "unavailable",
            counted is null ? "" : Number(counted.Total, layer, plain),
            counts?[index].Agrees switch { true => "=", false => "≠", null => "" },
            cost.Reason is not null || cost.Padding.Total == 0 ? "" : Number(cost.Padding.Total, layer, plain),
            .. scratch ? [ScratchCell(counts?[index].Scratch, plain)] : Array.Empty<string>(),
        ];
    }

    // The reason stands below the table, where there is a place below it.
    private static string ScratchCell(Scratch? scratch, bool plain) => scratch switch
    {
        null => "",
        { Peak: { } peak } => peak.ToString(CultureInfo.InvariantCulture),
        { Reason: var reason } => plain ? $"unavailable: {reason}" : "unavailable",
    };

    private TextTable ToolTable(bool plain = false)
    {
        string[][] rows = [.. summary.Layers.Select((layer, index) => (string[])
        [
            Row(index), layer.Name, layer.Operator, .. figures[index].Figures.Select(figure => figure.Count is { } count ? Number(count, layer, plain) : plain ? "" : NotCounted),
        ])];
        return new(
            ["#", "layer", "operator", .. Conventions.All.Select(tool => tool.Name)],
            plain ? rows : [.. rows, ["", "total", "", .. Enumerable.Range(0, Conventions.All.Count).Select(tool => Text.Sum(figures.Zip(summary.Layers, (figure, layer) => (figure.Figures[tool].Count ?? 0, SummaryRows.OutputShape(layer)))))]],
            column => column is 0 or > 2);
    }

    private Size Total(int tool)
    {
        Size sum = 0;
        foreach ((_, Values<ToolFigure> layer) in figures)
        {
            sum += layer[tool].Count ?? 0;
        }
        return sum;
    }

    private static string Row(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static string Output(Layer layer) => layer.Outputs is [{ Type: { } type }, ..] ? Text.Shape(type.Shape) : "unavailable: " + layer.Outputs.FirstOrDefault()?.Reason;

    private static string Number(Size size, Layer layer, bool plain) => plain ? size.ToString()
        : size == 0 ? "0"
        : Text.Product(size, SummaryRows.OutputShape(layer));

    /// <summary>What stands under the first table.</summary>
    private IEnumerable<(string Name, string Value)> Totals()
    {
        int[] told = [.. Enumerable.Range(0, summary.Layers.Count).Where(layer => Cost(layer).Reason is null)];
        yield return ("predicted", Total(told, layer => Cost(layer).Work));
        if (open is not null)
        {
            yield return ("counted", "unavailable, because " + open);
        }
        else
        {
            yield return ("counted", Total(told, layer => counts![layer].Counted));
            int equal = Counted.Count(entry => entry.Count.Agrees == true);
            int differing = Differing.Count();
            yield return ("verdict", differing == 0
                ? $"equal, kind by kind, in {Layers(equal)}"
                : $"{Layers(differing)} of {equal + differing} executed other operations than predicted");
        }
        if (told.Any(layer => Cost(layer).Padding.Total != 0))
        {
            yield return ("and on padding, if it were not skipped", Total(told, layer => Cost(layer).Padding));
        }
        foreach ((Layer layer, LayerCount count) in Differing)
        {
            yield return ($"differs '{layer.Name}'", $"counted − predicted = {Text.Operations((count.Difference, default))}");
        }
        for (int layer = 0; layer < summary.Layers.Count; layer++)
        {
            if (Cost(layer).Reason is { } reason)
            {
                yield return ($"unavailable '{summary.Layers[layer].Name}'", reason + (counts is null ? "" : $"; counted {Total([layer], row => counts[row].Counted)}"));
            }
        }
        if (scratch)
        {
            yield return ("scratch", open is null
                ? "how many intermediate values the reference keeps at once in a layer; what it reads and finished outputs do not count"
                : "unavailable, because " + open);
        }
        foreach (IGrouping<string?, string> operators in Counted.Where(entry => entry.Count.Scratch is { Peak: null })
            .GroupBy(entry => entry.Count.Scratch?.Reason, entry => entry.Layer.Operator))
        {
            yield return ("scratch unavailable", $"{string.Join(", ", operators.Distinct())}: {operators.Key}");
        }
    }

    // All operations of some layers, and kind by kind; formulas by their kinds only.
    private string Total(int[] layers, Func<int, Operations> work)
    {
        string kinds = Text.Operations([.. layers.Select(layer => (work(layer), SummaryRows.OutputShape(summary.Layers[layer])))]);
        Size total = Size.Sum([.. layers.Select(layer => work(layer).Total)]);
        return total == 0 ? "0" : total.IsKnown ? $"{Text.Number(total)} ({kinds})" : kinds;
    }

    private static string Layers(int count) => count == 1 ? "1 layer" : $"{count} layers";

    /// <summary>Each tool with its source and its reasons, and the operators that each reason is for.</summary>
    private IEnumerable<(string Tool, IEnumerable<string> Reasons)> Reasons()
    {
        for (int tool = 0; tool < Conventions.All.Count; tool++)
        {
            int column = tool;
            Convention convention = Conventions.All[tool];
            yield return (
                $"{convention.Name}: one is {convention.Unit} ({convention.Source})",
                figures.GroupBy(layer => (Counted: layer.Figures[column].Count is not null, layer.Figures[column].Reason), layer => layer.Node.Node.Operator.Name)
                    .OrderByDescending(group => group.Key.Counted)
                    .Select(group => $"{string.Join(", ", group.Distinct())}: {(group.Key.Counted ? "" : "not counted, ")}{group.Key.Reason}"));
        }
    }

    private const string ToolTitle = "What other tools would print for these layers";

    public void PrintTable()
    {
        if (Console.IsOutputRedirected)
        {
            PrintPlain(Console.Out);
            return;
        }
        IAnsiConsole console = AnsiConsole.Console;
        console.MarkupLineInterpolated($"[bold]{model}[/]");
        console.Write(CountTable().Rich(row => counts?[row].Agrees == false ? "red" : Cost(row).Work.Total != 0 ? "default" : "grey", console.Profile.Width));
        var grid = new Grid().AddColumn().AddColumn();
        foreach ((string name, string value) in Totals())
        {
            grid.AddRow(new Markup("[bold]" + Markup.Escape(name) + "[/]"), new Spectre.Console.Text(value));
        }
        console.Write(grid);
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{ToolTitle}[/]");
        console.Write(ToolTable().Rich(row => row == summary.Layers.Count ? "bold" : "default", console.Profile.Width));
        WriteReasons(Console.Out);
        WritePools(Console.Out);
    }

    private void PrintPlain(TextWriter to)
    {
        to.WriteLine(model);
        to.WriteLine();
        CountTable().WritePlain(to);
        to.WriteLine();
        foreach ((string name, string value) in Totals())
        {
            to.WriteLine($"{name}: {value}");
        }
        to.WriteLine();
        to.WriteLine(ToolTitle);
        to.WriteLine();
        ToolTable().WritePlain(to);
        to.WriteLine();
        WriteReasons(to);
        WritePools(to);
    }

    private void WriteReasons(TextWriter to)
    {
        foreach ((string tool, IEnumerable<string> reasons) in Reasons())
        {
            to.WriteLine(tool);
            foreach (string reason in reasons)
            {
                to.WriteLine("  " + reason);
            }
        }
    }

    private void WritePools(TextWriter to)
    {
        foreach (PooledLayer pool in pools)
        {
            to.WriteLine();
            PoolingReport.Print(to, pool);
        }
    }

    public void PrintMarkdown(TextWriter to)
    {
        CountTable().WriteMarkdown(to);
        to.WriteLine();
        foreach ((string name, string value) in Totals())
        {
            to.WriteLine($"- {name}: {value}");
        }
        to.WriteLine();
        to.WriteLine(ToolTitle + ":");
        to.WriteLine();
        ToolTable().WriteMarkdown(to);
        to.WriteLine();
        foreach ((string tool, IEnumerable<string> reasons) in Reasons())
        {
            to.WriteLine("- " + tool);
            foreach (string reason in reasons)
            {
                to.WriteLine("  - " + reason);
            }
        }
        foreach (PooledLayer pool in pools)
        {
            to.WriteLine();
            to.WriteLine("```");
            PoolingReport.Print(to, pool);
            to.WriteLine("```");
        }
    }

    /// <summary>Both tables beside each other: a row a layer.</summary>
    public void PrintCsv(TextWriter to)
    {
        TextTable count = CountTable(plainNumbers: true);
        TextTable tools = ToolTable(plain: true);
        string[] header = [.. count.Header[..6], "agrees", .. count.Header[7..], .. tools.Header[3..]];
        string[][] rows = [.. count.Rows.Zip(tools.Rows, (left, right) => (string[])[.. left, .. right[3..]])];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row][6] = counts?[row].Agrees switch { true => "yes", false => "no", null => "" };
        }
        new TextTable(header, rows, count.IsNumber).WriteCsv(to);
    }

    public void PrintJson(Stream to) => SummaryJson.Print(to, json =>
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        if (open is null)
        {
            json.WriteBoolean("agrees", !Differing.Any());
        }
        else
        {
            json.WriteNull("agrees");
            json.WriteString("reason", open);
        }
        json.WriteStartArray("layers");
        for (int index = 0; index < summary.Layers.Count; index++)
        {
            WriteLayer(json, index);
        }
        json.WriteEndArray();
        json.WriteStartArray("tools");
        for (int tool = 0; tool < Conventions.All.Count; tool++)
        {
            json.WriteStartObject();
            json.WriteString("name", Conventions.All[tool].Name);
            json.WriteString("source", Conventions.All[tool].Source);
            json.WriteString("unit", Conventions.All[tool].Unit);
            SummaryJson.Quantity(json, "total", Total(tool));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("pools");
        foreach (PooledLayer pool in pools)
        {
            PoolingReport.Write(json, pool);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private void WriteLayer(Utf8JsonWriter json, int index)
    {
        Layer layer = summary.Layers[index];
        Cost cost = Cost(index);
        json.WriteStartObject();
        json.WriteNumber("row", layer.Row);
        json.WriteString("name", layer.Name);
        json.WriteString("operator", layer.Operator);
        if (cost.Reason is { } reason)
        {
            json.WriteNull("predicted");
            json.WriteString("reason", reason);
        }
        else
        {
            SummaryJson.Operations(json, "predicted", cost.Work);
            SummaryJson.Operations(json, "padding", cost.Padding);
        }
        if (counts is not null)
        {
            SummaryJson.Operations(json, "counted", counts[index].Counted);
        }
        else
        {
            json.WriteNull("counted");
        }
        if (counts?[index].Agrees is { } agrees)
        {
            json.WriteBoolean("agrees", agrees);
        }
        else
        {
            json.WriteNull("agrees");
        }
        if (scratch)
        {
            Scratch? kept = counts?[index].Scratch;
            SummaryJson.Quantity(json, "scratch", kept?.Peak);
            if ((kept?.Reason ?? open) is { } untold)
            {
                json.WriteString("scratchReason", untold);
            }
        }
        json.WriteStartObject("tools");
        for (int tool = 0; tool < Conventions.All.Count; tool++)
        {
            ToolFigure figure = figures[index].Figures[tool];
            json.WriteStartObject(Conventions.All[tool].Name);
            SummaryJson.Quantity(json, "count", figure.Count);
            json.WriteString("reason", figure.Reason);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
