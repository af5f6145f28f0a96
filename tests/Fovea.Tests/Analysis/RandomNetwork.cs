using Fovea.Numbers;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Analysis;

/// <summary>
/// A small random network on one or two spatial axes and, beside it, what each unit of each of its values depends on: together, and by each path
/// from the input alone. What an operator reads is written here from its definition, position by position, not from its rule.
/// </summary>
internal sealed class RandomNetwork
{
    private const int Channels = 4;
    private const int LargestSize = 48;
    private const int MostPaths = 6;

    // Two such paths that meet are within what Fovea follows.
    private const int LongestPeriod = 60;

    private readonly Random random;
    private readonly List<Value> values = [];

    /// <summary>A value of the network.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Field">What its units depend on by local paths.</param>
    /// <param name="Paths">The paths from the input, each alone.</param>
    /// <param name="Global">Whether its units also see everything through a global pool or a normalisation.</param>
    /// <param name="Apart">Whether paths stand side by side somewhere, so that no unit sees by all of them.</param>
    public sealed record Value(string Name, Influence Field, Path[] Paths, bool Global, bool Apart = false)
    {
        /// <summary>Whether all units see the same along an axis of the input, by some path.</summary>
        public bool Constant => Paths.Any(path => path.Strides.Contains(0));
    }

    /// <summary>One path from the input to a value.</summary>
    /// <param name="Field">What the units depend on by it.</param>
    /// <param name="Strides">Input positions from one unit to the next, for each axis of the input.</param>
    /// <param name="Swapped">Whether the axes of the value are those of the input the other way round.</param>
    /// <param name="Period">After how many units the field certainly repeats; 1 where the grid only got coarser.</param>
    public sealed record Path(Influence Field, Fraction[] Strides, bool Swapped, long Period);

    public RandomNetwork(int seed, int axes, int operators)
    {
        random = new Random(seed);
        Axes = axes == 1 ? [1] : [0, 1];
        Influence input = axes == 1 ? Influence.Input(1, 60) : Influence.Input(random.Next(11, 17), random.Next(11, 17));
        Width = input.Width;
        Sketch.Input("x", [1, Channels, .. Sizes(input)]);
        values.Add(new Value("x", input, [new Path(input, [1, 1], Swapped: false, Period: 1)], false));
        while (values.Count <= operators)
        {
            Step();
        }
    }

    public Sketch Sketch { get; } = new();

    /// <summary>The spatial axes: 0 is the height, 1 the width.</summary>
    public int[] Axes { get; }

    /// <summary>The width of the input.</summary>
    public int Width { get; }

    public IReadOnlyList<Value> Values => values;

    private Value Any() => values[Math.Max(0, values.Count - 1 - random.Next(random.Next(1, 4)))];

    private Size[] Sizes(Influence field) => [.. Axes.Select(axis => (Size)field.Size(axis))];

    private void Step()
    {
        Value source = Any();
        switch (random.Next(Axes.Length == 2 ? 20 : 15))
        {
            case 0 or 1:
                Window("Conv", source);
                break;
            case 2:
                Window(new[] { "MaxPool", "AveragePool", "LpPool" }[random.Next(3)], source);
                break;
            case 3:
                Transposed(source);
                break;
            case 4 or 5:
                Resize(source);
                break;
            case 6:
                Slice(source);
                break;
            case 7:
                Pad(source);
                break;
            case 8 or 9:
                Join(source, Any());
                break;
            case 10:
                DepthToSpace(source);
                break;
            case 11:
                SpaceToDepth(source);
                break;
            case 12:
                Regroup(source);
                break;
            case 13:
                Choose(source);
                break;
            case 14:
                SideBySide(source, Any());
                break;
            case 15 or 16:
                Transpose(source);
                break;
            default:
                Pointwise(source);
                break;
        }
    }

