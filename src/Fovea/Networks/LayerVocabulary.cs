using Fovea.Graphs;
using Fovea.Operators;

namespace Fovea.Networks;

/// <summary>
/// What the text of a network may say: every operator, and the layers of <see cref="Layers"/> under their names in small letters. Defaults are those of the layers.
/// </summary>
public static class LayerVocabulary
{
    /// <summary>The operators and the layers.</summary>
    public static TextVocabulary Text { get; } = new(
        OperatorCatalogue.Find,
        [.. OperatorCatalogue.All.Select(type => type.Name)],
        All().ToDictionary(layer => layer.Name, StringComparer.Ordinal));

    private static LayerType[] All() =>
    [
        Layer("conv", "channels kernel stride? padding? dilation? groups? bias? autopad?", a => Layers.Conv(
            a.RequiredSize("channels"), Axes(a, "kernel"), Axes(a, "stride"), Axes(a, "padding"), Axes(a, "dilation"), a.Size("groups"), Bias(a), Automatic(a))),
        Layer("depthwiseconv", "kernel stride? padding? dilation? bias? autopad?", a => Layers.DepthwiseConv(
            Axes(a, "kernel"), Axes(a, "stride"), Axes(a, "padding"), Axes(a, "dilation"), Bias(a), Automatic(a))),
        Layer("convtranspose", "channels kernel stride? padding? dilation? groups? bias?", a => Layers.ConvTranspose(
            a.RequiredSize("channels"), Axes(a, "kernel"), Axes(a, "stride"), Axes(a, "padding"), Axes(a, "dilation"), a.Size("groups"), Bias(a))),
        Layer("batchnorm", "epsilon?", a => Layers.BatchNormalization(a.Real("epsilon", 1e-5f))),
        Layer("layernorm", "epsilon?", a => Layers.LayerNorm(a.Real("epsilon", 1e-5f))),
        Layer("localresponsenorm", "size alpha? beta? bias?", a => Layers.LocalResponseNorm(
            a.Integer("size"), a.Real("alpha", 1e-4f), a.Real("beta", 0.75f), a.Real("bias", 1))),
        Layer("maxpool", "kernel stride? padding? dilation? ceil? autopad?", a => Layers.MaxPool(
            Axes(a, "kernel"), Axes(a, "stride"), Axes(a, "padding"), Axes(a, "dilation"), a.Flag("ceil", false), Automatic(a))),
        Layer("averagepool", "kernel stride? padding? ceil? countpadding? autopad?", a => Layers.AveragePool(
            Axes(a, "kernel"), Axes(a, "stride"), Axes(a, "padding"), a.Flag("ceil", false), a.Flag("countpadding", true), Automatic(a))),
        Plain("globalaveragepool", Layers.GlobalAveragePool),
        Plain("globalmaxpool", Layers.GlobalMaxPool),
        Plain("relu", Layers.Relu),
        Plain("relu6", Layers.Relu6),
        Plain("sigmoid", Layers.Sigmoid),
        Plain("tanh", Layers.Tanh),
        Plain("gelu", Layers.Gelu),
        Plain("hardswish", Layers.HardSwish),
        Plain("silu", Layers.Silu),
        Plain("softmax", Layers.Softmax),
        Plain("flatten", Layers.Flatten),
        Layer("dropout", "ratio?", a => Layers.Dropout(a.Real("ratio", 0.5f))),
        Layer("dense", "units bias?", a => Layers.Dense(a.RequiredSize("units"), Bias(a))),
        Layer("permute", "order*", a => Layers.Permute(a.Integers("order"))),
        Layer("reshape", "sizes*", a => Layers.Reshape(a.Integers("sizes"))),
        Layer("channelshuffle", "groups", a => Layers.ChannelShuffle(a.Integer("groups"))),
        Layer("upsample", "factor mode?", a => Layers.Upsample(a.Real("factor", 1), Mode(a, InterpolationMode.Nearest))),
        new("add", "a b", "", a => a.Inputs[0].Builder.Add(a.Name, new Add(), a.Inputs[0], a.Inputs[1])),
        new("mul", "a b", "", a => a.Inputs[0].Builder.Add(a.Name, new Mul(), a.Inputs[0], a.Inputs[1])),
        new("concat", "values*", "axis?", a => a.Inputs[0].Builder.Add(
            a.Name, new Concat(a.Size("axis") is null ? 1 : a.Integer("axis")), [.. a.Inputs])),
        new("resizelike", "value other", "mode?", a => Layers.ResizeLike(a.Inputs[0], a.Inputs[1], Mode(a, InterpolationMode.Linear))),
    ];

    private static LayerType Layer(string name, string settings, Func<LayerCall, Network> make) => new(name, "x", settings, call =>
    {
        Network network = make(call);
        return (call.Name is { } own ? network.Named(own) : network).Apply(call.Inputs[0]);
    });

    private static LayerType Plain(string name, Network network) => Layer(name, "", _ => network);

    private static PerAxis Axes(LayerCall call, string name) => PerAxis.Create(call.Sizes(name).AsSpan());

    private static bool Bias(LayerCall call) => call.Flag("bias", true);

    private static AutoPad Automatic(LayerCall call) => call.Word(
        "autopad", AutoPad.Explicit, ("explicit", AutoPad.Explicit), ("same_upper", AutoPad.SameUpper), ("same_lower", AutoPad.SameLower), ("valid", AutoPad.Valid));

    private static InterpolationMode Mode(LayerCall call, InterpolationMode otherwise) => call.Word(
        "mode", otherwise, ("nearest", InterpolationMode.Nearest), ("linear", InterpolationMode.Linear), ("cubic", InterpolationMode.Cubic));
}
