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
        int[] widths = [.. Header.Select((title, column) => Rows.Select(row => row[column].Length).Append(title.Length).Max())];
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

    /// <summary>With rules, for a terminal.</summary>
    /// <param name="style">The style of a row.</param>
    public Table Rich(Func<int, string> style)
    {
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        for (int column = 0; column < Header.Length; column++)
        {
            var title = new TableColumn(new Markup("[bold]" + Markup.Escape(Header[column]) + "[/]"));
            table.AddColumn(IsNumber(column) ? title.RightAligned() : title);
        }
        for (int row = 0; row < Rows.Length; row++)
        {
            string own = style(row);
            table.AddRow([.. Rows[row].Select(cell => new Markup($"[{own}]{Markup.Escape(cell)}[/]"))]);
        }
        return table;
    }

    private static string Quote(string cell) => cell.AsSpan().IndexOfAny(",\"\n\r") >= 0
        ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
        : cell;
}
