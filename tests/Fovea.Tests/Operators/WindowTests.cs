using CsCheck;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Tests.Operators;

/// <summary>The rules of sliding windows against counting them, position by position.</summary>
public sealed class WindowTests
{
    /// <summary>One axis of a window, with the size it slides over.</summary>
    public sealed record Axis(long Input, long Kernel, long Stride, long Dilation, long Before, long After, bool Ceil)
    {
        private long Reach => (Dilation * (Kernel - 1)) + 1;

        // The next window opens while the last one has left something of the padded input uncovered (ceil mode) or while it fits (otherwise), and, in
        // ceil mode, only inside the input or the padding before it.
        public long Windows()
        {
            long windows = 0;
            long padded = Before + Input + After;
            while (Ceil
                ? ((windows - 1) * Stride) + Reach < padded && windows * Stride < Before + Input
                : (windows * Stride) + Reach <= padded)
            {
                windows++;
            }
            return windows;
        }

        // Pairs of window and tap with the tap on data.
        public long DataTaps()
        {
            long taps = 0;
            for (long window = 0; window < Windows(); window++)
            {
                for (long tap = 0; tap < Kernel; tap++)
                {
                    long position = (window * Stride) - Before + (tap * Dilation);
                    taps += position >= 0 && position < Input ? 1 : 0;
                }
            }
            return taps;
        }
    }

    private static IEnumerable<Axis> SmallAxes() =>
        from input in Range(1, 8)
        from kernel in Range(1, 4)
        from stride in Range(1, 4)
        from dilation in Range(1, 3)
        from before in Range(0, 2)
        from after in Range(0, 2)
        from ceil in new[] { false, true }
        where kernel > 1 || dilation == 1
        select new Axis(input, kernel, stride, dilation, before, after, ceil);

    private static IEnumerable<long> Range(int first, int last) => Enumerable.Range(first, last - first + 1).Select(value => (long)value);

    private static readonly Gen<Axis> AnyAxis =
        Gen.Select(Gen.Long[1, 12], Gen.Long[1, 4], Gen.Long[1, 4], Gen.Long[1, 3], Gen.Long[0, 3], Gen.Long[0, 3], Gen.Bool)
            .Select((input, kernel, stride, dilation, before, after, ceil) => new Axis(input, kernel, stride, dilation, before, after, ceil));

    [Fact]
    public void Every_small_pool_has_as_many_windows_as_are_counted()
    {
        int cases = 0;
        foreach (Axis axis in SmallAxes())
        {
            foreach (string name in new[] { "MaxPool", "AveragePool", "LpPool" })
            {
                Check(name, [axis]);
            }
            cases++;
        }
        Assert.True(cases > 5000);
    }

    [Fact]
    public void Every_small_convolution_has_as_many_windows_as_are_counted()
    {
        foreach (Axis axis in SmallAxes().Where(axis => !axis.Ceil))
        {
            Check("Conv", [axis]);
        }
    }

    [Theory]
    [InlineData("Conv")]
    [InlineData("MaxPool")]
    [InlineData("AveragePool")]
    [InlineData("LpPool")]
    public void Axes_do_not_touch_each_other(string name) =>
        Gen.Select(AnyAxis.Array[1, 3], Gen.Bool).Sample(
            (axes, ceil) => Check(name, [.. axes.Select(axis => axis with { Ceil = ceil && name != "Conv" })]), iter: 1000);

    private const long Batch = 2;
    private const long Channels = 6;
    private const long Filters = 4;
    private const long Groups = 2;

