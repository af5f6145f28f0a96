using Fovea.Analysis;
using Fovea.Graphs;
using Spectre.Console;

namespace Fovea.Cli.Reports;

/// <summary>The layer table: with rules and shares on a terminal, in plain columns when piped.</summary>
internal static class SummaryTable
{
    public static void Print(ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned)
    {
        TextTable table = SummaryRows.Table(summary);
        string[] heading = [model.Name + (model.Graph.Name.Length > 0 && model.Graph.Name != model.Name ? $" ({model.Graph.Name})" : ""), .. Ends(summary)];
        if (Console.IsOutputRedirected)
        {
            PrintPlain(Console.Out, heading, table, model, summary, pinned);
        }
        else
        {
            PrintRich(heading, table, model, summary, pinned);
        }
    }

    private static IEnumerable<string> Ends(Summary summary)
    {
        Graph graph = summary.Typed.Graph;
        foreach (GraphInput input in graph.Inputs)
        {
            yield return $"input  {input.Name}: {input.Type?.ToString() ?? "unknown"}";
        }
        foreach (GraphOutput output in graph.Outputs)
        {
            ValueInfo value = summary.Typed[output.Name];
            yield return $"output {output.Name}: {value.Type?.ToString() ?? "unavailable: " + value.Reason}";
        }
    }

    private static void PrintPlain(
        TextWriter to, string[] heading, TextTable table, ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned)
    {
        foreach (string line in heading)
        {
            to.WriteLine(line);
        }
        to.WriteLine();
        table.WritePlain(to);
        to.WriteLine();
        foreach ((string name, string value) in SummaryRows.Totals(model, summary, pinned))
        {
            to.WriteLine($"{name}: {value}");
        }
    }

    private static void PrintRich(
        string[] heading, TextTable table, ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned)
    {
        IAnsiConsole console = AnsiConsole.Console;
        console.MarkupLineInterpolated($"[bold]{heading[0]}[/]");
        foreach (string line in heading.Skip(1))
        {
            console.MarkupLineInterpolated($"{line}");
        }
        bool shares = summary.Macs.TryGetValue(out long macs) && macs > 0;
        string[] bars = [.. summary.Layers.Select(layer => shares ? Share(layer, macs) : "")];
        var shared = new TextTable([.. table.Header, "share of MACs"], [.. table.Rows.Zip(bars, (row, bar) => (string[])[.. row, bar])], table.IsNumber);
        console.Write(shared.Rich(
            row => summary.Layers[row].Outputs.Any(output => output.Type is null) ? "red" : summary.Layers[row].Cost.Macs != 0 ? "default" : "grey",
            console.Profile.Width,
            Dispensable));
        var grid = new Grid().AddColumn().AddColumn();
        foreach ((string name, string value) in SummaryRows.Totals(model, summary, pinned))
        {
            grid.AddRow(new Markup("[bold]" + Markup.Escape(name) + "[/]"), new Spectre.Console.Text(value));
        }
        console.Write(grid);
    }

    // Columns that a narrow terminal has no room for, the most dispensable first: shares, padding, stride, operations, operators.
    private static readonly int[] Dispensable = [10, 9, 8, 6, 2];

    private static string Share(Layer layer, long macs) => layer.Cost.Macs.TryGetValue(out long own) && own > 0 ? Bar((double)own / macs) : "";

    // Ten cells are all of the network's work.
    private static string Bar(double share)
    {
        int cells = (int)Math.Round(share * 10);
        return new string('█', cells) + (cells == 0 ? "" : " ") + (share * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + " %";
    }
}
