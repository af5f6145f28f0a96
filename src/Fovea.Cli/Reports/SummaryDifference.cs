using Fovea.Analysis;

namespace Fovea.Cli.Reports;

/// <summary>What differs between two networks: the totals, and the layers, matched in order by operator.</summary>
internal static class SummaryDifference
{
    public static void Print(TextWriter to, string leftName, Summary left, string rightName, Summary right)
    {
        to.WriteLine($"- {leftName}");
        to.WriteLine($"+ {rightName}");
        to.WriteLine();
        int differences = 0;
        foreach ((string name, Func<Summary, string> quantity) in Totals)
        {
            string before = quantity(left);
            string after = quantity(right);
            if (before != after)
            {
                differences++;
                to.WriteLine($"{name}: {before} -> {after}");
            }
        }
        string[][] a = [.. left.Layers.Select(Cells)];
        string[][] b = [.. right.Layers.Select(Cells)];
        foreach ((int i, int j) in Align(a, b))
        {
            if (i >= 0 && j >= 0 && a[i].AsSpan().SequenceEqual(b[j]))
            {
                continue;
            }
            differences++;
            if (i >= 0)
            {
                to.WriteLine($"- {left.Layers[i].Row,4}  {left.Layers[i].Name}  {string.Join("  ", a[i])}");
            }
            if (j >= 0)
            {
                to.WriteLine($"+ {right.Layers[j].Row,4}  {right.Layers[j].Name}  {string.Join("  ", b[j])}");
            }
        }
        to.WriteLine(differences == 0 ? "nothing differs but names" : $"{differences} differences");
    }

    private static readonly (string Name, Func<Summary, string> Quantity)[] Totals =
    [
        ("layers", summary => Text.Number(summary.Layers.Count)),
        ("parameters", summary => Text.Number(summary.Parameters)),
        ("buffers", summary => Text.Number(summary.Buffers)),
        ("MACs", summary => Text.Number(summary.Macs)),
        ("operations", summary => Text.Number(summary.Work.Total)),
        ("activations", summary => Text.Bytes(summary.ActivationBytes)),
        ("peak", summary => Text.Bytes(summary.PeakActivationBytes)),
    ];

    // All but the number and the name.
    private static string[] Cells(Layer layer) => SummaryRows.Row(layer)[2..];

    // The longest common sequence of operators with equal rows weighing double; too long networks are matched row by row.
    private static IEnumerable<(int Left, int Right)> Align(string[][] a, string[][] b)
    {
        const long maximumCells = 4_000_000;
        if ((long)a.Length * b.Length > maximumCells)
        {
            for (int i = 0; i < Math.Max(a.Length, b.Length); i++)
            {
                yield return (i < a.Length ? i : -1, i < b.Length ? i : -1);
            }
            yield break;
        }
        var best = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
            {
                best[i, j] = Math.Max(best[i + 1, j], Math.Max(best[i, j + 1], Match(a[i], b[j]) is var match and > 0 ? match + best[i + 1, j + 1] : 0));
            }
        }
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && Match(a[i], b[j]) is var match and > 0 && best[i, j] == match + best[i + 1, j + 1])
            {
                yield return (i++, j++);
            }
            else if (j >= b.Length || (i < a.Length && best[i, j] == best[i + 1, j]))
            {
                yield return (i++, -1);
            }
            else
            {
                yield return (-1, j++);
            }
        }
    }

    private static int Match(string[] a, string[] b) => a[0] != b[0] ? 0 : a.AsSpan().SequenceEqual(b) ? 2 : 1;
}
