using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Reference;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

/// <summary>Dropout in training: masks of a seed, masks that are handed in, and what cannot be told. Numbers of seed 0: 0.549, 0.715, 0.603, 0.545, 0.424, 0.646 …</summary>
public sealed class DropoutTests
{
    private static readonly RunTensor Data = OneNode.Vector(1, 2, 3, 4, 5, 6);

    private static RunTensor Ratio(double ratio) => OneNode.Tensor<Double>(ElementType.Float64, [], ratio);

    private static RunTensor Training(bool training = true) => OneNode.Tensor<Double>(ElementType.Bool, [], training ? 1 : 0);

    [Fact]
    public void A_seed_decides_what_is_dropped_and_the_rest_is_scaled()
    {
        RunTensor[] outputs = OneNode.Outputs(new Dropout(Seed: 0), 2, Data, Ratio(0.6), Training());
        Assert.Equal([0, 5, 7.5, 0, 0, 15], OneNode.Numbers(outputs[0]));
        Assert.Equal([0, 1, 1, 0, 0, 1], OneNode.Numbers(outputs[1]));
    }

    [Fact]
    public void Without_a_ratio_half_is_dropped_on_average()
    {
        Assert.Equal([2, 4, 6, 8, 0, 12], OneNode.Run(new Dropout(Seed: 0), Data, null, Training()));
        RunTensor many = OneNode.Tensor<Double>(ElementType.Float64, [100, 100], Enumerable.Repeat(1.0, 10_000).ToArray());
        Assert.InRange(OneNode.Run(new Dropout(Seed: 1), many, null, Training()).Average(), 0.97, 1.03);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.6, false)]
    public void Where_nothing_is_dropped_no_seed_is_needed(double ratio, bool training)
    {
        RunTensor[] outputs = OneNode.Outputs(new Dropout(), 2, Data, Ratio(ratio), Training(training));
        Assert.Equal([1, 2, 3, 4, 5, 6], OneNode.Numbers(outputs[0]));
        Assert.Equal([1, 1, 1, 1, 1, 1], OneNode.Numbers(outputs[1]));
    }

    [Theory]
    [InlineData(null, "without a seed")]
    [InlineData(-1L, "takes seeds from 0 to 4294967295")]
    [InlineData(1L << 32, "takes seeds from 0 to 4294967295")]
    public void What_the_generator_cannot_draw_is_unavailable(long? seed, string reason)
    {
        UnavailableException error = Assert.Throws<UnavailableException>(() => OneNode.Run(new Dropout(seed), Data, null, Training()));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    public void A_ratio_that_is_no_part_is_refused(double ratio)
    {
        GraphException error = Assert.Throws<GraphException>(() => OneNode.Run(new Dropout(Seed: 0), Data, Ratio(ratio), Training()));
        Assert.Contains("less than 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contents_are_followed_only_where_nothing_is_dropped()
    {
        var net = new Sketch();
        string x = net.Reals(1, 2, 3);
        string used = net.Apply("Dropout", [x, "", Truth(net, 0)]);
        string trained = net.Apply("Dropout", [x, "", Truth(net, 1)], ("seed", 0));
        TypedGraph typed = net.Infer(used, trained);
        Assert.NotNull(typed[used].Contents);
        Assert.Null(typed[trained].Contents);
    }

    [Fact]
    public void Where_the_mode_or_the_ratio_is_an_input_the_cost_is_unavailable()
    {
        var net = new Sketch();
        string x = net.Input("x", 3);
        string mode = net.Apply("Dropout", [x, "", net.Input("training", ElementType.Bool)]);
        string ratio = net.Apply("Dropout", [x, net.Input("ratio"), Truth(net, 1)]);
        Assert.All(net.Infer(mode, ratio).Nodes, node => Assert.NotNull(node.Cost().Reason));
    }

    private static string Truth(Sketch net, byte value) => net.Constant(new Tensor(ElementType.Bool, [], new MemoryData(new[] { value })));

    // Data 3, 4 with a ratio of 0.75: what stays is multiplied by 4.
    private static RunTensor Run<T>(bool[] mask, T first, T second)
        where T : struct, IScalar<T>
    {
        var graph = Graph.Create(
            "net",
            [new GraphInput("x", null), new GraphInput("ratio", null), new GraphInput("training", null)],
            [],
            [new Node("drop", new Dropout(Seed: 0), ["x", "ratio", "training"], ["y"])],
            [new GraphOutput("y")]);
        var run = new ReferenceRun<T>(_ => null)
        {
            Drawn = node => node.Label == "drop" ? new Tensor(ElementType.Bool, [mask.Length], new MemoryData(Array.ConvertAll(mask, stays => stays ? (byte)1 : (byte)0))) : null,
        };
        return run.Run(
            graph,
            new RunTensor(ElementType.Float64, [2], new Elements<T>([first, second])),
            new RunTensor(ElementType.Float64, [], new Elements<T>([T.Literal(0.75)])),
            new RunTensor(ElementType.Bool, [], new Elements<bool>([true])))[0];
    }

    [Fact]
    public void A_mask_that_is_handed_in_is_taken_whatever_the_seed_and_is_constant_to_derivatives()
    {
        Assert.Equal([12, 0], OneNode.Numbers(Run<Double>([true, false], new(3), new(4))));

        Dual[] forwards = Run([true, false], new Dual(3, 1), new Dual(4, 1)).Items<Dual>();
        Assert.Equal([4, 0], forwards.Select(number => number.Slope));

        using var tape = Tape.Open();
        Taped x = tape.Variable(3);
        Taped z = tape.Variable(4);
        Taped[] backwards = Run([true, false], x, z).Items<Taped>();
        Assert.Equal([4, 0], tape.Gradient(backwards[0] + backwards[1], [x, z]));
    }

    [Fact]
    public void A_mask_of_another_size_is_refused()
    {
        GraphException error = Assert.Throws<GraphException>(() => Run<Double>([true], new(3), new(4)));
        Assert.Contains("bool[2], not bool[1]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_numbers_that_are_handed_in_are_put_out()
    {
        var graph = Graph.Create("net", [], [], [new Node("draw", new RandomNormal([2]), [], ["y"])], [new GraphOutput("y")]);
        var run = new ReferenceRun<Real>(_ => null) { Drawn = _ => Tensor.Of([2], 0.25f, -1) };
        Assert.Equal([new Real(0.25f), new Real(-1)], run.Run(graph)[0].Items<Real>());
        Assert.Throws<UnavailableException>(() => new ReferenceRun<Real>(_ => null).Run(graph));
    }
}
