using System.Numerics;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Analysis;

/// <summary>Receptive fields against the exact influence sets of small random networks.</summary>
public sealed class ReceptiveFieldTests
{
    private long units;
    private int partial;
    private int periodic;
    private int unaligned;
    private int apart;
    private int constant;

    [Theory]
    [InlineData(1, 8, 600)]
    [InlineData(2, 6, 100)]
    public void Fields_and_taps_are_the_exact_influence_sets(int axes, int operators, int networks)
    {
        // The same networks each time: what fails fails for everybody.
        for (int seed = 0; seed < networks; seed++)
        {
            Check(new RandomNetwork(seed, axes, operators));
        }
        // What is compared has to occur.
        Assert.True(units > 100 * networks, $"only {units} units lie off the border");
        Assert.True(partial > networks / 10, $"only {partial} values are partial");
        Assert.True(periodic > networks / 10, $"only {periodic} fields are periodic");
        Assert.True(unaligned > networks / 10, $"only {unaligned} fields have paths that are not aligned");
        Assert.True(apart > networks / 10, $"only {apart} values have paths side by side");
        Assert.True(constant > networks / 10, $"only {constant} values are the same everywhere");
    }

    [Fact]
    public void A_chain_of_windows_sees_what_Distills_closed_form_says()
    {
        // r = 1 + Σ dₗ(kₗ − 1)·Πᵢ﹤ₗ sᵢ, stride Π sₗ, padding Σ pₗ·Πᵢ﹤ₗ sᵢ, in symbols.
        var sketch = new Sketch();
        string value = sketch.Input("x", 1, 4, "H");
        Size size = 1;
        Size stride = 1;
        Size padding = 0;
        for (int layer = 1; layer <= 3; layer++)
        {
            Size kernel = $"k{layer}";
            Size step = $"s{layer}";
            Size dilation = $"d{layer}";
            Size pad = Size.Symbol($"p{layer}", 0);
            size += dilation * (kernel - 1) * stride;
            padding += pad * stride;
            stride *= step;
            value = sketch.Apply(
                "Conv",
                [value, sketch.Weight(4, 4, kernel)],
                ("strides", new[] { step }),
                ("dilations", new[] { dilation }),
                ("pads", new[] { pad, pad }));
        }
        FieldAxis axis = FieldAnalysis.Of(sketch.Infer(value))[value].Axes[0]!;
        Assert.Equal(size, axis.Size);
        Assert.Equal(stride, axis.Stride.Numerator);
        Assert.Equal(padding, axis.Padding.Numerator);
        Assert.Equal(new Fraction(size - 1 - (2 * padding), 2), axis.Centre);
    }

    [Fact]
    public void Holes_of_dilation_count_as_seen_in_the_size_and_not_in_the_taps()
    {
        var sketch = new Sketch();
        string value = sketch.Input("x", 1, 4, 40);
        for (int layer = 0; layer < 3; layer++)
        {
            value = sketch.Apply("Conv", [value, sketch.Weight(4, 4, 3)], ("dilations", new long[] { 2 }));
        }
        TypedGraph typed = sketch.Infer(value);
        Assert.Equal(13, FieldAnalysis.Of(typed)[value].Axes[0]!.Size);
        Assert.Equal([0, 2, 4, 6, 8, 10, 12], FieldTaps.Of(typed, value, [0, 0, 0], "x")[2].Positions!);
    }

