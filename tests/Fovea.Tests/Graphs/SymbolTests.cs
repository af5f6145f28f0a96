using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Tensors;
using Xunit;
using static Fovea.Networks.Layers;

namespace Fovea.Tests.Graphs;

public sealed class SymbolTests
{
    private static readonly GraphSymbol K = new("k", AtLeast: 2, Default: 3);

    private static Graph Graph { get; } =
        Network.Create([Conv(1, K.Size, padding: "p")]).Graph([1, 1, "H", 8], symbols: [K, new("p")]);

    private static Shape Output(Graph graph) => TypedGraph.Infer(graph)["output"].Shape;

    [Fact]
    public void Defaults_are_bound_and_other_symbols_stay_open()
    {
        Graph bound = Graph.BindDefaults();
        Assert.Equal(["p"], bound.Symbols.Select(symbol => symbol.Name));
        Assert.Equal("[1, 1, H + 2·p - 2, 2·p + 6]", Output(bound).ToString());
    }

    [Fact]
    public void A_value_that_is_given_goes_before_the_default() =>
        Assert.Equal("[1, 1, H + 2·p - 4, 2·p + 4]", Output(Graph.Bind(new Dictionary<string, Size> { ["k"] = 5 }).BindDefaults()).ToString());

    [Fact]
    public void A_symbol_may_be_bound_to_another_that_has_a_default() =>
        Assert.Equal("[1, 1, H + 4, 12]", Output(Graph.Bind(new Dictionary<string, Size> { ["p"] = K.Size }).BindDefaults()).ToString());

    [Fact]
    public void Nothing_changes_without_defaults()
    {
        Graph bound = Graph.BindDefaults();
        Assert.Same(bound, bound.BindDefaults());
    }

    [Theory]
    [InlineData("k", 1, "k = 1: it must be at least 2")]
    [InlineData("p", 0, "p = 0: it must be at least 1")]
    [InlineData("z", 4, "'network' has no symbol z; its symbols are k, p, H")]
    public void A_value_that_a_symbol_does_not_allow_is_an_error(string symbol, int value, string message) =>
        Assert.Equal(message, Assert.Throws<GraphException>(() => Graph.Bind(new Dictionary<string, Size> { [symbol] = value })).Message);

    [Fact]
    public void A_default_that_its_symbol_does_not_allow_is_an_error()
    {
        Graph wrong = Network.Create([Conv(1, "k")]).Graph([1, 1, 8, 8], symbols: [new("k", AtLeast: 2, Default: 1)]);
        Assert.Equal("k = 1: it must be at least 2", Assert.Throws<GraphException>(wrong.BindDefaults).Message);
    }
}
