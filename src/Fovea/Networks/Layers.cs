using System.Globalization;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Networks;

/// <summary>
/// The layers that networks are written in; meant for <c>using static</c>. Their terms and defaults are PyTorch's; the weights a layer needs are
/// added with it and named after it (<c>conv1.weight</c>).
/// </summary>
public static class Layers
{
    private static readonly Network Batch = BatchNormalization();

    /// <summary>y = b + Σ w · x over a sliding window and the channels of a group.</summary>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernel">The size of the window.</param>
    /// <param name="stride">Input positions per output position; 1 if not said.</param>
    /// <param name="padding">Padding on both sides; 0 if not said.</param>
    /// <param name="dilation">Input positions between taps; 1 if not said.</param>
    /// <param name="groups">The number of groups that channels are divided into; 1 if not said.</param>
    /// <param name="bias">Whether each output channel has a bias.</param>
    /// <param name="autoPad">How padding is chosen if it is not given.</param>
    public static Network Conv(
        Size channels,
        PerAxis kernel,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis dilation = default,
        Size? groups = null,
        bool bias = true,
        AutoPad autoPad = AutoPad.Explicit) =>
        Network.Layer("conv", (x, name) => Convolution(x, name, channels, groups ?? 1, kernel, stride, padding, dilation, bias, autoPad));

    /// <summary>A convolution of each channel by itself: as many groups as channels.</summary>
    /// <param name="kernel">The size of the window.</param>
    /// <param name="stride">Input positions per output position; 1 if not said.</param>
    /// <param name="padding">Padding on both sides; 0 if not said.</param>
    /// <param name="dilation">Input positions between taps; 1 if not said.</param>
    /// <param name="bias">Whether each channel has a bias.</param>
    /// <param name="autoPad">How padding is chosen if it is not given.</param>
    public static Network DepthwiseConv(
        PerAxis kernel,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis dilation = default,
        bool bias = true,
        AutoPad autoPad = AutoPad.Explicit) =>
        Network.Layer("conv", (x, name) => Convolution(x, name, x.Channels, x.Channels, kernel, stride, padding, dilation, bias, autoPad));

    /// <summary>The transpose of a convolution: it spreads every input position over a window of the output.</summary>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernel">The size of the window.</param>
    /// <param name="stride">Output positions per input position; 1 if not said.</param>
    /// <param name="padding">Output positions cut off on both sides; 0 if not said.</param>
    /// <param name="dilation">Output positions between taps; 1 if not said.</param>
    /// <param name="groups">The number of groups that channels are divided into; 1 if not said.</param>
    /// <param name="bias">Whether each output channel has a bias.</param>
    public static Network ConvTranspose(
        Size channels,
        PerAxis kernel,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis dilation = default,
        Size? groups = null,
        bool bias = true) =>
        Network.Layer("convtranspose", (x, name) =>
        {
            Size each = Exactly(channels, groups ?? 1);
            return x.Builder.Add(
                name,
                new ConvTranspose(Window(x, kernel, stride, padding, dilation), groups ?? 1),
                x,
                x.Builder.Parameter($"{name}.weight", [x.Channels, each, .. kernel.For(Axes(x))!.Value]),
                bias ? x.Builder.Parameter($"{name}.bias", [channels]) : null);
        });

    /// <summary>Batch normalisation with ε = 10⁻⁵.</summary>
    public static Network BatchNorm => Batch;

    /// <summary>Batch normalisation: channel by channel, with gathered mean and variance.</summary>
    /// <param name="epsilon">What keeps the root away from 0.</param>
    public static Network BatchNormalization(float epsilon = 1e-5f) => Network.Layer("batchnorm", (x, name) => x.Builder.Add(
        name,
        new BatchNormalization(epsilon),
        x,
        x.Builder.Parameter($"{name}.weight", [x.Channels]),
        x.Builder.Parameter($"{name}.bias", [x.Channels]),
        x.Builder.Parameter($"{name}.running_mean", [x.Channels]),
        x.Builder.Parameter($"{name}.running_var", [x.Channels])));