    [Fact]
    public void Three_axes_are_followed_each_for_itself()
    {
        long[][] kernels = [[3, 1, 2], [2, 3, 1], [1, 4, 3]];
        long[][] strides = [[1, 2, 1], [2, 1, 3], [1, 1, 2]];
        var whole = new Sketch();
        string value = whole.Input("x", 1, 4, 30, 31, 32);
        var single = new Sketch[3];
        var parts = new string[3];
        for (int axis = 0; axis < 3; axis++)
        {
            single[axis] = new Sketch();
            parts[axis] = single[axis].Input("x", 1, 4, 30 + axis);
        }
        for (int layer = 0; layer < 3; layer++)
        {
            string name = layer == 1 ? "ConvTranspose" : "Conv";
            value = whole.Apply(
                name, [value, whole.Weight([4, 4, .. kernels[layer].Select(size => (Size)size)])], ("strides", strides[layer]), ("pads", new long[] { 1, 0, 0, 0, 0, 1 }));
            for (int axis = 0; axis < 3; axis++)
            {
                parts[axis] = single[axis].Apply(
                    name,
                    [parts[axis], single[axis].Weight(4, 4, kernels[layer][axis])],
                    ("strides", new[] { strides[layer][axis] }),
                    ("pads", new[] { axis == 0 ? 1L : 0, axis == 2 ? 1L : 0 }));
            }
        }
        ReceptiveField field = FieldAnalysis.Of(whole.Infer(value))[value];
        for (int axis = 0; axis < 3; axis++)
        {
            Assert.Equal(FieldAnalysis.Of(single[axis].Infer(parts[axis]))[parts[axis]].Axes[0], field.Axes[axis]);
        }
    }

    public static TheoryData<string, string, (string, object)[]> Cuts => new()
    {
        { "Split", "the second piece begins where the first one ends", [("axis", 2), ("num_outputs", 2)] },
        { "CenterCropPad", "an odd rest is cut off at the end", [("axes", new long[] { 2 })] },
    };

