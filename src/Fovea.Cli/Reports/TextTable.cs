using Spectre.Console;

namespace Fovea.Cli.Reports;

/// <summary>A table of texts, in every form that a table is printed in.</summary>
/// <param name="Header">The titles of its columns.</param>
/// <param name="Rows">Its cells.</param>
/// <param name="IsNumber">Whether a column stands to the right.</param>
internal sealed record TextTable(string[] Header, string[][] Rows, Func<int, bool> IsNumber)
{
    /// <summary>Columns of equal width, for a pipe.</summary>
    public void WritePlain(TextWriter to)
    {
        int[] widths = Widths();
        foreach (string[] row in Rows.Prepend(Header))
        {
            to.WriteLine(string.Join("  ", row.Select((cell, column) => IsNumber(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    public void WriteCsv(TextWriter to)
    {
        foreach (string[] row in Rows.Prepend(Header))
        {
            to.WriteLine(string.Join(',', row.Select(Quote)));
        }
    }

    public void WriteMarkdown(TextWriter to)
    {
        to.WriteLine("| " + string.Join(" | ", Header) + " |");
        to.WriteLine("|" + string.Join("|", Header.Select((_, column) => IsNumber(column) ? " ---: " : " --- ")) + "|");
        foreach (string[] row in Rows)
        {
            to.WriteLine("| " + string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))) + " |");
        }
    }

    /// <summary>With rules, for a terminal. No cell is broken: what does not fit is left out, and long names are cut at their beginning.</summary>
    /// <param name="style">The style of a row.</param>
    /// <param name="width">The width of the terminal.</param>
    /// <param name="dispensable">The columns that may be left out, the most dispensable first.</param>
    public Table Rich(Func<int, string> style, int width, params ReadOnlySpan<int> dispensable)
    {
        (int[] columns, int nameWidth) = Fit(width, dispensable);
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (int column in columns)
        {
            var title = new TableColumn(new Markup("[bold]" + Markup.Escape(Header[column]) + "[/]")).NoWrap();
            table.AddColumn(IsNumber(column) ? title.RightAligned() : title);
        }
        for (int row = 0; row < Rows.Length; row++)
        {
            string[] cells = Rows[row];
            string own = style(row);
            table.AddRow([.. columns.Select(column => new Markup($"[{own}]{Markup.Escape(column == NameColumn ? Tail(cells[column], nameWidth) : cells[column])}[/]"))]);
        }
        return table;
    }

    // The second column of every table holds names.
    private const int NameColumn = 1;

    // The columns that fit side by side, and how wide names may be.
    private (int[] Columns, int NameWidth) Fit(int width, ReadOnlySpan<int> dispensable)
    {
        const int shortestName = 12;
        int[] widths = Widths();
        List<int> columns = [.. Enumerable.Range(0, Header.Length)];
        // Every column has a rule before it and a space on both sides.
        int Excess() => columns.Sum(column => widths[column] + 3) + 1 - width;
        foreach (int column in dispensable)
        {
            if (Excess() > Math.Max(0, widths[NameColumn] - shortestName))
            {
                columns.Remove(column);
            }
        }
        return ([.. columns], Math.Max(Math.Min(shortestName, widths[NameColumn]), widths[NameColumn] - Math.Max(0, Excess())));
    }

    private int[] Widths() => [.. Header.Select((title, column) => Rows.Select(row => row[column].Length).Append(title.Length).Max())];

    // The end of a name tells more than its beginning.
    private static string Tail(string name, int width) => name.Length <= width ? name : "…" + name[^(width - 1)..];

    private static string Quote(string cell) => cell.AsSpan().IndexOfAny(",\"\n\r") >= 0
        ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
        : cell;
}