    /// <summary>Layer normalisation over the last axis.</summary>
    /// <param name="epsilon">What keeps the root away from 0.</param>
    public static Network LayerNorm(float epsilon = 1e-5f) => Network.Layer("layernorm", (x, name) => x.Builder.Add(
        name,
        new LayerNormalization(-1, epsilon),
        x,
        x.Builder.Parameter($"{name}.weight", [Last(x)]),
        x.Builder.Parameter($"{name}.bias", [Last(x)])));

    /// <summary>Local response normalisation across neighbouring channels.</summary>
    /// <param name="size">The number of channels that are taken together.</param>
    /// <param name="alpha">The factor of the sum of squares, which is divided by <paramref name="size"/>.</param>
    /// <param name="beta">The exponent.</param>
    /// <param name="bias">What is added to the sum.</param>
    public static Network LocalResponseNorm(long size, float alpha = 1e-4f, float beta = 0.75f, float bias = 1) =>
        Plain("lrn", new LRN(size, alpha, beta, bias));

    /// <summary>The maximum over a sliding window.</summary>
    /// <param name="kernel">The size of the window.</param>
    /// <param name="stride">Input positions per output position; the kernel if not said.</param>
    /// <param name="padding">Padding on both sides; 0 if not said.</param>
    /// <param name="dilation">Input positions between taps; 1 if not said.</param>
    /// <param name="ceil">Whether a last window that is only partly inside counts, too.</param>
    /// <param name="autoPad">How padding is chosen if it is not given.</param>
    public static Network MaxPool(
        PerAxis kernel,
        PerAxis stride = default,
        PerAxis padding = default,
        PerAxis dilation = default,
        bool ceil = false,
        AutoPad autoPad = AutoPad.Explicit) =>
        Network.Layer("maxpool", (x, name) => x.Builder.Add(
            name, new MaxPool(Pooling(x, kernel, stride, padding, dilation) with { Ceil = ceil, AutoPad = autoPad }), x));

    /// <summary>The average over a sliding window.</summary>
    /// <param name="kernel">The size of the window.</param>
    /// <param name="stride">Input positions per output position; the kernel if not said.</param>
    /// <param name="padding">Padding on both sides; 0 if not said.</param>
    /// <param name="ceil">Whether a last window that is only partly inside counts, too.</param>
    /// <param name="countPadding">Whether taps on padding count, as PyTorch has it unless told otherwise.</param>
    /// <param name="autoPad">How padding is chosen if it is not given.</param>
    public static Network AveragePool(
        PerAxis kernel,
        PerAxis stride = default,
        PerAxis padding = default,
        bool ceil = false,
        bool countPadding = true,
        AutoPad autoPad = AutoPad.Explicit) =>
        Network.Layer("averagepool", (x, name) => x.Builder.Add(
            name, new AveragePool(Pooling(x, kernel, stride, padding, default) with { Ceil = ceil, AutoPad = autoPad }, countPadding), x));

    /// <summary>The average of each channel.</summary>
    public static Network GlobalAveragePool { get; } = Plain("globalaveragepool", new GlobalAveragePool());

    /// <summary>The maximum of each channel.</summary>
    public static Network GlobalMaxPool { get; } = Plain("globalmaxpool", new GlobalMaxPool());

    /// <summary>max(0, x)</summary>
    public static Network Relu { get; } = Plain("relu", new Relu());

    /// <summary>min(6, max(0, x))</summary>
    public static Network Relu6 { get; } = Network.Layer("relu6", (x, name) => x.Builder.Add(
        name,
        new Clip(),
        x,
        x.Builder.Constant($"{name}.min", Tensor.Of([], 0f)),
        x.Builder.Constant($"{name}.max", Tensor.Of([], 6f))));

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    public static Network Sigmoid { get; } = Plain("sigmoid", new Sigmoid());

    /// <summary>tanh x</summary>
    public static Network Tanh { get; } = Plain("tanh", new Tanh());

    /// <summary>x · Φ(x), where Φ is the normal distribution.</summary>
    public static Network Gelu { get; } = Plain("gelu", new Gelu());

