using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Tests.Operators;

/// <summary>Values that follow from shapes go through the same computation as those of a run.</summary>
public sealed class FollowingTests
{
    public static TheoryData<Operator, string?> OfTheHeight => new()
    {
        { new Add(), "[H + 32]" },
        { new Sub(), "[H - 32]" },
        { new Mul(), "[32·H]" },
        { new Div(), "[⌊H/32⌋]" },
        { new Mod(), "[H - 32·⌊H/32⌋]" },
        { new Mod(Truncated: true), "[H - 32·⌊H/32⌋]" },
        { new Max(), "[max(H, 32)]" },
        { new Min(), "[min(H, 32)]" },
        { new Sum(), "[H + 32]" },
        { new Less(), null },
        { new Equal(), null },
        { new BitwiseAnd(), null },
        { new Pow(), null },
    };

    [Theory]
    [MemberData(nameof(OfTheHeight))]
    public void An_open_height_goes_through_arithmetic(Operator @operator, string? expected) =>
        Assert.Equal(expected, Infer(new Node("n", @operator, ["h", "c"], ["y"]), Tensor.Vector(32))?.ToString());

    public static TheoryData<Operator, long, string?> Decided => new()
    {
        { new Less(), 0, "[0]" },
        { new Greater(), 0, "[1]" },
        { new Equal(), 0, "[0]" },
        { new Div(), 0, null },
        { new Mod(), 0, null },
        { new Pow(), 2, "[H·H]" },
        { new Pow(), 40, null },
        { new Max(), 1, "[H]" },
    };

    [Theory]
    [MemberData(nameof(Decided))]
    public void What_holds_for_every_height_is_known(Operator @operator, long constant, string? expected) =>
        Assert.Equal(expected, Infer(new Node("n", @operator, ["h", "c"], ["y"]), Tensor.Vector(constant))?.ToString());

    public static TheoryData<Operator, string?> OfHalfTheHeight => new()
    {
        { new Floor(), "[⌊H/2⌋]" },
        { new Ceil(), "[-⌊(-H)/2⌋]" },
        { new Neg(), "[-H/2]" },
        { new Abs(), "[H/2]" },
        { new Sign(), "[1]" },
        { new Relu(), "[H/2]" },
        { new Round(), null },
        { new Sqrt(), null },
        { new Exp(), null },
        { new Reciprocal(), null },
        { new Cast(ElementType.Int64), "[⌊H/2⌋]" },
        { new Clip(Minimum: 1), "[(max(H, 2))/2]" },
    };

    [Theory]
    [MemberData(nameof(OfHalfTheHeight))]
    public void Half_a_height_goes_through_functions(Operator @operator, string? expected)
    {
        Contents? contents = Infer(
            [
                new Node("f", new Cast(ElementType.Float32), ["h"], ["f"]),
                new Node("d", new Cast(ElementType.Float32), ["c"], ["d"]),
                new Node("q", new Div(), ["f", "d"], ["q"]),
                new Node("n", @operator, ["q"], ["y"]),
            ],
            Tensor.Vector(2));
        Assert.Equal(expected, contents?.ToString());
    }

    [Fact]
    public void Reductions_and_choices_are_followed()
    {
        Node[] extent = [new Node("s", new ShapeOf(), ["x"], ["s"])];
        Assert.Equal("[2·H]", Infer([.. extent, new Node("n", new ReduceProd(), ["s"], ["y"])], Tensor.Vector(0))?.ToString());
        Assert.Equal("[H + 2]", Infer([.. extent, new Node("n", new ReduceSum(), ["s"], ["y"])], Tensor.Vector(0))?.ToString());
        Assert.Equal("[max(H, 2)]", Infer([.. extent, new Node("n", new ReduceMax(KeepAxes: false), ["s"], ["y"])], Tensor.Vector(0))?.ToString());
        Assert.Equal("[2, H + 2]", Infer([.. extent, new Node("n", new CumSum(), ["s", "c"], ["y"])], Tensor.Of([], 0L))?.ToString());
        Assert.Equal(
            "[H]",
            Infer([new Node("g", new Greater(), ["h", "c"], ["g"]), new Node("n", new Where(), ["g", "h", "c"], ["y"])], Tensor.Vector(0))?.ToString());
    }

    [Fact]
    public void Plain_integers_are_computed_as_in_a_run()
    {
        Assert.Equal("[8]", Infer(new Node("n", new BitwiseAnd(), ["c", "c"], ["y"]), Tensor.Vector(8))?.ToString());
        Assert.Equal("[-4]", Infer(new Node("n", new Div(), ["c", "d"], ["y"]), Tensor.Vector(-9), Tensor.Vector(2))?.ToString());
    }

    private static Contents? Infer(Node node, params Tensor[] constants) => Infer([node], constants);

    // A network with an input [2, H], whose height is h, and constants c, d …
    private static Contents? Infer(Node[] nodes, params Tensor[] constants)
    {
        var parameters = new Parameter[constants.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = new Parameter(((char)('c' + i)).ToString(), constants[i].Type, constants[i]);
        }
        Graph graph = Graph.Create(
            "test",
            [new GraphInput("x", new TensorType(ElementType.Float32, [2, "H"]))],
            Values.Create<Parameter>(parameters),
            Values.Create<Node>([new Node("h", new ShapeOf(Start: 1), ["x"], ["h"]), .. nodes]),
            [new GraphOutput("y")]);
        return TypedGraph.Infer(graph)["y"].Contents;
    }
}