    private static void Check(string name, Axis[] axes)
    {
        var sketch = new Sketch();
        string x = sketch.Input("x", [Batch, Channels, .. axes.Select(axis => axis.Input)]);
        (string, object)[] window =
        [
            ("kernel_shape", axes.Select(axis => axis.Kernel).ToArray()),
            ("strides", axes.Select(axis => axis.Stride).ToArray()),
            ("dilations", axes.Select(axis => axis.Dilation).ToArray()),
            ("pads", axes.Select(axis => axis.Before).Concat(axes.Select(axis => axis.After)).ToArray()),
        ];
        string y = name == "Conv"
            ? sketch.Apply(name, [x, sketch.Weight([Filters, Channels / Groups, .. axes.Select(axis => axis.Kernel)])], [.. window, ("group", Groups)])
            : sketch.Apply(name, [x], [.. window, ("ceil_mode", axes[0].Ceil)]);
        if (axes.Any(axis => axis.Windows() == 0))
        {
            Assert.Throws<GraphException>(() => sketch.Infer(y));
            return;
        }
        TypedGraph typed = sketch.Infer(y);
        long channels = name == "Conv" ? Filters : Channels;
        long windows = axes.Aggregate(1L, (product, axis) => product * axis.Windows());
        long dense = axes.Aggregate(windows, (product, axis) => product * axis.Kernel);
        long data = axes.Aggregate(1L, (product, axis) => product * axis.DataTaps());
        Assert.Equal(Shape.Of([Batch, channels, .. axes.Select(axis => axis.Windows())]), typed[y].Shape);

        Cost cost = typed.Nodes[0].Cost();
        OperationKind each = name == "MaxPool" ? OperationKind.Compare : OperationKind.Add;
        long perTap = Batch * channels * (name == "Conv" ? Channels / Groups : 1);
        Assert.Equal(perTap * data, cost.Work[each]);
        Assert.Equal(perTap * (dense - data), cost.Padding[each]);
        Assert.Equal(name == "Conv" ? perTap * dense : 0, cost.Macs);
        Assert.Equal(name == "AveragePool" ? Batch * channels * windows : 0, cost.Work[OperationKind.Divide]);
        Assert.Equal(name is "Conv" or "LpPool" ? perTap * data : 0, cost.Work[OperationKind.Multiply]);
    }

    [Fact]
    public void Same_padding_gives_the_input_divided_by_the_stride_rounded_up_and_is_as_small_as_can_be()
    {
        foreach (Axis axis in SmallAxes().Where(axis => axis.Before == 0 && axis.After == 0))
        {
            foreach (string mode in new[] { "SAME_UPPER", "SAME_LOWER" })
            {
                long wanted = (axis.Input + axis.Stride - 1) / axis.Stride;
                long total = Range(0, 20).First(pads => (axis with { Ceil = false, After = pads }).Windows() >= wanted);
                long smaller = total / 2;
                Axis expected = mode == "SAME_UPPER"
                    ? axis with { Ceil = false, Before = smaller, After = total - smaller }
                    : axis with { Ceil = false, Before = total - smaller, After = smaller };
                CheckAutomatic(axis, mode, expected);
            }
        }
    }

    [Fact]
    public void Valid_padding_is_none()
    {
        foreach (Axis axis in SmallAxes().Where(axis => axis.Before == 0 && axis.After == 0))
        {
            CheckAutomatic(axis, "VALID", axis);
        }
    }

    private static void CheckAutomatic(Axis axis, string mode, Axis expected)
    {
        var sketch = new Sketch();
        string y = sketch.Apply(
            "MaxPool",
            [sketch.Input("x", 1, 1, axis.Input)],
            ("kernel_shape", new[] { axis.Kernel }),
            ("strides", new[] { axis.Stride }),
            ("dilations", new[] { axis.Dilation }),
            ("auto_pad", mode),
            ("ceil_mode", axis.Ceil));
        if (expected.Windows() == 0)
        {
            Assert.Throws<GraphException>(() => sketch.Infer(y));
            return;
        }
        TypedGraph typed = sketch.Infer(y);
        Assert.Equal(expected.Windows(), typed[y].Shape[2]);
        Assert.Equal(expected.DataTaps(), typed.Nodes[0].Cost().Work[OperationKind.Compare]);
    }

