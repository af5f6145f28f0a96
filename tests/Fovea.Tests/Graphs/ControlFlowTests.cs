using Fovea.Graphs;
using Fovea.Tensors;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Graphs;

/// <summary>Shapes of branches and loops, as far as they can be told.</summary>
public sealed class ControlFlowTests
{
    // A branch that resizes x, which is defined around it, along its last axis.
    private static Graph Branch(float scale)
    {
        var sketch = new Sketch();
        return sketch.Build([sketch.Apply("Resize", ["x", "", sketch.Reals(1, 1, scale)], [$"resized{scale}"])[0]], inner: true);
    }

    private static TypedGraph Choose(Graph then, Graph otherwise, Tensor? condition = null)
    {
        var sketch = new Sketch();
        sketch.Input("x", 1, 4, "L");
        string chosen = condition is null ? sketch.Input("c", ElementType.Bool) : sketch.Constant(condition);
        sketch.Apply("If", [chosen], ["y"], ("then_branch", then), ("else_branch", otherwise));
        return sketch.Infer("y");
    }

    [Fact]
    public void Branches_that_agree_decide_the_shape() =>
        Assert.Equal(Shape.Create([1, 4, 2 * (Size)"L"]), Choose(Branch(2), Branch(2))["y"].Shape);

    [Fact]
    public void Where_branches_differ_the_size_is_open()
    {
        TypedGraph typed = Choose(Branch(2), Branch(3));
        Assert.Equal(Shape.Create([1, 4, Size.Symbol("y.0.size2", 0)]), typed["y"].Shape);
        Assert.NotNull(typed.Nodes[0].Cost().Reason);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 3)]
    public void A_condition_that_is_known_chooses_the_branch(byte condition, long scale)
    {
        TypedGraph typed = Choose(Branch(2), Branch(3), new Tensor(ElementType.Bool, [], new MemoryData(new[] { condition })));
        Assert.Equal(Shape.Create([1, 4, scale * (Size)"L"]), typed["y"].Shape);
        Assert.Null(typed.Nodes[0].Cost().Reason);
    }

    [Fact]
    public void Branches_of_different_rank_tell_nothing_and_of_different_type_are_an_error()
    {
        var flat = new Sketch();
        Graph branch = flat.Build([flat.Apply("Flatten", ["x"])], inner: true);
        Assert.Contains("rank", Choose(Branch(2), branch)["y"].Reason, StringComparison.Ordinal);
        var cast = new Sketch();
        Graph other = cast.Build([cast.Apply("Cast", ["x"], ("to", 11))], inner: true);
        Assert.Throws<GraphException>(() => Choose(Branch(2), other));
    }

    // A body that puts a convolution on the carried value and also delivers it for each run.
    private static TypedGraph Repeat(long padding, long? runs)
    {
        var body = new Sketch();
        body.Input("i", ElementType.Int64);
        body.Input("going", ElementType.Bool);
        body.Input("carried", 1, 4, "L");
        body.Apply("Identity", ["going"], ["goes on"]);
        body.Apply("Conv", ["carried", body.Weight(4, 4, 3)], ["next"], ("pads", new[] { padding, padding }));
        body.Apply("Relu", ["next"], ["kept"]);
        var sketch = new Sketch();
        sketch.Input("x", 1, 4, 32);
        string limit = runs is { } known ? sketch.Scalar(known) : sketch.Input("runs", ElementType.Int64);
        sketch.Apply("Loop", [limit, "", "x"], ["last", "all"], ("body", body.Build(["goes on", "next", "kept"], inner: true)));
        return sketch.Infer("last", "all");
    }

    [Fact]
    public void A_loop_that_keeps_its_shape_is_told_and_stacks_what_it_scans()
    {
        TypedGraph typed = Repeat(padding: 1, runs: 5);
        Assert.Equal(Shape.Of([1, 4, 32]), typed["last"].Shape);
        Assert.Equal(Shape.Of([5, 1, 4, 32]), typed["all"].Shape);
        Assert.Equal(5 * 4 * 4 * 3 * 32, typed.Nodes[0].Cost().Macs);
    }

    [Fact]
    public void A_loop_whose_runs_are_not_known_has_an_open_size_and_no_cost()
    {
        TypedGraph typed = Repeat(padding: 1, runs: null);
        Assert.Equal(Shape.Create([Size.Symbol("last.runs", 0), 1, 4, 32]), typed["all"].Shape);
        Assert.NotNull(typed.Nodes[0].Cost().Reason);
    }

    [Fact]
    public void A_loop_that_shrinks_what_it_carries_leaves_its_size_open() =>
        Assert.False(Repeat(padding: 0, runs: 5)["last"].Shape.IsKnown);

    [Fact]
    public void A_body_with_other_inputs_than_the_loop_gives_it_is_an_error()
    {
        var body = new Sketch();
        body.Input("i", ElementType.Int64);
        body.Apply("Identity", ["i"], ["goes on"]);
        var sketch = new Sketch();
        string y = sketch.Apply("Loop", [sketch.Scalar(3), "", sketch.Input("x", 1)], ("body", body.Build(["goes on"], inner: true)));
        Assert.Throws<GraphException>(() => sketch.Infer(y));
    }
}