    private void Add(string name, Value source, Func<Influence, Influence> map, Func<int, Fraction>? stride = null)
    {
        Path[] paths = [.. source.Paths.Select(path =>
        {
            // The value's axis a carries the input's axis a, or the other one.
            Fraction[] steps = [.. new[] { 0, 1 }.Select(axis => Axes.Contains(axis) && stride is not null ? stride(path.Swapped ? 1 - axis : axis) : 1)];
            return path with
            {
                Field = map(path.Field),
                Strides = [path.Strides[0] * steps[0], path.Strides[1] * steps[1]],
                Period = path.Period * steps[0].Denominator.Value * steps[1].Denominator.Value,
            };
        })];
        if (paths.Any(path => path.Period > LongestPeriod))
        {
            return;
        }
        values.Add(source with { Name = name, Field = map(source.Field), Paths = paths });
    }

    private string Mixed(string value, int filters) => Sketch.Apply("Conv", [value, Sketch.Weight([filters, Channels, .. Axes.Select(_ => (Size)1)])]);

    private void Window(string name, Value source)
    {
        long[] kernel = Each(1, 3);
        long[] stride = Each(1, random.Next(3) == 0 ? 3 : 1);
        long[] dilation = Each(1, 2);
        long[] before = Each(0, 1);
        long[] after = Each(0, 1);
        bool ceil = name != "Conv" && random.Next(2) == 0;
        var sizes = new int[2];
        foreach (int axis in Axes)
        {
            // As many windows as fit or, in ceil mode, as cover all and begin inside.
            long reach = (dilation[axis] * (kernel[axis] - 1)) + 1;
            long size = source.Field.Size(axis);
            while (ceil
                ? ((sizes[axis] - 1) * stride[axis]) + reach < size + before[axis] + after[axis] && sizes[axis] * stride[axis] < size + before[axis]
                : (sizes[axis] * stride[axis]) + reach <= size + before[axis] + after[axis])
            {
                sizes[axis]++;
            }
        }
        if (Axes.Any(axis => sizes[axis] == 0))
        {
            return;
        }
        List<(string, object)> attributes =
        [
            ("kernel_shape", Spatial(kernel)), ("strides", Spatial(stride)), ("dilations", Spatial(dilation)),
            ("pads", Spatial(before).Concat(Spatial(after)).ToArray()),
        ];
        if (ceil)
        {
            attributes.Add(("ceil_mode", 1));
        }
        string[] inputs = name == "Conv"
            ? [source.Name, Sketch.Weight([Channels, Channels, .. Spatial(kernel).Select(size => (Size)size)])]
            : [source.Name];
        Add(
            Sketch.Apply(name, inputs, [.. attributes]),
            source,
            field => EachAxis(field, (axis, given) => given.Along(
                axis, sizes[axis], o => Taps(kernel[axis]).Select(t => (int)((o * stride[axis]) - before[axis] + (dilation[axis] * t))))),
            axis => stride[axis]);
    }

    private void Transposed(Value source)
    {
        long[] kernel = Each(1, 4);
        long[] stride = Each(1, 3);
        long[] dilation = Each(1, 2);
        long[] before = Each(0, 1);
        long[] after = Each(0, 1);
        long[] extra = Each(0, 1);
        if (Axes.Length > 1 || source.Constant)
        {
            // A unit that reads nothing along one axis reads nothing at all, which no field tells axis by axis: holes are for a single axis that carries the field.
            dilation = [1, 1];
            kernel = [Math.Max(kernel[0], stride[0]), Math.Max(kernel[1], stride[1])];
        }
        var sizes = new int[2];
        foreach (int axis in Axes)
        {
            sizes[axis] = (int)((stride[axis] * (source.Field.Size(axis) - 1)) + (dilation[axis] * (kernel[axis] - 1)) + 1 + extra[axis] - before[axis] - after[axis]);
        }
        if (Axes.Any(axis => sizes[axis] < 1 || sizes[axis] > LargestSize))
        {
            return;
        }
        string name = Sketch.Apply(
            "ConvTranspose",
            [source.Name, Sketch.Weight([Channels, Channels, .. Spatial(kernel).Select(size => (Size)size)])],
            ("strides", Spatial(stride)),
            ("dilations", Spatial(dilation)),
            ("pads", Spatial(before).Concat(Spatial(after)).ToArray()),
            ("output_padding", Spatial(extra)));
        // Position i puts its tap t at stride·i + dilation·t − before; places beyond the edges would reach into the output, too.
        Add(
            name,
            source,
            field => EachAxis(field, (axis, given) => given.Along(
                axis,
                sizes[axis],
                o => Enumerable.Range(-10, given.Size(axis) + 20)
                    .Where(i => Taps(kernel[axis]).Any(t => (i * stride[axis]) + (dilation[axis] * t) - before[axis] == o)))),
            axis => new Fraction(1, stride[axis]));
    }

