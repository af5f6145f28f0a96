using System.Text.Json;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>
/// Random networks in one, two and three dimensions: shapes, multiply–accumulates and parameters equal what PyTorch's modules recorded, and the receptive field of
/// the trunk equals the extent of the gradient that was measured. Where the batch is open, formulas are compared at the size that was recorded.
/// </summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Graphs => [.. Enumerable.Range(0, 32).Select(number => $"fuzz/g{number:000}"), .. GraphsWithField];

    // The corpus has no g018 here.
    public static IEnumerable<string> GraphsWithField => Enumerable.Range(0, 24).Where(number => number != 18).Select(number => $"fuzz_rf/g{number:000}");

    // The rules take every channel to see what the others see. Here two layers in a row convolve the same half of the channels and pass the other on, so that no
    // path runs through both kernels: the field told contains the true one.
    private static readonly string[] Contained = ["fuzz/g023"];

    [Fact]
    public void No_graph_of_the_corpus_is_left_out() => Assert.Equal(
        Corpus.Names("fuzz", ".onnx").Select(name => "fuzz/" + name).Concat(Corpus.Names("fuzz_rf", ".onnx").Select(name => "fuzz_rf/" + name)),
        Corpus.Exists ? Graphs.Select(row => row.Data) : []);

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Every_module_has_the_recorded_output_macs_and_parameters(string name)
    {
        (Summary summary, JsonElement expected, Dictionary<string, Size> batch) = Read(name);
        // A batch normalisation that was fused into the convolution before it is gone, and that convolution has a bias which was not recorded.
        bool fused = expected.GetProperty("bn_fused").GetBoolean();
        foreach (ModuleRecord module in new ModuleRecords(summary).Of(expected.GetProperty("layers")))
        {
            if (module.Layers.Count == 0)
            {
                Assert.True(
                    module.Type is "Identity" or "Head" || (fused && module.Type.StartsWith("BatchNorm", StringComparison.Ordinal)),
                    $"{module.Name} ({module.Type}) left no node");
                continue;
            }
            Assert.Equal(
                (module.Name, ModuleRecords.Shape(module.Record.GetProperty("out")), module.Record.GetProperty("macs").GetInt64()),
                (module.Name, module.Layers[^1].Outputs[0].Type!.Value.Shape.Substitute(batch), ModuleRecords.Macs(module.Layers).Substitute(batch)));
            if (!fused)
            {
                Assert.Equal((module.Name, module.Record.GetProperty("params").GetInt64()), (module.Name, ModuleRecords.Parameters(module.Layers)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void The_totals_and_the_outputs_are_the_recorded_ones(string name)
    {
        (Summary summary, JsonElement expected, Dictionary<string, Size> batch) = Read(name);
        Assert.Equal(expected.GetProperty("macs").GetInt64(), summary.Macs.Substitute(batch));
        Assert.Equal(
            expected.GetProperty("outputs").EnumerateArray().Select(ModuleRecords.Shape),
            summary.Typed.Graph.Outputs.Select(output => summary.Typed[output.Name].Shape.Substitute(batch)));
        Assert.Empty(summary.Incomplete);
        if (!expected.GetProperty("bn_fused").GetBoolean())
        {
            Assert.Equal(expected.GetProperty("params").GetInt64(), summary.Parameters);
        }
    }

    [Fact]
    public void The_field_of_every_trunk_is_the_measured_one()
    {
        List<string> contained = [];
        int compared = 0;
        foreach (string name in Graphs.Select(row => row.Data))
        {
            (Summary summary, JsonElement expected, _) = Read(name);
            if (!expected.TryGetProperty("trunk_rf", out JsonElement measured))
            {
                continue;
            }
            compared++;
            // The trunk is the whole network but its head.
            ReceptiveField field = summary.Layers.Last(layer => layer.Name.StartsWith("/trunk/", StringComparison.Ordinal) || layer.Name.StartsWith("/a/", StringComparison.Ordinal)).Field;
            Assert.Equal((name, FieldStatus.Complete), (name, field.Status));
            bool exact = measured.GetProperty("kind").GetString() switch
            {
                "global" => field.Global is not null,
                "plain" => Compare(name, field, measured) & Strides(field, measured),
                _ => Compare(name, field, measured),
            };
            if (!exact)
            {
                contained.Add(name);
            }
        }
        Assert.Equal(50, compared);
        Assert.Equal(Contained, contained);
    }

    // Whether the field begins and ends where it was measured, at each of the units (one after the other, along the diagonal); fails unless it contains them.
    private static bool Compare(string name, ReceptiveField field, JsonElement measured)
    {
        long[] unit = ModuleRecords.Longs(measured.GetProperty("unit"));
        Assert.Null(field.Global);
        bool exact = true;
        int step = 0;
        foreach (JsonElement extent in measured.GetProperty("extents").EnumerateArray())
        {
            long[] ends = ModuleRecords.Longs(extent);
            for (int axis = 0; axis < unit.Length; axis++)
            {
                (Fraction low, Fraction high) = Seen(field.Axes[axis]!, unit[axis] + step);
                bool known = Fraction.TryCompare(low, ends[2 * axis], out int before) & Fraction.TryCompare(high, ends[(2 * axis) + 1], out int after);
                Assert.True(
                    known && before <= 0 && after >= 0,
                    $"{name}: unit {unit[axis] + step} along axis {axis} sees {low} to {high}, not {ends[2 * axis]} to {ends[(2 * axis) + 1]}");
                exact &= before == 0 && after == 0;
            }
            step++;
        }
        return exact;
    }

    private static (Fraction Low, Fraction High) Seen(FieldAxis axis, long unit)
    {
        FieldPhase phase = axis.Phases.Count > 0 ? axis.Phases[(int)(unit % axis.Phases.Count)] : new FieldPhase(axis.Size, axis.Padding);
        Fraction low = (axis.Stride * unit) - phase.Padding;
        return (low, low + phase.Size - 1);
    }

    private static bool Strides(ReceptiveField field, JsonElement measured) =>
        Same(field, measured.GetProperty("size"), axis => axis.Size)
        & Same(field, measured.GetProperty("stride"), axis => axis.Stride)
        & Same(field, measured.GetProperty("padding"), axis => axis.Padding);

    private static bool Same(ReceptiveField field, JsonElement measured, Func<FieldAxis, Fraction> quantity) =>
        field.Axes.Select(axis => quantity(axis!)).SequenceEqual(ModuleRecords.Longs(measured).Select(number => (Fraction)number));

    private static (Summary Summary, JsonElement Expected, Dictionary<string, Size> Batch) Read(string name)
    {
        using OnnxModel file = OnnxFile.Read(Corpus.File(name + ".onnx"));
        JsonElement expected = Corpus.Json(name + ".json");
        var batch = new Dictionary<string, Size>();
        if (expected.GetProperty("dynamic_batch").GetBoolean())
        {
            string symbol = Assert.Single(file.Graph.OpenDimensions());
            batch[symbol] = expected.GetProperty("input")[0].GetInt64();
        }
        return (Summary.Of(TypedGraph.Infer(file.Graph)), expected, batch);
    }
}
