using System.Globalization;
using System.Text.Json;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Conformance;

/// <summary>One call of a PyTorch module as a hook recorded it, and the layers that the exporter made of it: none if it computes nothing.</summary>
internal sealed record ModuleRecord(string Name, string Type, JsonElement Record, IReadOnlyList<Layer> Layers);

/// <summary>
/// Which layers a module became. The exporter names a node after the modules it stands in: <c>/layer2/layer2.0/downsample/downsample.0/Conv</c> is part of
/// <c>layer2</c>, of <c>layer2.0</c> and of <c>layer2.0.downsample.0</c>. When a module runs again, its nodes stand under <c>relu_1</c>, <c>relu_2</c> …
/// A module's output is that of its last node; its parameters and multiply–accumulates are the sums over its nodes.
/// </summary>
internal sealed class ModuleRecords
{
    private readonly (string Module, Layer Layer)[] layers;

    public ModuleRecords(Summary summary) => layers = [.. summary.Layers.Select(layer => (Module(layer.Name), layer))];

    /// <summary>The layers of a module and of the modules inside it, in the order of execution.</summary>
    public IReadOnlyList<Layer> Of(string module) =>
        [.. layers.Where(entry => entry.Module == module || entry.Module.StartsWith(module + ".", StringComparison.Ordinal)).Select(entry => entry.Layer)];

    /// <summary>Each recorded call with its layers.</summary>
    public IEnumerable<ModuleRecord> Of(JsonElement records)
    {
        var calls = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonElement record in records.EnumerateArray())
        {
            string name = record.GetProperty("name").GetString()!;
            int call = calls[name] = calls.GetValueOrDefault(name) + 1;
            string scope = call == 1 ? name : name + "_" + (call - 1).ToString(CultureInfo.InvariantCulture);
            yield return new ModuleRecord(scope, record.GetProperty("type").GetString()!, record, Of(scope));
        }
    }

    private static string Module(string node)
    {
        string[] parts = node.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string module = "";
        string last = "";
        foreach (string part in parts.SkipLast(1))
        {
            bool inner = last.Length > 0 && part.StartsWith(last + ".", StringComparison.Ordinal);
            module = inner ? module[..^last.Length] + part : module.Length > 0 ? module + "." + part : part;
            last = part;
        }
        return module;
    }

    /// <summary>A recorded shape.</summary>
    public static Shape Shape(JsonElement sizes) => Tensors.Shape.Of(Longs(sizes));

    public static long[] Longs(JsonElement numbers) => [.. numbers.EnumerateArray().Select(number => number.GetInt64())];

    /// <summary>The parameters of layers together.</summary>
    public static Size Parameters(IEnumerable<Layer> layers) => Size.Sum([.. layers.Select(layer => layer.Parameters)]);

    /// <summary>The multiply–accumulates of layers together.</summary>
    public static Size Macs(IEnumerable<Layer> layers) => Size.Sum([.. layers.Select(layer => layer.Cost.Macs)]);
}
