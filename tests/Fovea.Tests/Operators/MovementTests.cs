using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

public sealed class MovementTests
{
    private static RunTensor Integers(params ReadOnlySpan<double> numbers) => OneNode.Vector(ElementType.Int64, numbers);

    private static RunTensor Integer(double number) => OneNode.Tensor<Double>(ElementType.Int64, [], number);

    private static RunTensor Matrix(long rows, long columns, params ReadOnlySpan<double> numbers) =>
        OneNode.Tensor<Double>(ElementType.Float64, [rows, columns], numbers);

    public static TheoryData<PadMode, long, long, double[]> Pads => new()
    {
        { PadMode.Constant, 1, 2, [9, 1, 2, 3, 9, 9] },
        { PadMode.Constant, -1, 1, [2, 3, 9] },
        { PadMode.Edge, 2, 1, [1, 1, 1, 2, 3, 3] },
        { PadMode.Wrap, 2, 4, [2, 3, 1, 2, 3, 1, 2, 3, 1] },
        { PadMode.Wrap, 2, -1, [1, 2, 1, 2] },
        { PadMode.Reflect, 2, 5, [3, 2, 1, 2, 3, 2, 1, 2, 3, 2] },
        { PadMode.Reflect, 1, -1, [2, 1, 2] },
    };

    [Theory]
    [MemberData(nameof(Pads))]
    public void Pads_surround_what_negative_ones_leave(PadMode mode, long before, long after, double[] expected)
    {
        Assert.Equal(expected, OneNode.Run(new Pad(mode, [before, after], 9), OneNode.Vector(1, 2, 3)));
        Assert.Equal(expected, OneNode.Run(new Pad(mode), Integers(1, 2, 3), Integers(before, after), Integer(9), Integers(-1)));
    }