    // input, kernel, stride, dilation, before, after, ceil mode → output: PyTorch's Pool.h, and where other tools go wrong.
    public static TheoryData<Axis, long> KnownPools => new()
    {
        { new Axis(9, 4, 4, 1, 2, 2, true), 3 },
        { new Axis(32, 1, 2, 1, 0, 0, true), 16 },
        { new Axis(4, 3, 3, 1, 0, 0, true), 2 },
        { new Axis(112, 3, 2, 1, 0, 0, true), 56 },
        { new Axis(112, 3, 2, 1, 0, 0, false), 55 },
        { new Axis(112, 3, 2, 1, 1, 1, false), 56 },
        { new Axis(2, 3, 2, 1, 0, 0, true), 1 },
    };

    [Theory]
    [MemberData(nameof(KnownPools))]
    public void A_last_window_has_to_begin_inside(Axis axis, long windows)
    {
        Assert.Equal(windows, axis.Windows());
        Check("MaxPool", [axis]);
    }

    [Fact]
    public void Naive_ceil_mode_is_wrong_where_the_last_window_would_begin_in_the_padding_behind()
    {
        // The rule differs from rounding up alone in many small cases, so that leaving it out could not pass.
        int different = SmallAxes().Count(axis => axis.Ceil && axis.Windows() != Math.Max(0, Naive(axis)));
        Assert.True(different > 100);

        static long Naive(Axis axis) => (long)Math.Ceiling(
            (axis.Before + axis.Input + axis.After - (axis.Dilation * (axis.Kernel - 1)) - 1) / (decimal)axis.Stride) + 1;
    }

    [Theory]
    [InlineData(7, 0.18)]
    [InlineData(14, 0.093)]
    [InlineData(224, 0.006)]
    public void Padding_takes_this_share_of_the_products_of_a_3_by_3_convolution(long size, double share)
    {
        var sketch = new Sketch();
        string y = sketch.Apply("Conv", [sketch.Input("x", 1, 8, size, size), sketch.Weight(8, 8, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }));
        Cost cost = sketch.Infer(y).Nodes[0].Cost();
        Assert.Equal(share, cost.Padding[OperationKind.Multiply].Value / (double)cost.Macs.Value, precision: 2);
    }

    /// <summary>One axis of a transposed convolution.</summary>
    public sealed record Spread(long Input, long Kernel, long Stride, long Dilation, long Before, long After, long Extra)
    {
        // Every input position i puts tap t at stride·i + dilation·t of a grid that just holds them all and the output padding; pads cut the grid.
        public long Grid => Places().Max() + 1 + Extra;

        public long Output => Grid - Before - After;

        public long DataTaps() => Places().Count(place => place >= Before && place < Before + Output);

        private IEnumerable<long> Places()
        {
            for (long position = 0; position < Input; position++)
            {
                for (long tap = 0; tap < Kernel; tap++)
                {
                    yield return (position * Stride) + (tap * Dilation);
                }
            }
        }
    }

    private static IEnumerable<Spread> SmallSpreads() =>
        from input in Range(1, 5)
        from kernel in Range(1, 4)
        from stride in Range(1, 3)
        from dilation in Range(1, 2)
        from before in Range(0, 2)
        from after in Range(0, 2)
        from extra in Range(0, 2)
        where (kernel > 1 || dilation == 1) && extra < Math.Max(stride, dilation)
        select new Spread(input, kernel, stride, dilation, before, after, extra);

    [Fact]
    public void A_transposed_convolution_paints_the_grid_that_is_counted()
    {
        foreach (Spread axis in SmallSpreads())
        {
            Check([axis], ("pads", new[] { axis.Before, axis.After }));
        }
    }

    [Fact]
    public void A_transposed_convolution_over_several_axes_is_one_along_each()
    {
        Spread[] all = [.. SmallSpreads()];
        Gen.Int[0, all.Length - 1].Select(index => all[index]).Array[2, 3].Sample(
            axes => Check(axes, ("pads", axes.Select(axis => axis.Before).Concat(axes.Select(axis => axis.After)).ToArray())), iter: 500);
    }

