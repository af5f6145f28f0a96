using System.Globalization;
using Fovea.Runtime;

namespace Fovea.Cli.Reports;

/// <summary>How each layer of a session is run: which path, which choice and why, and how long it takes.</summary>
internal static class LayerTable
{
    public static void Print(IReadOnlyList<LayerReport> layers, TextWriter to)
    {
        double total = layers.Sum(layer => layer.Milliseconds ?? 0);
        var table = new TextTable(
            ["layer", "operator", "path", "ms", "%", "GFLOP/s", "choice"],
            [.. layers.Select(layer => Row(layer, total))],
            column => column is >= 3 and <= 5);
        table.WritePlain(to);
        foreach (IGrouping<ExecutionPath, LayerReport> path in layers.GroupBy(layer => layer.Path).OrderBy(group => group.Key))
        {
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Word(path.Key)}: {path.Count()} steps, {path.Sum(layer => layer.Milliseconds ?? 0):0.000} ms"));
        }
    }

    public static string Word(ExecutionPath path) => path.ToString().ToLowerInvariant();

    private static string[] Row(LayerReport layer, double total) =>
    [
        layer.Name,
        layer.Operator,
        Word(layer.Path),
        layer.Milliseconds is { } time ? time.ToString("0.000", CultureInfo.InvariantCulture) : "",
        layer.Milliseconds is { } part && total > 0 ? (100 * part / total).ToString("0.0", CultureInfo.InvariantCulture) : "",
        layer is { Macs: > 0, Milliseconds: > 0 and var spent } ? (layer.Macs * 2e-6 / spent).ToString("0", CultureInfo.InvariantCulture) : "",
        layer.Choice,
    ];
}