    /// <summary>x · min(1, max(0, x/6 + ½))</summary>
    public static Network HardSwish { get; } = Plain("hardswish", new HardSwish());

    /// <summary>x · sigmoid(x), also called swish.</summary>
    public static Network Silu { get; } = Gated(Sigmoid);

    /// <summary>eˣ / Σ eˣ over the last axis.</summary>
    public static Network Softmax { get; } = Plain("softmax", new Softmax());

    /// <summary>All axes but the first in one.</summary>
    public static Network Flatten { get; } = Plain("flatten", new Flatten());

    /// <summary>The identity in use; in training a part of the elements is dropped.</summary>
    /// <param name="ratio">The part that is dropped.</param>
    public static Network Dropout(float ratio = 0.5f) => Network.Layer("dropout", (x, name) => x.Builder.Add(
        name, new Dropout(), x, x.Builder.Constant($"{name}.ratio", Tensor.Of([], ratio))));

    /// <summary>y = W · x + b, on all axes but the first taken as one.</summary>
    /// <param name="units">The number of outputs.</param>
    /// <param name="bias">Whether each output has a bias.</param>
    public static Network Dense(Size units, bool bias = true) => Network.Layer("dense", (x, name) =>
    {
        GraphValue flat = x.Shape.Rank == 2 ? x : Flatten.Apply(x);
        return x.Builder.Add(
            name,
            new Gemm(TransposeB: true),
            flat,
            x.Builder.Parameter($"{name}.weight", [units, flat.Shape[1]]),
            bias ? x.Builder.Parameter($"{name}.bias", [units]) : null);
    });

    /// <summary>The axes in another order: axis a is axis <c>order[a]</c> of the input.</summary>
    public static Network Permute(params ReadOnlySpan<long> order) => Plain("transpose", new Transpose(Values.Create(order)));

    /// <summary>The same elements with other sizes: 0 keeps the input's, −1 is what remains.</summary>
    public static Network Reshape(params ReadOnlySpan<long> sizes)
    {
        Tensor target = Tensor.Vector(sizes);
        return Network.Layer("reshape", (x, name) => x.Builder.Add(name, new Reshape(), x, x.Builder.Constant($"{name}.shape", target)));
    }

    /// <summary>The channels dealt out anew: of g groups of n, channel i of group j becomes channel j of group i (ShuffleNet).</summary>
    /// <param name="groups">The number of groups.</param>
    public static Network ChannelShuffle(long groups) => Network.Layer("shuffle", (x, name) =>
    {
        Size each = Exactly(x.Channels, groups);
        var order = new long[x.Channels.TryGetValue(out long channels) ? channels : throw new GraphException($"the shuffled channels {x.Channels} must be a number")];
        for (int channel = 0; channel < order.Length; channel++)
        {
            order[channel] = (channel % groups * each.Value) + (channel / groups);
        }
        // A selection, unlike PyTorch's view, transpose and view, leaves the spatial sizes open.
        return x.Builder.Add(name, new Gather(1), x, x.Builder.Constant($"{name}.order", Tensor.Vector(order)));
    });

    /// <summary>The grid made finer or coarser by a factor.</summary>
    /// <param name="factor">Output positions per input position.</param>
    /// <param name="mode">How the new grid is filled.</param>
    public static Network Upsample(float factor, InterpolationMode mode = InterpolationMode.Nearest) => Network.Layer("upsample", (x, name) =>
    {
        var scales = new float[2 + Axes(x)];
        Array.Fill(scales, factor);
        scales[0] = 1;
        scales[1] = 1;
        string coordinates = mode == InterpolationMode.Nearest ? "asymmetric" : "half_pixel";
        return x.Builder.Add(
            name,
            new Resize(mode, coordinates, mode == InterpolationMode.Nearest ? "floor" : "round_prefer_floor"),
            x,
            null,
            x.Builder.Constant($"{name}.scales", Tensor.Of([scales.Length], scales)));
    });