    [Fact]
    public void An_output_shape_decides_the_padding_of_a_transposed_convolution()
    {
        foreach (Spread axis in SmallSpreads().Where(axis => axis.Before == 0 && axis.After == 0))
        {
            foreach (long output in Range(1, (int)axis.Grid))
            {
                long total = axis.Grid - output;
                foreach (string mode in new[] { "NOTSET", "SAME_UPPER", "SAME_LOWER" })
                {
                    // The standard gives an odd padding's larger half to the end for SAME_UPPER only.
                    long before = mode == "SAME_UPPER" ? total / 2 : total - (total / 2);
                    Check(
                        [axis with { Before = before, After = total - before }],
                        ("output_shape", new[] { output }),
                        ("auto_pad", mode));
                }
            }
        }
    }

    [Fact]
    public void Same_padding_multiplies_the_size_of_a_transposed_convolution_by_its_stride()
    {
        foreach (Spread axis in SmallSpreads().Where(axis => axis.Before == 0 && axis.After == 0 && axis.Extra == 0))
        {
            long total = Math.Max(0, axis.Grid - (axis.Input * axis.Stride));
            Check([axis with { Before = total / 2, After = total - (total / 2) }], ("auto_pad", "SAME_UPPER"));
            Check([axis with { Before = total - (total / 2), After = total / 2 }], ("auto_pad", "SAME_LOWER"));
            Check([axis], ("auto_pad", "VALID"));
        }
    }

    private static void Check(Spread[] axes, params (string, object)[] padding)
    {
        var sketch = new Sketch();
        string y = sketch.Apply(
            "ConvTranspose",
            [
                sketch.Input("x", [Batch, Channels, .. axes.Select(axis => axis.Input)]),
                sketch.Weight([Channels, Filters / Groups, .. axes.Select(axis => axis.Kernel)]),
            ],
            [
                ("strides", axes.Select(axis => axis.Stride).ToArray()),
                ("dilations", axes.Select(axis => axis.Dilation).ToArray()),
                ("output_padding", axes.Select(axis => axis.Extra).ToArray()),
                ("group", Groups),
                .. padding,
            ]);
        if (axes.Any(axis => axis.Output < 1))
        {
            Assert.Throws<GraphException>(() => sketch.Infer(y));
            return;
        }
        TypedGraph typed = sketch.Infer(y);
        Assert.Equal(Shape.Of([Batch, Filters, .. axes.Select(axis => axis.Output)]), typed[y].Shape);
        Cost cost = typed.Nodes[0].Cost();
        long perTap = Batch * Channels * Filters / Groups;
        long dense = perTap * axes.Aggregate(1L, (product, axis) => product * axis.Input * axis.Kernel);
        long data = perTap * axes.Aggregate(1L, (product, axis) => product * axis.DataTaps());
        Assert.Equal(dense, cost.Macs);
        Assert.Equal(data, cost.Work[OperationKind.Multiply]);
        Assert.Equal(data, cost.Work[OperationKind.Add]);
        Assert.Equal(dense - data, cost.Padding[OperationKind.Multiply]);
    }

    [Fact]
    public void A_transposed_convolution_is_counted_by_its_input()
    {
        // Counted by its output, as some tools do, it would be 18.9 million.
        var sketch = new Sketch();
        string y = sketch.Apply("ConvTranspose", [sketch.Input("x", 1, 64, 16, 16), sketch.Weight(64, 32, 4, 4)], ("strides", new long[] { 2, 2 }));
        Assert.Equal(8_388_608, sketch.Infer(y).Nodes[0].Cost().Macs);
    }