    [Fact]
    public void Nothing_is_no_data_to_reflect() =>
        Assert.Contains("no data", Assert.Throws<GraphException>(() => OneNode.Run(new Pad(PadMode.Reflect, [2, -3]), OneNode.Vector(1, 2, 3))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(2, new double[] { 2, 3 })]
    [InlineData(8, new double[] { 0, 1, 2, 3, 4, 5, 0, 0 })]
    public void An_odd_difference_is_larger_at_the_end(long size, double[] expected) =>
        Assert.Equal(expected, OneNode.Run(new CenterCropPad(), OneNode.Vector(1, 2, 3, 4, 5), Integers(size)));

    [Fact]
    public void A_slice_may_run_backwards() =>
        Assert.Equal([5, 3, 1], OneNode.Run(new Slice(), Integers(1, 2, 3, 4, 5), Integers(-1), Integers(int.MinValue), null, Integers(-2)));

    [Fact]
    public void The_last_piece_may_be_smaller()
    {
        RunTensor[] pieces = OneNode.Outputs(new Split(Pieces: 2), 2, OneNode.Vector(1, 2, 3, 4, 5));
        Assert.Equal([1, 2, 3], OneNode.Numbers(pieces[0]));
        Assert.Equal([4, 5], OneNode.Numbers(pieces[1]));
    }

    [Fact]
    public void Tiles_along_one_axis_are_the_oldest_form() =>
        Assert.Equal([1, 2, 1, 2, 3, 4, 3, 4], OneNode.Run(new Tile(), Matrix(2, 2, 1, 2, 3, 4), Integer(2), Integer(1)));

    public static TheoryData<string, int> Misplaced => new() { { "Gather", 3 }, { "GatherElements", -4 }, { "GatherND", 3 }, { "Scatter", 3 }, { "ScatterElements", -4 }, { "ScatterND", 7 } };

    [Theory]
    [MemberData(nameof(Misplaced))]
    public void An_index_that_does_not_exist_is_named(string name, int index)
    {
        RunTensor data = OneNode.Vector(1, 2, 3);
        RunTensor indices = name.EndsWith("ND", StringComparison.Ordinal) ? OneNode.Tensor<Double>(ElementType.Int64, [1, 1], index) : Integers(index);
        var error = Assert.Throws<GraphException>(() => name switch
        {
            "Gather" => OneNode.Run(new Gather(), data, indices),
            "GatherElements" => OneNode.Run(new GatherElements(), data, indices),
            "GatherND" => OneNode.Run(new GatherND(), data, indices),
            "Scatter" => OneNode.Run(new Scatter(), data, indices, OneNode.Vector(9)),
            "ScatterElements" => OneNode.Run(new ScatterElements(), data, indices, OneNode.Vector(9)),
            _ => OneNode.Run(new ScatterND(), data, indices, OneNode.Vector(9)),
        });
        Assert.Contains(FormattableString.Invariant($"index {index} does not exist along axis 0"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScatterReduction.None, 5)]
    [InlineData(ScatterReduction.Add, 11)]
    [InlineData(ScatterReduction.Mul, 40)]
    [InlineData(ScatterReduction.Max, 5)]
    [InlineData(ScatterReduction.Min, 2)]
    public void Updates_of_one_place_follow_each_other(ScatterReduction reduction, double expected)
    {
        Assert.Equal([1, expected, 3], OneNode.Run(new ScatterElements(0, reduction), Integers(1, 2, 3), Integers(1, -2), Integers(4, 5)));
        Assert.Equal([1, expected, 3], OneNode.Run(
            new ScatterND(reduction), OneNode.Vector(1, 2, 3), OneNode.Tensor<Double>(ElementType.Int64, [2, 1], 1, 1), OneNode.Vector(4, 5)));
    }

    [Fact]
    public void Indices_must_not_reach_beyond_the_other_axes() =>
        Assert.Throws<GraphException>(() => OneNode.Run(new GatherElements(0), Matrix(1, 2, 1, 2), OneNode.Tensor<Double>(ElementType.Int64, [1, 3], 0, 0, 0)));

    [Fact]
    public void Different_values_are_listed_in_order_or_as_they_come()
    {
        RunTensor[] sorted = OneNode.Outputs(new Unique(), 4, OneNode.Vector(3, double.NaN, 1, 3, double.NaN));
        Assert.Equal([1, 3, double.NaN], OneNode.Numbers(sorted[0]));
        Assert.Equal([2, 0, 1], OneNode.Numbers(sorted[1]));
        Assert.Equal([1, 2, 0, 1, 2], OneNode.Numbers(sorted[2]));
        Assert.Equal([1, 2, 2], OneNode.Numbers(sorted[3]));
        Assert.Equal([3, 1, 2], OneNode.Run(new Unique(Sorted: false), Integers(3, 1, 3, 2)));
        Assert.Equal([0, 1], OneNode.Run(new Unique(), OneNode.Vector(ElementType.Bool, 1, 0, 1)));
        Assert.Equal([1, 5, 2, 4], OneNode.Run(new Unique(Axis: 0), Matrix(3, 2, 2, 4, 1, 5, 2, 4)));
    }

    [Fact]
    public void An_index_that_does_not_exist_is_not_hot() => Assert.Equal(
        [2, 2, 7, 2, 2, 2, 2, 7, 2],
        OneNode.Run(new OneHot(), Integers(-1, 3, 1), Integer(3), Integers(2, 7)));

    [Fact]
    public void Depth_to_space_undoes_space_to_depth()
    {
        double[] x = [.. Enumerable.Range(0, 48).Select(i => (double)i)];
        RunTensor input = OneNode.Tensor<Double>(ElementType.Float64, [1, 3, 4, 4], x);
        RunTensor deep = OneNode.Outputs(new SpaceToDepth(2), 1, input)[0];
        Assert.Equal([1L, 12, 2, 2], deep.Dimensions);
        Assert.Equal(x, OneNode.Run(new DepthToSpace(2), deep));
    }

    [Fact]
    public void Whole_numbers_are_listed_downwards() => Assert.Equal([5, 3, 1], OneNode.Run(new RangeOf(), Integer(5), Integer(0), Integer(-2)));

    [Fact]
    public void Only_the_beginning_of_a_sequence_is_reversed() => Assert.Equal(
        [3, 2, 1, 4, 5, 6, 7, 8],
        OneNode.Run(new ReverseSequence(1, 0), Matrix(2, 4, 1, 2, 3, 4, 5, 6, 7, 8), Integers(3, 1)));

    [Fact]
    public void What_is_not_zero_is_listed_of_any_kind()
    {
        Assert.Equal([0, 1, 1, 0], OneNode.Run(new NonZero(), Matrix(2, 2, 0, 5, 6, 0)));
        Assert.Equal([1], OneNode.Run(new NonZero(), OneNode.Vector(ElementType.Bool, 0, 1)));
        Assert.Equal([0], OneNode.Run(new NonZero(), Integer(3)));
    }

    [Fact]
    public void An_output_beyond_all_memory_is_refused() => Assert.Contains(
        "larger than the reference computes",
        Assert.Throws<GraphException>(() => OneNode.Run(new ConstantOfShape(), Integers(1 << 20, 1 << 20))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Triangles_and_diagonals_may_be_moved()
    {
        Assert.Equal([0, 2, 3, 0, 0, 6], OneNode.Run(new Trilu(), Matrix(2, 3, 1, 2, 3, 4, 5, 6), Integer(1)));
        Assert.Equal([1, 0, 0, 4, 5, 0], OneNode.Run(new Trilu(Upper: false), Matrix(2, 3, 1, 2, 3, 4, 5, 6)));
        Assert.Equal([0, 1, 0, 0, 0, 1], OneNode.Run(new EyeLike(1, ElementType.Bool), Matrix(2, 3, 1, 2, 3, 4, 5, 6)));
    }
}
