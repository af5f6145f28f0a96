using Fovea.Graphs;
using static Fovea.Networks.Layers;

namespace Fovea.Zoo;

/// <summary>The network of the exercise sheet's second question, to be differentiated by hand: values and weights have the sheet's names, biases are ignored.</summary>
internal static class SheetBackprop
{
    public static readonly ZooEntry[] Entries =
    [
        new("sheet-backprop", "the exercise sheet, question 2: one filter, average pooling, one dense unit", Build),
    ];

    private static Graph Build()
    {
        var builder = new GraphBuilder("sheet-backprop");
        GraphValue image = builder.Input("X", [1, 3, 10, 10]);
        GraphValue c = builder.Add("c", new Operators.Conv(new Operators.Window(), 1), image, builder.Parameter("W1", [1, 3, 5, 5]));
        GraphValue a = Flatten.Named("flatten").Apply(AveragePool(2).Named("a").Apply(c));
        GraphValue z = builder.Add("z", new Operators.Gemm(TransposeB: true), a, builder.Parameter("W2", [1, 9]));
        builder.Output("y", Sigmoid.Named("y").Apply(z));
        return builder.Build();
    }
}
