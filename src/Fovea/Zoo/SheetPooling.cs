using Fovea.Graphs;
using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>The exercise sheet's fourth question: pooling with a window, a stride and a padding of its own on each axis; by default the numbers of its program.</summary>
internal static class SheetPooling
{
    public static readonly ZooEntry[] Entries =
    [
        new("sheet-pooling", "the exercise sheet, question 4: max pooling", () => Build("sheet-pooling", (kernel, stride, padding) => MaxPool(kernel, stride, padding).Named("max"))),
        new(
            "sheet-pooling-average",
            "the exercise sheet, question 4: average pooling",
            () => Build("sheet-pooling-average", (kernel, stride, padding) => AveragePool(kernel, stride, padding).Named("average"))),
    ];

    private static Graph Build(string name, Func<PerAxis, PerAxis, PerAxis, Network> pool)
    {
        GraphSymbol c = new("c", Default: 3);
        GraphSymbol[] size = [new("h", Default: 1000), new("w", Default: 1000)];
        GraphSymbol[] kernel = [new("p_h", Default: 6), new("p_w", Default: 8)];
        GraphSymbol[] stride = [new("s_h", Default: 3), new("s_w", Default: 4)];
        GraphSymbol[] padding = [new("q_h", AtLeast: 0, Default: 0), new("q_w", AtLeast: 0, Default: 0)];
        return pool(Sizes(kernel), Sizes(stride), Sizes(padding))
            .Graph([1, c.Size, size[0].Size, size[1].Size], name, symbols: [c, .. size, .. kernel, .. stride, .. padding]);
    }

    private static PerAxis Sizes(GraphSymbol[] symbols) => [.. symbols.Select(symbol => symbol.Size)];
}
