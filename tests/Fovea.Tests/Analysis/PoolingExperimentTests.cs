using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Zoo;
using Xunit;

namespace Fovea.Tests.Analysis;

/// <summary>The exercise sheet's pooling experiment, and the same on other windows against loops that do it.</summary>
public sealed class PoolingExperimentTests
{
    private static PoolingExperiment Sheet(string name = "sheet-pooling")
    {
        TypedGraph typed = TypedGraph.Infer(ZooCatalogue.Find(name)!.Build().BindDefaults());
        return Assert.IsType<PoolingExperiment>(PoolingExperiment.Of(Assert.Single(typed.Nodes)));
    }

    private static WindowAxis Axis(Size kernel, Size stride, Size? dilation = null, Size? padding = null) =>
        new(kernel, stride, dilation ?? 1, padding ?? 0, padding ?? 0);

    [Theory]
    [InlineData("sheet-pooling")]
    [InlineData("sheet-pooling-average")]
    public void The_sheets_program_and_formula_come_out(string name)
    {
        PoolingExperiment pool = Sheet(name);
        Assert.Equal(12_152_196, pool.Visits + pool.Writes);
        Assert.Equal(12_000_000, pool.Formula);
        Assert.True(pool.Ratio.TryGetDouble(out double ratio));
        Assert.Equal(1.012683, ratio, 6);
        Assert.True(pool.Edge.TryGetDouble(out double edge));
        Assert.Equal(0.992016, edge, 9);
        Assert.Equal(new Fraction(49, 48), pool.Bookkeeping);
        Assert.Equal(pool.Ratio, pool.Edge * pool.Bookkeeping);
    }

    [Fact]
    public void The_edge_term_goes_to_1_and_the_bookkeeping_term_stays()
    {
        PoolingExperiment pool = Sheet();
        Assert.Equal((1, new Fraction(49, 48)), pool.Limits());
        Assert.True((1 - pool.At(1_000_000).Edge).TryGetDouble(out double rest));
        Assert.InRange(rest, 0, 1e-5);
        Assert.Equal(new Fraction(49, 48), pool.At(1_000_000).Bookkeeping);
    }

    // Every side up to twice as far as the search has to go.
    [Theory]
    [InlineData(6, 3, 8, 4)]
    [InlineData(2, 2, 2, 2)]
    [InlineData(3, 2, 3, 2)]
    [InlineData(1, 1, 5, 3)]
    [InlineData(3, 5, 2, 7)]
    public void No_side_is_nearer_to_1_than_the_one_that_is_found(long high, long down, long wide, long right)
    {
        var pool = new PoolingExperiment(3, [1000, 1000], [Axis(high, down), Axis(wide, right)]);
        long nearest = Assert.IsType<long>(pool.NearestSide());
        double best = Math.Abs(Ratio(pool.At(nearest)) - 1);
        Assert.All(
            Enumerable.Range((int)Math.Max(high, wide), 2500).Select(side => Math.Abs(Ratio(pool.At(side)) - 1)), distance => Assert.True(distance >= best - 1e-12));
    }

    [Fact]
    public void The_sheets_side_nearest_to_1_is_438() => Assert.Equal(438, Sheet().NearestSide());

    [Theory]
    [InlineData(11, 3, 2, 1, 1)]
    [InlineData(11, 3, 2, 2, 2)]
    [InlineData(20, 2, 3, 1, 0)]
    [InlineData(9, 4, 1, 1, 3)]
    public void Visits_are_those_of_a_loop_over_the_window(long side, long kernel, long stride, long dilation, long padding)
    {
        var pool = new PoolingExperiment(2, [side], [Axis(kernel, stride, dilation, padding)]);
        long visits = 0;
        long writes = 0;
        for (long start = -padding; start + (dilation * (kernel - 1)) < side + padding; start += stride)
        {
            writes += 2;
            for (long tap = 0; tap < kernel; tap++)
            {
                visits += start + (dilation * tap) >= 0 && start + (dilation * tap) < side ? 2 : 0;
            }
        }
        Assert.Equal((visits, writes), (pool.Visits.Value, pool.Writes.Value));
        (Fraction edge, Fraction bookkeeping) = pool.Limits();
        Assert.Equal((1, new Fraction(kernel + 1, kernel)), (edge, bookkeeping));
    }

    [Fact]
    public void Open_sizes_give_formulas()
    {
        var pool = new PoolingExperiment("c", ["h"], [Axis(2, 2)]);
        Assert.Equal(Size.FloorDiv("h", 2) * 2 * "c", pool.Visits);
        Assert.Equal(new Fraction((Size)"c" * "h", 1), pool.Formula);
        Assert.Equal((1, new Fraction(3, 2)), pool.Limits());
    }

    [Fact]
    public void Other_layers_are_no_pooling_experiment() =>
        Assert.Null(PoolingExperiment.Of(TypedGraph.Infer(ZooCatalogue.Find("lenet5")!.Build()).Nodes[0]));

    private static double Ratio(PoolingExperiment pool) => pool.Ratio.TryGetDouble(out double value) ? value : double.NaN;
}
