using Fovea.Analysis;
using Fovea.Graphs;
using Spectre.Console;

namespace Fovea.Cli.Reports;

/// <summary>The layer table: with rules and shares on a terminal, in plain columns when piped.</summary>
internal static class SummaryTable
{
    public static void Print(ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned)
    {
        string[][] rows = [.. summary.Layers.Select(layer => SummaryRows.Row(layer))];
        string[] heading = [model.Name + (model.Graph.Name.Length > 0 && model.Graph.Name != model.Name ? $" ({model.Graph.Name})" : ""), .. Ends(summary)];
        if (Console.IsOutputRedirected)
        {
            PrintPlain(Console.Out, heading, rows, model, summary, pinned);
        }
        else
        {
            PrintRich(heading, rows, model, summary, pinned);
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
        TextWriter to, string[] heading, string[][] rows, ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned)
    {
        foreach (string line in heading)
        {
            to.WriteLine(line);
        }
        to.WriteLine();
        int[] widths = [.. SummaryRows.Header.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max())];
        foreach (string[] row in rows.Prepend(SummaryRows.Header))
        {
            to.WriteLine(string.Join("  ", row.Select((cell, column) => IsNumber(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }
        to.WriteLine();
        foreach ((string name, string value) in SummaryRows.Totals(model, summary, pinned))
        {
            to.WriteLine($"{name}: {value}");
        }
    }

    private static bool IsNumber(int column) => column is 0 or 4 or 5 or 6;

    private static void PrintRich(
        string[] heading, string[][] rows, ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned)
    {
        IAnsiConsole console = AnsiConsole.Console;
        console.MarkupLineInterpolated($"[bold]{heading[0]}[/]");
        foreach (string line in heading.Skip(1))
        {
            console.MarkupLineInterpolated($"{line}");
        }
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        for (int column = 0; column < SummaryRows.Header.Length; column++)
        {
            var title = new TableColumn(new Markup("[bold]" + Markup.Escape(SummaryRows.Header[column]) + "[/]"));
            table.AddColumn(IsNumber(column) ? title.RightAligned() : title);
        }
        table.AddColumn(new TableColumn("[bold]share of MACs[/]"));
        bool shares = summary.Macs.TryGetValue(out long macs) && macs > 0;
        for (int row = 0; row < rows.Length; row++)
        {
            Layer layer = summary.Layers[row];
            string share = shares && layer.Cost.Macs.TryGetValue(out long own) && own > 0 ? Bar((double)own / macs) : "";
            string style = layer.Outputs.Any(output => output.Type is null) ? "red" : layer.Cost.Macs != 0 ? "default" : "grey";
            table.AddRow([.. rows[row].Append(share).Select(cell => new Markup($"[{style}]{Markup.Escape(cell)}[/]"))]);
        }
        console.Write(table);
        var grid = new Grid().AddColumn().AddColumn();
        foreach ((string name, string value) in SummaryRows.Totals(model, summary, pinned))
        {
            grid.AddRow(new Markup("[bold]" + Markup.Escape(name) + "[/]"), new Spectre.Console.Text(value));
        }
        console.Write(grid);
    }

    // Ten cells are all of the network's work.
    private static string Bar(double share)
    {
        int cells = (int)Math.Round(share * 10);
        return new string('█', cells) + (cells == 0 ? "" : " ") + (share * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + " %";
    }
}