    [Fact]
    public void Windows_put_back_into_an_image_are_those_cut_out_of_it() =>
        Gen.Select(AnyAxis.Array[1, 3], Gen.Long[1, 3]).Sample(
            (given, channels) =>
            {
                Axis[] axes = [.. given.Select(axis => axis with { Ceil = false })];
                long windows = axes.Aggregate(1L, (product, axis) => product * axis.Windows());
                var sketch = new Sketch();
                string y = sketch.Apply(
                    "Col2Im",
                    [
                        sketch.Input("x", Batch, channels * axes.Aggregate(1L, (product, axis) => product * axis.Kernel), Math.Max(1, windows)),
                        sketch.Vector([.. axes.Select(axis => axis.Input)]),
                        sketch.Vector([.. axes.Select(axis => axis.Kernel)]),
                    ],
                    ("strides", axes.Select(axis => axis.Stride).ToArray()),
                    ("dilations", axes.Select(axis => axis.Dilation).ToArray()),
                    ("pads", axes.Select(axis => axis.Before).Concat(axes.Select(axis => axis.After)).ToArray()));
                if (windows == 0)
                {
                    Assert.Throws<GraphException>(() => sketch.Infer(y));
                    return;
                }
                TypedGraph typed = sketch.Infer(y);
                Assert.Equal(Shape.Of([Batch, channels, .. axes.Select(axis => axis.Input)]), typed[y].Shape);
                Assert.Equal(
                    Batch * channels * axes.Aggregate(1L, (product, axis) => product * axis.DataTaps()),
                    typed.Nodes[0].Cost().Work[OperationKind.Add]);
            },
            iter: 1000);

    [Fact]
    public void Too_many_or_too_few_windows_to_put_back_are_an_error()
    {
        var sketch = new Sketch();
        string y = sketch.Apply("Col2Im", [sketch.Input("x", 1, 9, 5), sketch.Vector(4, 4), sketch.Vector(3, 3)]);
        Assert.Throws<GraphException>(() => sketch.Infer(y));
    }

    public static TheoryData<(string, object)[]> WrongWindows => new()
    {
        { [("kernel_shape", new long[] { 3 })] },
        { [("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 0, 1 })] },
        { [("kernel_shape", new long[] { 0, 3 })] },
        { [("kernel_shape", new long[] { 3, 3 }), ("dilations", new long[] { 1, 1, 1 })] },
        { [("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1 })] },
        { [("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 0, 0, -1, 0 })] },
        { [("kernel_shape", new long[] { 9, 9 })] },
    };

    [Theory]
    [MemberData(nameof(WrongWindows))]
    public void A_window_that_makes_no_sense_is_an_error((string, object)[] window)
    {
        var sketch = new Sketch();
        string y = sketch.Apply("MaxPool", [sketch.Input("x", 1, 1, 8, 8)], window);
        Assert.Throws<GraphException>(() => sketch.Infer(y));
    }

    // 3 by 3, dilation 2, padding 2 on 5 by 6: rows 0, 1 and columns 0, 1 miss the first tap of their axis, the last two of each the last.
    [Fact]
    public void Windows_that_see_data_with_the_same_part_of_the_kernel_share_one_list_of_taps()
    {
        var axis = new WindowAxis(3, 1, 2, 2, 2);
        WindowTaps taps = WindowTaps.Of([axis, axis], [1, 1, 5, 6], [1, 1, 5, 6]);
        Assert.Equal(30, taps.Positions);
        Assert.Equal([(0, 0), (1, 2), (2, 4), (3, 12), (4, 14), (5, 16), (6, 24), (7, 26), (8, 28)], taps[14].ToArray());
        Assert.True(taps[14] == taps[15]);
        Assert.Equal((0, 1), (taps.First(14), taps.First(15)));
        Assert.Equal([(4, 0), (5, 2), (7, 12), (8, 14)], taps[0].ToArray());
        Assert.True(taps[0] == taps[7]);
        Assert.Equal(7, taps.First(7));
        Assert.False(taps[0] == taps[5]);
    }
}
