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
        bool shares = summary.Macs.TryGetValue(out long macs) && macs > 0;
        string[] header = [.. SummaryRows.Header, "share of MACs"];
        string[][] cells = [.. rows.Select((row, index) => (string[])[.. row, shares ? Share(summary.Layers[index], macs) : ""])];
        (int[] columns, int nameWidth) = Fit(header, cells, console.Profile.Width);
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (int column in columns)
        {
            var title = new TableColumn(new Markup("[bold]" + Markup.Escape(header[column]) + "[/]")).NoWrap();
            table.AddColumn(IsNumber(column) ? title.RightAligned() : title);
        }
        for (int row = 0; row < cells.Length; row++)
        {
            Layer layer = summary.Layers[row];
            string style = layer.Outputs.Any(output => output.Type is null) ? "red" : layer.Cost.Macs != 0 ? "default" : "grey";
            table.AddRow([.. columns.Select(column => new Markup(
                $"[{style}]{Markup.Escape(column == NameColumn ? Tail(cells[row][column], nameWidth) : cells[row][column])}[/]"))]);
        }
        console.Write(table);
        var grid = new Grid().AddColumn().AddColumn();
        foreach ((string name, string value) in SummaryRows.Totals(model, summary, pinned))
        {
            grid.AddRow(new Markup("[bold]" + Markup.Escape(name) + "[/]"), new Spectre.Console.Text(value));
        }
        console.Write(grid);
    }

    private const int NameColumn = 1;

    // Columns that a narrow terminal has no room for, the most dispensable first: shares, padding, stride, operations, operators.
    private static readonly int[] Dispensable = [10, 9, 8, 6, 2];

    // The columns that fit side by side, and how wide the names of layers may be.
    private static (int[] Columns, int NameWidth) Fit(string[] header, string[][] cells, int width)
    {
        const int shortestName = 12;
        int[] widths = [.. header.Select((title, column) => cells.Select(row => row[column].Length).Append(title.Length).Max())];
        List<int> columns = [.. Enumerable.Range(0, header.Length)];
        // Every column has a rule before it and a space on both sides.
        int Excess() => columns.Sum(column => widths[column] + 3) + 1 - width;
        foreach (int column in Dispensable)
        {
            if (Excess() > Math.Max(0, widths[NameColumn] - shortestName))
            {
                columns.Remove(column);
            }
        }
        return ([.. columns], Math.Max(Math.Min(shortestName, widths[NameColumn]), widths[NameColumn] - Math.Max(0, Excess())));
    }

    // The end of a name tells more than its beginning.
    private static string Tail(string name, int width) => name.Length <= width ? name : "…" + name[^(width - 1)..];

    private static string Share(Layer layer, long macs) => layer.Cost.Macs.TryGetValue(out long own) && own > 0 ? Bar((double)own / macs) : "";

    // Ten cells are all of the network's work.
    private static string Bar(double share)
    {
        int cells = (int)Math.Round(share * 10);
        return new string('█', cells) + (cells == 0 ? "" : " ") + (share * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + " %";
    }
}
