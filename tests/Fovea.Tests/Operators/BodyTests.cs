using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

public sealed class BodyTests
{
    private static Graph Inner(Values<GraphInput> inputs, Values<Node> nodes, params string[] outputs) => Graph.Create(
        "inner", inputs, [], nodes, Values.Create<GraphOutput>([.. outputs.Select(name => new GraphOutput(name))]), inner: true);

    private static Node Sum(string left, string right, string result) => new("", new Add(), [left, right], [result]);

    private static Graph Chosen(float number) => Inner(
        [],
        [new Node("", new Constant(Tensor.Of([1], number)), [], ["c"]), Sum("c", "c", "twice")],
        "twice");

    [Theory]
    [InlineData(1, 6)]
    [InlineData(0, 10)]
    public void The_condition_chooses_a_branch(double condition, double expected) =>
        Assert.Equal([expected], OneNode.Run(new If(Chosen(3), Chosen(5)), OneNode.Vector(ElementType.Bool, condition)));

    [Fact]
    public void A_condition_is_one_truth_value() => Assert.Contains(
        "cond must hold one element",
        Assert.Throws<GraphException>(() => OneNode.Run(new If(Chosen(3), Chosen(5)), OneNode.Vector(ElementType.Bool, 1, 1))).Message,
        StringComparison.Ordinal);

    // Doubles a value, and lists the numbers of the runs.
    private static Loop Doubling => new(Inner(
        [new GraphInput("round", null), new GraphInput("goes", null), new GraphInput("v", null)],
        [new Node("", new Squeeze(), ["goes"], ["on"]), Sum("v", "v", "twice"), new Node("", new Squeeze(), ["round"], ["number"])],
        "on", "twice", "number"));

    [Theory]
    [InlineData(3, 1, 8, new double[] { 0, 1, 2 })]
    [InlineData(3, 0, 1, new double[] { })]
    [InlineData(0, 1, 1, new double[] { })]
    public void A_body_runs_as_often_as_it_may_and_its_results_are_stacked(double most, double goesOn, double value, double[] rounds)
    {
        RunTensor[] outputs = OneNode.Outputs(
            Doubling,
            2,
            OneNode.Tensor<Double>(ElementType.Int64, [], most),
            OneNode.Tensor<Double>(ElementType.Bool, [], goesOn),
            OneNode.Vector(1));
        Assert.Equal([value], OneNode.Numbers(outputs[0]));
        Assert.Equal(rounds, OneNode.Numbers(outputs[1]));
        Assert.Equal([rounds.Length], outputs[1].Dimensions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_best_box_suppresses_what_lies_on_it(bool centres)
    {
        // The first two lie on each other; corners come in any order.
        RunTensor given = centres
            ? OneNode.Tensor<Double>(ElementType.Float64, [1, 3, 4], 1, 1, 2, 2, 1, 1.1, 2, 2, 9, 9, 2, 2)
            : OneNode.Tensor<Double>(ElementType.Float64, [1, 3, 4], 0, 0, 2, 2, 2.1, 2, 0.1, 0, 8, 8, 10, 10);
        double[] selected = OneNode.Run(
            new NonMaxSuppression(centres),
            given,
            OneNode.Tensor<Double>(ElementType.Float64, [1, 2, 3], 0.5, 0.9, 0.9, 0.7, 0.2, 0.05),
            OneNode.Vector(ElementType.Int64, 5),
            OneNode.Vector(0.5),
            OneNode.Vector(0.1));
        Assert.Equal([0, 0, 1, 0, 0, 2, 0, 1, 0], selected);
    }
}