    [Theory]
    [MemberData(nameof(Cuts))]
    public void A_piece_begins_where_it_was_cut(string name, string why, (string, object)[] attributes)
    {
        var sketch = new Sketch();
        string x = sketch.Input("x", 1, 4, 11);
        string[] pieces = name == "Split"
            ? sketch.Apply(name, [x], ["first", "second"], attributes)
            : [x, sketch.Apply(name, [x, sketch.Vector(6)], attributes)];
        FieldAxis axis = FieldAnalysis.Of(sketch.Infer(pieces[1]))[pieces[1]].Axes[0]!;
        Assert.True(axis.Size == 1 && axis.Padding == (name == "Split" ? -6 : -2), why);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_flattened_map_is_followed_unit_by_unit_and_seen_whole_by_a_dense_layer(bool channelsLast)
    {
        const int height = 5;
        const int width = 3;
        var sketch = new Sketch();
        string map = sketch.Apply("Conv", [sketch.Input("x", 1, 4, height, width), sketch.Weight(4, 4, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }));
        string flat = sketch.Apply("Flatten", [channelsLast ? sketch.Apply("Transpose", [map], ("perm", new long[] { 0, 2, 3, 1 })) : map]);
        string dense = sketch.Apply("Gemm", [flat, sketch.Weight(4 * height * width, 10)]);
        TypedGraph typed = sketch.Infer(dense);
        FieldAnalysis analysis = FieldAnalysis.Of(typed);
        ReceptiveField field = analysis[flat];
        Assert.Equal(FieldStatus.Complete, field.Status);
        for (int unit = 0; unit < 4 * height * width; unit++)
        {
            // Row-major order of the axes as they stood.
            int position = channelsLast ? unit / 4 : unit % (height * width);
            int[] place = [position / width, position % width];
            AxisTaps[] taps = FieldTaps.Of(typed, flat, [0, unit], "x");
            for (int axis = 0; axis < 2; axis++)
            {
                Assert.Equal(place[axis] - 1, Begin(field.Axes[axis]!, unit));
                Assert.Equal([place[axis] - 1, place[axis], place[axis] + 1], taps[axis + 2].Positions!);
            }
        }
        Assert.Equal((FieldStatus.Complete, dense), (analysis[dense].Status, analysis[dense].Global));
        Assert.Equal([AxisTaps.Whole, AxisTaps.Whole], FieldTaps.Of(typed, dense, [0, 0], "x")[2..]);
    }

    [Fact]
    public void A_window_over_rows_laid_end_to_end_sees_where_one_ends_and_the_next_begins()
    {
        const int height = 6;
        const int width = 4;
        var sketch = new Sketch();
        string rows = sketch.Apply("Reshape", [sketch.Input("x", 1, 4, height, width), sketch.Vector(1, 4, -1)]);
        string window = sketch.Apply("Conv", [rows, sketch.Weight(4, 4, 3)], ("strides", new long[] { 2 }));
        TypedGraph typed = sketch.Infer(window);
        ReceptiveField field = FieldAnalysis.Of(typed)[window];
        Assert.Equal(FieldStatus.Complete, field.Status);
        for (int unit = 0; unit < ((height * width) - 1) / 2; unit++)
        {
            AxisTaps[] taps = FieldTaps.Of(typed, window, [0, 0, unit], "x");
            for (int axis = 0; axis < 2; axis++)
            {
                long[] positions = [.. Enumerable.Range(2 * unit, 3).Select(element => axis == 0 ? element / width : element % width).Distinct().Order()];
                Assert.Equal(positions, taps[axis + 2].Positions!);
                FieldAxis told = field.Axes[axis]!;
                Assert.Equal(positions[0], Begin(told, unit));
                Assert.Equal(positions[^1] - positions[0] + 1, told.Phases[unit % told.Phases.Count].Size);
            }
        }
    }

    private static Fraction Begin(FieldAxis axis, long unit) =>
        (axis.Stride * unit) - (axis.Phases.Count > 0 ? axis.Phases[(int)(unit % axis.Phases.Count)].Padding : axis.Padding);

    public static TheoryData<string> Normalisations =>
        ["InstanceNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization", "MeanVarianceNormalization", "LpNormalization", "Softmax", "BatchNormalization"];

    [Theory]
    [MemberData(nameof(Normalisations))]
    public void A_normalisation_keeps_what_a_unit_sees_and_adds_everything(string name)
    {
        var sketch = new Sketch(23);
        string map = sketch.Apply("Conv", [sketch.Input("x", 1, 4, 8, 8), sketch.Weight(4, 4, 3, 3)]);
        string channels = sketch.Weight(4);
        (string[] inputs, (string, object)[] attributes) = name switch
        {
            "InstanceNormalization" => (new[] { map, channels, channels }, Array.Empty<(string, object)>()),
            "GroupNormalization" => ([map, channels, channels], [("num_groups", 2)]),
            "LayerNormalization" or "RMSNormalization" => ([map, sketch.Weight(6, 6)], [("axis", 2)]),
            "BatchNormalization" => ([map, channels, channels, channels, channels], [("training_mode", 1)]),
            "MeanVarianceNormalization" => ([map], []),
            _ => ([map], [("axis", 2)]),
        };
        string normalised = sketch.Apply(name, inputs, attributes);
        string value = sketch.Apply("Conv", [normalised, sketch.Weight(4, 4, 3, 3)]);
        ReceptiveField field = FieldAnalysis.Of(sketch.Infer(value))[value];
        Assert.Equal((FieldStatus.Complete, normalised), (field.Status, field.Global));
        Assert.All(field.Axes, axis => Assert.Equal((5, 1, 0), (axis!.Size, axis.Stride, axis.Padding)));
    }

    [Fact]
    public void What_is_seen_whole_is_told_however_paths_met_before()
    {
        var sketch = new Sketch();
        string x = sketch.Input("x", 1, 4, 8);
        string half = sketch.Apply("MaxPool", [x], ("kernel_shape", new long[] { 2 }), ("strides", new long[] { 2 }));
        string cut = sketch.Apply("Slice", [x, sketch.Vector(0), sketch.Vector(4), sketch.Vector(2)]);
        string sum = sketch.Apply("Add", [half, cut]);
        string pool = sketch.Apply("GlobalAveragePool", [sum]);
        FieldAnalysis analysis = FieldAnalysis.Of(sketch.Infer(pool));
        Assert.Equal(FieldStatus.Partial, analysis[sum].Status);
        Assert.Equal((FieldStatus.Complete, pool), (analysis[pool].Status, analysis[pool].Global));
    }

    [Fact]
    public void An_index_that_only_the_data_tell_is_not_followed()
    {
        var sketch = new Sketch();
        string x = sketch.Input("x", 1, 4, 8);
        string value = sketch.Apply("Gather", [x, sketch.Input("index", ElementType.Int64)], ("axis", 2));
        ReceptiveField field = FieldAnalysis.Of(sketch.Infer(value))[value];
        Assert.Equal(FieldStatus.Unavailable, field.Status);
        Assert.Contains("chosen by indices", field.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_operator_makes_what_follows_unavailable_and_names_itself()
    {
        var sketch = new Sketch();
        string x = sketch.Input("x", 1, 4, 8);
        string y = sketch.Unknown("Mystery", x);
        string z = sketch.Apply("Relu", [y]);
        Summary summary = Summary.Of(sketch.Build(z));
        Assert.All(summary.Layers, layer => Assert.Equal(FieldStatus.Unavailable, layer.Field.Status));
        Assert.All(summary.Layers, layer => Assert.Contains("Mystery", layer.Field.Reason, StringComparison.Ordinal));
        Assert.Equal(2, summary.Incomplete.Count());
    }

    [Fact]
    public void What_does_not_depend_on_the_input_has_no_field()
    {
        var sketch = new Sketch();
        string x = sketch.Input("x", 1, 4, 8);
        string shape = sketch.Apply("Shape", [x]);
        string y = sketch.Apply("ConstantOfShape", [shape]);
        ReceptiveField field = FieldAnalysis.Of(sketch.Infer(y))[y];
        Assert.Equal(FieldStatus.Unavailable, field.Status);
        Assert.Contains("does not depend", field.Reason, StringComparison.Ordinal);
    }

    private void Check(RandomNetwork network)
    {
        string[] outputs = [.. network.Values.Skip(1).Select(value => value.Name)];
        TypedGraph typed = network.Sketch.Infer(outputs);
        FieldAnalysis analysis = FieldAnalysis.Of(typed);
        foreach (RandomNetwork.Value value in network.Values.Skip(1))
        {
            string place = $"{value.Name} of\n{string.Join("\n", typed.Nodes.Select(node => $"  {node.Node.Outputs} = {node.Node.Operator} {node.Node.Inputs} {node.Outputs[0].Type}"))}";
            Assert.Equal(network.Axes.Select(axis => (Size)value.Field.Size(axis)), typed[value.Name].Shape.Skip(2));
            ReceptiveField field = analysis[value.Name];
            bool told = !value.Apart && network.Axes.All(axis => value.Paths.All(path =>
                path.Strides[axis] == value.Paths[0].Strides[axis] && (path.Strides[axis] == 0 || path.Swapped == value.Paths[0].Swapped)));
            Assert.True((field.Status == FieldStatus.Complete) == told, $"{field.Status} because {field.Reason}: {place}");
            Assert.True(told || (field.Status == FieldStatus.Partial && field.Reason!.Contains("paths", StringComparison.Ordinal)), $"{field.Status} because {field.Reason}: {place}");
            // Of paths that are carried by different axes it is not always told what is seen whole.
            bool alike = value.Paths.All(path => path.Swapped == value.Paths[0].Swapped);
            Assert.True(value.Global == field.Global is not null || (value.Global && !alike), $"everything is seen through '{field.Global}': {place}");
            partial += told ? 0 : 1;
            apart += value.Apart ? 1 : 0;
            constant += value.Constant ? 1 : 0;
            for (int index = 0; index < network.Axes.Length; index++)
            {
                if (field.Axes.Count > index && field.Axes[index] is { } axis)
                {
                    CheckAxis(network, value, network.Axes[index], axis, place);
                }
            }
            CheckTaps(network, value, typed, place);
        }
    }

    private void CheckAxis(RandomNetwork network, RandomNetwork.Value value, int axis, FieldAxis field, string place)
    {
        RandomNetwork.Path first = value.Paths[0];
        // A single unit has no next one: regrouped, it is told as a constant.
        bool single = field.Stride == 0 && value.Field.Size(axis) == 1;
        Assert.True(first.Strides[axis] == field.Stride || single, $"stride {field.Stride}, not {first.Strides[axis]}: {place}");
        periodic += field.Phases.Count > 0 ? 1 : 0;
        unaligned += field.Aligned ? 0 : 1;
        if (field.Phases.Count > 0)
        {
            Assert.Equal(field.Size, field.Phases.Max(phase => phase.Size.Value));
        }
        foreach ((int y, int x, ulong positions) in Inner(value.Field, network.Width, axis))
        {
            long unit = (axis == 0) == first.Swapped ? x : y;
            (Size size, Fraction padding) = field.Phases.Count == 0
                ? (field.Size, field.Padding)
                : (field.Phases[(int)(unit % field.Phases.Count)].Size, field.Phases[(int)(unit % field.Phases.Count)].Padding);
            units++;
            if (value.Apart)
            {
                // What is told contains what a unit sees.
                Fraction start = (field.Stride * unit) - padding;
                Assert.True(
                    positions == 0 || (Order(start, First(positions)) <= 0 && Order(start + size - 1, Last(positions)) >= 0),
                    $"unit {unit} along axis {axis} sees {Text(positions)}, which is more than {size} from {start} on: {place}");
                continue;
            }
            Assert.True(
                size == Last(positions) - First(positions) + 1 && (positions == 0 || (field.Stride * unit) - padding == First(positions)),
                $"unit {unit} along axis {axis} sees {Text(positions)}, not {size} from {(field.Stride * unit) - padding} on: {place}");
        }
        if (!value.Apart)
        {
            CheckAlignment(network, value, axis, field, place);
        }
    }

    private static int Order(Fraction left, Fraction right) =>
        Fraction.TryCompare(left, right, out int order) ? order : throw new ArgumentException($"{left} and {right} cannot be compared", nameof(left));

    // Paths are aligned when units see the same centre by each of them.
    private static void CheckAlignment(RandomNetwork network, RandomNetwork.Value value, int axis, FieldAxis field, string place)
    {
        Assert.True(field.Aligned || value.Paths.Length > 1, $"a single path is aligned: {place}");
        if (!value.Paths.All(path => path.Period == 1))
        {
            return;
        }
        var centres = new Dictionary<(int, int), List<int>>();
        foreach (RandomNetwork.Path path in value.Paths)
        {
            foreach ((int y, int x, ulong positions) in Inner(path.Field, network.Width, axis))
            {
                if (!centres.TryGetValue((y, x), out List<int>? others))
                {
                    centres[(y, x)] = others = [];
                }
                others.Add(First(positions) + Last(positions));
            }
        }
        // Near the border some paths are cut off.
        List<int>[] whole = [.. centres.Values.Where(unit => unit.Count == value.Paths.Length)];
        Assert.True(
            whole.All(unit => (unit.Distinct().Count() == 1) == field.Aligned),
            $"the paths are said to be {(field.Aligned ? "" : "not ")}aligned along axis {axis}: {place}");
    }

    private static void CheckTaps(RandomNetwork network, RandomNetwork.Value value, TypedGraph typed, string place)
    {
        (int Y, int X)[] inner = [.. Inner(value.Field, network.Width, 1).Select(unit => (unit.Y, unit.X))];
        for (int sample = 0; sample < Math.Min(3, inner.Length); sample++)
        {
            (int y, int x) = inner[sample * (inner.Length - 1) / 2];
            AxisTaps[] taps = FieldTaps.Of(typed, value.Name, [0, 0, .. network.Axes.Select(axis => axis == 0 ? (long)y : x)], "x");
            for (int index = 0; index < network.Axes.Length; index++)
            {
                AxisTaps found = taps[index + 2];
                Assert.Null(found.Problem);
                string expected = Text(Influence.Project(value.Field[y, x].Positions, network.Width, network.Axes[index]));
                string told = found.Positions is { } positions ? string.Join(" ", positions) : "everything";
                // What a normalisation sees besides is told as everything, or as what its input holds of it.
                bool more = value.Global && (found.Positions is null || expected.Split(' ').All(position => told.Split(' ').Contains(position)));
                Assert.True(more || told == expected, $"unit {y}, {x} sees {expected} along axis {index}, not {told}: {place}");
            }
        }
    }

    private static IEnumerable<(int Y, int X, ulong Positions)> Inner(Influence field, int width, int axis)
    {
        for (int y = 0; y < field.Height; y++)
        {
            for (int x = 0; x < field.Width; x++)
            {
                if (!field[y, x].AtBorder)
                {
                    yield return (y, x, Influence.Project(field[y, x].Positions, width, axis));
                }
            }
        }
    }

    private static int First(ulong positions) => BitOperations.TrailingZeroCount(positions) % 64;

    private static int Last(ulong positions) => 63 - BitOperations.LeadingZeroCount(positions);

    private static string Text(ulong positions) => string.Join(" ", Enumerable.Range(0, 64).Where(position => (positions >> position & 1) == 1));
}
