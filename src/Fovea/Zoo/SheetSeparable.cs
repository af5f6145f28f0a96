using Fovea.Graphs;
using Fovea.Networks;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>The two networks that the exercise sheet's third question compares, on the same input: a convolution, and its depthwise separable form, without bias.</summary>
internal static class SheetSeparable
{
    public static readonly ZooEntry[] Entries =
    [
        new("sheet-separable", "the exercise sheet, question 3: a convolution beside its depthwise separable form", Build),
    ];

    private static Graph Build()
    {
        GraphSymbol i = new("i", Default: 224);
        GraphSymbol c = new("c", Default: 3);
        GraphSymbol k = new("k", Default: 3);
        GraphSymbol q = new("q", AtLeast: 0, Default: 1);
        GraphSymbol m = new("m", Default: 4);
        var builder = new GraphBuilder("sheet-separable", i, c, k, q, m);
        GraphValue image = builder.Input("input", [1, c.Size, i.Size, i.Size]);
        builder.Output("standard", Conv(m.Size, k.Size, padding: q.Size, bias: false).Named("standard").Apply(image));
        Network separable =
        [
            DepthwiseConv(k.Size, padding: q.Size, bias: false).Named("depthwise"),
            Conv(m.Size, 1, bias: false).Named("pointwise"),
        ];
        builder.Output("separable", separable.Named("separable").Apply(image));
        return builder.Build();
    }
}