    /// <summary>Networks that follow each other, named by their positions from 0, as PyTorch's Sequential does.</summary>
    public static Network Sequential(params ReadOnlySpan<Network> parts)
    {
        var named = new Network[parts.Length];
        for (int position = 0; position < named.Length; position++)
        {
            named[position] = parts[position].Named(position.ToString(CultureInfo.InvariantCulture));
        }
        return Network.Create(named);
    }

    /// <summary>body(x) + shortcut(x).</summary>
    /// <param name="body">What is learned.</param>
    /// <param name="shortcut">What it is added to; the input itself if not said.</param>
    public static Network Residual(Network body, Network? shortcut = null) => Network.Of(x =>
    {
        GraphValue learned = body.Apply(x);
        return Sum(learned, shortcut?.Apply(x) ?? x);
    });

    /// <summary>x · gate(x), elementwise, with broadcasting: squeeze-and-excitation, swish.</summary>
    public static Network Gated(Network gate) => Network.Of(x => x.Builder.Add(null, new Mul(), x, gate.Apply(x)));

    /// <summary>Several networks on the same value, their channels one after the other.</summary>
    public static Network Parallel(params ReadOnlySpan<Network> branches)
    {
        Network[] all = branches.ToArray();
        return Network.Of(x => Concat([.. all.Select(branch => branch.Apply(x))]));
    }

    /// <summary>The channels of several values, one after the other.</summary>
    public static GraphValue Concat(params ReadOnlySpan<GraphValue> values) => values[0].Builder.Add(null, new Concat(1), values!);

    /// <summary>The sum of two values, with broadcasting.</summary>
    public static GraphValue Sum(GraphValue left, GraphValue right) => left.Builder.Add(null, new Add(), left, right);

    /// <summary>A value on the spatial grid of another one, whatever its size.</summary>
    public static GraphValue ResizeLike(GraphValue value, GraphValue other, InterpolationMode mode = InterpolationMode.Linear)
    {
        long[] axes = [.. Enumerable.Range(2, Axes(value)).Select(axis => (long)axis)];
        GraphValue sizes = value.Builder.Add(null, new ShapeOf(Start: 2), other);
        return value.Builder.Add(null, new Resize(mode, Axes: Values.Create<long>(axes)), value, null, null, sizes);
    }

    /// <summary>An operator without weights and settings.</summary>
    private static Network Plain(string kind, Operator @operator) => Network.Layer(kind, (x, name) => x.Builder.Add(name, @operator, x));

    private static GraphValue Convolution(
        GraphValue x, string name, Size channels, Size groups, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis dilation, bool bias, AutoPad autoPad) =>
        x.Builder.Add(
            name,
            new Conv(Window(x, kernel, stride, padding, dilation) with { AutoPad = autoPad }, groups),
            x,
            x.Builder.Parameter($"{name}.weight", [channels, Exactly(x.Channels, groups), .. kernel.For(Axes(x))!.Value]),
            bias ? x.Builder.Parameter($"{name}.bias", [channels]) : null);

    private static Window Pooling(GraphValue x, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis dilation)
    {
        Window window = Window(x, kernel, stride, padding, dilation);
        return window with { Strides = window.Strides ?? window.Kernel };
    }

    private static Window Window(GraphValue x, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis dilation)
    {
        int axes = Axes(x);
        Values<Size>? pads = padding.For(axes) is { } sides ? [.. sides, .. sides] : null;
        return new Window(kernel.For(axes) ?? throw new GraphException("a window has no kernel"), stride.For(axes), dilation.For(axes), pads);
    }

    private static int Axes(GraphValue x) => x.Shape.Rank > 2
        ? x.Shape.Rank - 2
        : throw new GraphException($"'{x.Name}' is {x.Shape}: it has no spatial axis behind batch and channels");

    private static Size Last(GraphValue x) => x.Shape.Rank > 0 ? x.Shape[x.Shape.Rank - 1] : throw new GraphException($"'{x.Name}' is a scalar: it has no last axis");

    private static Size Exactly(Size channels, Size groups) => Size.TryDivideExactly(channels, groups, out Size each)
        ? each
        : throw new GraphException($"{groups} groups do not divide {channels} channels");
}