    private static readonly string[] Transformations =
        ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn"];

    private static readonly string[] Roundings = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];

    private void Resize(Value source)
    {
        string mode = new[] { "nearest", "linear", "cubic" }[random.Next(3)];
        string transformation = Transformations[random.Next(Transformations.Length)];
        string rounding = Roundings[random.Next(4)];
        bool upsample = random.Next(4) == 0;
        if (upsample)
        {
            (mode, transformation, rounding) = (mode == "cubic" ? "linear" : mode, "asymmetric", "floor");
        }
        bool bySizes = !upsample && random.Next(2) == 0;
        var scales = new float[2];
        var sizes = new int[2];
        foreach (int axis in Axes)
        {
            int size = source.Field.Size(axis);
            scales[axis] = new[] { 2f, 3f, 1.5f, 0.5f, 0.75f, 1.25f }[random.Next(upsample ? 3 : 6)];
            sizes[axis] = bySizes ? random.Next(Math.Max(1, size / 2), (size * 2) + 1) : (int)(size * scales[axis]);
        }
        if (Axes.Any(axis => source.Field.Size(axis) == 1 || sizes[axis] == source.Field.Size(axis) || sizes[axis] < 1 || sizes[axis] > LargestSize))
        {
            return;
        }
        string name = upsample
            ? Sketch.Apply("Upsample", [source.Name], ("mode", mode), ("scales", new[] { 1, 1f }.Concat(Spatial(scales)).ToArray()))
            : Sketch.Apply(
                "Resize",
                bySizes
                    ? [source.Name, "", "", Sketch.Vector([1, Channels, .. Spatial(sizes).Select(size => (long)size)])]
                    : [source.Name, "", Sketch.Reals([1, 1, .. Spatial(scales)])],
                ("mode", mode),
                ("coordinate_transformation_mode", transformation),
                ("nearest_mode", rounding));
        Fraction Scale(int axis) => bySizes ? new Fraction(sizes[axis], source.Field.Size(axis)) : Exact(scales[axis]);
        Add(
            name,
            source,
            field => EachAxis(field, (axis, given) => given.Along(
                axis,
                sizes[axis],
                o => Around(mode, rounding, Coordinate(transformation, o, given.Size(axis), sizes[axis], Scale(axis))))),
            axis => transformation != "align_corners" ? 1 / Scale(axis)
                : sizes[axis] == 1 ? 0 : (Fraction)(source.Field.Size(axis) - 1) / ((Scale(axis) * source.Field.Size(axis)) - 1));
    }

    private static Fraction Exact(float scale) => Fraction.TryFromDouble(scale, out Fraction exact) ? exact : throw new ArgumentException("no fraction", nameof(scale));

    // The formulas of ONNX's Resize.
    private static Fraction Coordinate(string transformation, int o, int input, int output, Fraction scale)
    {
        var half = new Fraction(1, 2);
        return transformation switch
        {
            "half_pixel" => ((o + half) / scale) - half,
            "half_pixel_symmetric" => (new Fraction(input, 2) * (1 - (output / (scale * input)))) + ((o + half) / scale) - half,
            "pytorch_half_pixel" => output > 1 ? ((o + half) / scale) - half : 0,
            // As the standard computes it: by the size that the scale asks for, not by the whole one that comes of it.
            "align_corners" => output > 1 ? o * (input - 1) / ((scale * input) - 1) : 0,
            "asymmetric" => o / scale,
            "tf_half_pixel_for_nn" => (o + half) / scale,
            _ => throw new ArgumentException("unknown", nameof(transformation)),
        };
    }

    // The positions with a weight that is not 0.
    private static IEnumerable<int> Around(string mode, string rounding, Fraction coordinate)
    {
        long floor = coordinate.Floor().Value;
        long ceiling = coordinate.Ceiling().Value;
        Fraction part = coordinate - floor;
        if (mode == "nearest")
        {
            bool down = rounding switch
            {
                "floor" => true,
                "ceil" => false,
                _ => Fraction.TryCompare(part, new Fraction(1, 2), out int order) && (order < 0 || (order == 0 && rounding == "round_prefer_floor")),
            };
            return [(int)(down ? floor : ceiling)];
        }
        part.TryGetDouble(out double s);
        const double a = -0.75;
        (int, double)[] weights = mode == "linear"
            ? [(0, 1 - s), (1, s)]
            :
            [
                (-1, (((((a * (s + 1)) - (5 * a)) * (s + 1)) + (8 * a)) * (s + 1)) - (4 * a)),
                (0, ((((a + 2) * s) - (a + 3)) * s * s) + 1),
                (1, ((((a + 2) * (1 - s)) - (a + 3)) * (1 - s) * (1 - s)) + 1),
                (2, (((((a * (2 - s)) - (5 * a)) * (2 - s)) + (8 * a)) * (2 - s)) - (4 * a)),
            ];
        return weights.Where(weight => Math.Abs(weight.Item2) > 1e-12).Select(weight => (int)floor + weight.Item1);
    }

    private void Slice(Value source)
    {
        int axis = Axes[random.Next(Axes.Length)];
        int size = source.Field.Size(axis);
        int start = random.Next(0, Math.Min(3, size));
        int step = random.Next(1, 4);
        int end = random.Next(start + 1, size + 1);
        int count = Enumerable.Range(start, end - start).Count(position => (position - start) % step == 0);
        string name = Sketch.Apply(
            "Slice",
            [
                source.Name, Sketch.Vector(start), Sketch.Vector(random.Next(2) == 0 || end == size ? end : end - size),
                Sketch.Vector(Axis(axis)), Sketch.Vector(step),
            ]);
        Add(name, source, field => field.Along(axis, count, o => [start + (step * o)]), other => other == axis ? step : 1);
    }

    private void Pad(Value source)
    {
        long[] before = Each(-1, 2);
        long[] after = Each(-1, 2);
        if (Axes.Any(axis => source.Field.Size(axis) < 4 || source.Field.Size(axis) + before[axis] + after[axis] > LargestSize))
        {
            return;
        }
        string name = Sketch.Apply(
            "Pad",
            [source.Name, Sketch.Vector([0, 0, .. Spatial(before), 0, 0, .. Spatial(after)])],
            ("mode", new[] { "constant", "reflect", "edge", "wrap" }[random.Next(4)]));
        Add(name, source, field => EachAxis(field, (axis, given) => given.Along(
            axis, (int)(given.Size(axis) + before[axis] + after[axis]), o => [(int)(o - before[axis])])));
    }

    // Two values of different size are cut to the smaller one, from some position on.
    private void Join(Value left, Value right)
    {
        if (left.Paths.Length + right.Paths.Length > MostPaths)
        {
            return;
        }
        foreach (int axis in Axes)
        {
            int size = Math.Min(left.Field.Size(axis), right.Field.Size(axis));
            left = Cut(left, axis, size);
            right = Cut(right, axis, size);
        }
        string name = new[] { "Add", "Mul", "Max" }[random.Next(3)];
        string joined = random.Next(2) == 0
            ? Sketch.Apply(name, [left.Name, right.Name])
            : Sketch.Apply("Conv", [
                Sketch.Apply("Concat", [left.Name, right.Name], ("axis", 1)),
                Sketch.Weight([Channels, 2 * Channels, .. Axes.Select(_ => (Size)1)])]);
        values.Add(new Value(joined, left.Field.Join(right.Field), [.. left.Paths, .. right.Paths], left.Global || right.Global, left.Apart || right.Apart));
    }

    private void SideBySide(Value left, Value right)
    {
        int axis = Axes[random.Next(Axes.Length)];
        if (left.Constant || right.Constant)
        {
            return;
        }
        if (left.Paths.Length + right.Paths.Length > MostPaths || left.Field.Size(axis) + right.Field.Size(axis) > LargestSize || left.Global != right.Global)
        {
            return;
        }
        foreach (int other in Axes.Where(other => other != axis))
        {
            int size = Math.Min(left.Field.Size(other), right.Field.Size(other));
            left = Cut(left, other, size);
            right = Cut(right, other, size);
        }
        Influence nothing = left.Field.Along(axis, left.Field.Size(axis), _ => []);
        Influence nothingElse = right.Field.Along(axis, right.Field.Size(axis), _ => []);
        values.Add(new Value(
            Sketch.Apply("Concat", [left.Name, right.Name], ("axis", Axis(axis))),
            left.Field.Beside(right.Field, axis),
            [
                .. left.Paths.Select(path => path with { Field = path.Field.Beside(nothingElse, axis) }),
                .. right.Paths.Select(path => path with { Field = nothing.Beside(path.Field, axis) }),
            ],
            left.Global || right.Global,
            Apart: true));
    }

    // One position of an axis, repeated all along it.
    private void Choose(Value source)
    {
        int axis = Axes[random.Next(Axes.Length)];
        int size = source.Field.Size(axis);
        int index = random.Next(size);
        if (source.Paths.Any(path => path.Swapped != source.Paths[0].Swapped || !path.Strides.SequenceEqual(source.Paths[0].Strides)))
        {
            // What is not told of all positions is not told of one of them.
            return;
        }
        string single = random.Next(3) switch
        {
            0 => Sketch.Apply("Slice", [source.Name, Sketch.Vector(index), Sketch.Vector(index + 1), Sketch.Vector(Axis(axis))]),
            1 => Sketch.Apply(
                "Unsqueeze",
                [Sketch.Apply("Gather", [source.Name, Sketch.Scalar(random.Next(2) == 0 ? index : index - size)], ("axis", Axis(axis))), Sketch.Vector(Axis(axis))]),
            _ => Sketch.Apply(
                "Reshape",
                [
                    Sketch.Apply("Gather", [source.Name, Sketch.Scalar(index)], ("axis", Axis(axis))),
                    Sketch.Vector([1, Channels, .. Axes.Select(other => other == axis ? 1L : source.Field.Size(other))]),
                ]),
        };
        long[] sizes = [1, Channels, .. Sizes(source.Field).Select(length => length.Value)];
        string repeated = random.Next(2) == 0 || size == 1
            ? Sketch.Apply("Expand", [single, Sketch.Vector(sizes)])
            : Sketch.Apply("Resize", [single, "", "", Sketch.Vector(sizes)], ("mode", "linear"));
        if (size > 1)
        {
            Add(repeated, source, field => field.Along(axis, size, _ => [index]), other => other == axis ? 0 : 1);
        }
    }

    // Reshapes that bring each element back to its place.
    private void Regroup(Value source)
    {
        long[] sizes = [.. Sizes(source.Field).Select(length => length.Value)];
        if (source.Constant || sizes.Contains(1))
        {
            return;
        }
        long[] spatial = [.. Enumerable.Range(2, sizes.Length)];
        string Back(string value) => Sketch.Apply("Reshape", [value, Sketch.Vector([1, Channels, .. sizes])]);
        switch (random.Next(3))
        {
            case 0:
                // A group normalisation as files have it.
                string groups = Sketch.Apply("Reshape", [source.Name, Sketch.Vector(0, 2, -1)]);
                string normalised = Sketch.Apply("InstanceNormalization", [groups, Sketch.Weight(2), Sketch.Weight(2)]);
                values.Add(source with { Name = Sketch.Apply("Mul", [Back(normalised), Sketch.Weight([Channels, .. sizes.Select(_ => (Size)1)])]), Global = true });
                break;
            case 1:
                values.Add(source with { Name = Back(Sketch.Apply("Relu", [Sketch.Apply("Flatten", [source.Name], ("axis", random.Next(0, 3)))])) });
                break;
            default:
                // Tokens: channels last, and positions one after the other.
                string last = Sketch.Apply("Transpose", [source.Name], ("perm", (long[])[0, .. spatial, 1]));
                string tokens = Sketch.Apply("Reshape", [last, Sketch.Vector(0, -1, Channels)]);
                string layer = Sketch.Apply("LayerNormalization", [tokens, Sketch.Weight(Channels)]);
                string again = Sketch.Apply("Reshape", [layer, Sketch.Vector([1, .. sizes, Channels])]);
                values.Add(source with { Name = Sketch.Apply("Transpose", [again], ("perm", (long[])[0, spatial.Length + 1, .. spatial.Select(axis => axis - 1)])) });
                break;
        }
    }

    private Value Cut(Value value, int axis, int size)
    {
        int surplus = value.Field.Size(axis) - size;
        if (surplus == 0)
        {
            return value;
        }
        int start = random.Next(surplus + 1);
        Add(
            Sketch.Apply("Slice", [value.Name, Sketch.Vector(start), Sketch.Vector(start + size), Sketch.Vector(Axis(axis))]),
            value,
            field => field.Along(axis, size, o => [start + o]));
        return values[^1];
    }

    private void DepthToSpace(Value source)
    {
        int block = random.Next(2, 4);
        bool named = Axes.Length == 2 && random.Next(2) == 0;
        // Of an axis with a single position regrouping makes two that are the same.
        if (Axes.Any(axis => source.Field.Size(axis) * block > LargestSize / 2 || (!named && source.Field.Size(axis) == 1)))
        {
            return;
        }
        string deep = Mixed(source.Name, Channels * (int)Math.Pow(block, Axes.Length));
        string name;
        if (named)
        {
            name = Sketch.Apply("DepthToSpace", [deep], ("blocksize", block), ("mode", random.Next(2) == 0 ? "DCR" : "CRD"));
        }
        else
        {
            // [N, C, b, b, H, W] → [N, C, H, b, W, b]
            long[] sizes = [.. Sizes(source.Field).Select(size => size.Value)];
            string parts = Sketch.Apply("Reshape", [deep, Sketch.Vector([1, Channels, .. Axes.Select(_ => (long)block), .. sizes])]);
            long[] order = [0, 1, .. Enumerable.Range(0, Axes.Length).SelectMany(axis => new long[] { axis + 2 + Axes.Length, axis + 2 })];
            string woven = Sketch.Apply("Transpose", [parts], ("perm", order));
            name = Sketch.Apply("Reshape", [woven, Sketch.Vector([1, Channels, .. sizes.Select(size => size * block)])]);
        }
        Add(
            name,
            source,
            field => EachAxis(field, (axis, given) => given.Along(axis, given.Size(axis) * block, o => [o / block])),
            _ => new Fraction(1, block));
    }

    private void SpaceToDepth(Value source)
    {
        const int block = 2;
        bool named = Axes.Length == 2 && random.Next(2) == 0;
        if (Axes.Any(axis => source.Field.Size(axis) < (named ? block : 2 * block)))
        {
            return;
        }
        foreach (int axis in Axes)
        {
            source = Cut(source, axis, source.Field.Size(axis) / block * block);
        }
        string name;
        if (named)
        {
            name = Sketch.Apply("SpaceToDepth", [source.Name], ("blocksize", block));
        }
        else
        {
            // [N, C, H/b, b, W/b, b] → [N, C, b, b, H/b, W/b]
            long[] sizes = [.. Sizes(source.Field).Select(size => size.Value / block)];
            string parts = Sketch.Apply("Reshape", [source.Name, Sketch.Vector([1, Channels, .. sizes.SelectMany(size => new[] { size, block })])]);
            long[] order = [0, 1, .. Axes.Select((_, axis) => (2L * axis) + 3), .. Axes.Select((_, axis) => (2L * axis) + 2)];
            string sorted = Sketch.Apply("Transpose", [parts], ("perm", order));
            name = Sketch.Apply("Reshape", [sorted, Sketch.Vector([1, -1, .. sizes])]);
        }
        string mixed = Sketch.Apply("Conv", [name, Sketch.Weight([Channels, Channels * (int)Math.Pow(block, Axes.Length), .. Axes.Select(_ => (Size)1)])]);
        Add(
            mixed,
            source,
            field => EachAxis(field, (axis, given) => given.Along(axis, given.Size(axis) / block, o => [block * o, (block * o) + 1])),
            _ => block);
    }

    private void Transpose(Value source)
    {
        string name = Sketch.Apply("Transpose", [source.Name], ("perm", new long[] { 0, 1, 3, 2 }));
        values.Add(source with
        {
            Name = name,
            Field = source.Field.Transpose(),
            Paths = [.. source.Paths.Select(path => path with { Field = path.Field.Transpose(), Swapped = !path.Swapped })],
        });
    }

    // Operators that leave each unit where it is.
    private void Pointwise(Value source)
    {
        switch (random.Next(4))
        {
            case 0:
                Add(Sketch.Apply("Relu", [source.Name]), source, field => field);
                break;
            case 1:
                string[] statistics = [.. Enumerable.Range(0, 4).Select(_ => Sketch.Weight(Channels))];
                Add(Sketch.Apply("BatchNormalization", [source.Name, .. statistics]), source, field => field);
                break;
            case 2:
                // The shuffle of channel groups.
                long height = source.Field.Height;
                long width = source.Field.Width;
                string grouped = Sketch.Apply("Reshape", [source.Name, Sketch.Vector(1, 2, Channels / 2, height, width)]);
                string swapped = Sketch.Apply("Transpose", [grouped], ("perm", new long[] { 0, 2, 1, 3, 4 }));
                Add(Sketch.Apply("Reshape", [swapped, Sketch.Vector(1, Channels, height, width)]), source, field => field);
                break;
            case 3 when !source.Constant:
                // Squeeze and excite: the local path is the factor that is scaled.
                string scale = Sketch.Apply("Sigmoid", [Mixed(Sketch.Apply("GlobalAveragePool", [source.Name]), Channels)]);
                values.Add(source with { Name = Sketch.Apply("Mul", [source.Name, scale]), Global = true });
                break;
        }
    }

    private Influence EachAxis(Influence field, Func<int, Influence, Influence> map)
    {
        foreach (int axis in Axes)
        {
            field = map(axis, field);
        }
        return field;
    }

    // A number for each of the two axes, of which the first may not be there.
    private long[] Each(int least, int most) => [random.Next(least, most + 1), random.Next(least, most + 1)];

    private T[] Spatial<T>(T[] each) => [.. Axes.Select(axis => each[axis])];

    // Where a spatial axis stands in [N, C, …].
    private long Axis(int axis) => Axes.Length == 2 ? axis + 2 : 2;

    private static IEnumerable<int> Taps(long kernel) => Enumerable.Range(0, (int)kernel);
}
