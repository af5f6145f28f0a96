using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Analysis;

/// <summary>What another tool counts for a layer, and why.</summary>
/// <param name="Count">What the layer adds to the total that it prints; null if it is not counted.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record ToolFigure(Size? Count, string Reason)
{
    internal static ToolFigure NotCounted(string reason) => new(null, reason);
}

/// <summary>A tool that counts the work of PyTorch's networks.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">The file that its rules were read in, and its state.</param>
/// <param name="Unit">What it calls one.</param>
/// <param name="Rule">What it counts for a layer.</param>
public sealed record Convention(string Name, string Source, string Unit, Func<ConventionLayer, ToolFigure> Rule);

/// <summary>A layer as the tools see it: the module or function of PyTorch that is exported as this node.</summary>
/// <param name="Node">The node with its types.</param>
/// <param name="Weights">The names of the tensors that are part of the network.</param>
public readonly record struct ConventionLayer(TypedNode Node, IReadOnlySet<string> Weights)
{
    internal Operator Operator => Node.Node.Operator;

    internal Shape X => Node.Inputs.Shape(0);

    internal Shape Y => Node.Outputs[0].Shape;

    internal Shape W => Node.Inputs.Shape(1);

    internal Size Bias(int input) => Node.Inputs.Has(input) ? Node.Inputs.Shape(input).Elements : 0;

    // Whether an input is a tensor of the network, so that the node is a layer and not a function of two values.
    internal bool IsWeight(int input) => input < Node.Node.Inputs.Count && Weights.Contains(Node.Node.Inputs[input]);

    // The positions of a feature map: its size without the channels.
    internal static Size Positions(Shape shape) => shape[0] * Size.Product(shape.Sizes[2..]);
}

/// <summary>
/// What five tools print for the same network, as rules over its layers: they differ in what one is (a multiply–accumulate or an operation), in whether a bias counts, in where a
/// transposed convolution multiplies, and in which other layers count at all. All of them count products with padding. The rules follow what the tools' sources say of PyTorch's own
/// modules; a network that calls functions instead of modules may be counted otherwise, where a reason says so.
/// <list type="bullet">
/// <item>fvcore 0.1.6: fvcore/nn/jit_handles.py (242366f, 2024-03-04) and the list in fvcore/nn/flop_count.py (3378afe, 2026-02-25).</item>
/// <item>torch.utils.flop_counter: torch/utils/flop_counter.py of pytorch/pytorch (0140b62); only the forward pass.</item>
/// <item>torchinfo 1.8.0: calculate_macs in torchinfo/layer_info.py (9e41108, 2026-06-14).</item>
/// <item>ptflops 0.7.6, back end pytorch: ptflops/pytorch_ops.py and pytorch_engine.py (994faeb, 2025-08-20).</item>
/// <item>thop 0.1.1: thop/vision/basic_hooks.py and calc_func.py (9e106f3, 2022-09-06).</item>
/// </list>
/// </summary>
public static class Conventions
{
    /// <summary>The tools.</summary>
    public static IReadOnlyList<Convention> All { get; } =
    [
        new("fvcore", "fvcore 0.1.6, fvcore/nn/jit_handles.py at 242366f of 2024-03-04", "a multiply–accumulate, called flop", Fvcore),
        new("flop_counter", "torch.utils.flop_counter, torch/utils/flop_counter.py at 0140b62", "a multiplication or an addition", FlopCounter),
        new("torchinfo", "torchinfo 1.8.0, torchinfo/layer_info.py at 9e41108 of 2026-06-14", "a use of a parameter, called mult-add", Torchinfo),
        new("ptflops", "ptflops 0.7.6 with its pytorch back end, ptflops/pytorch_ops.py at 994faeb of 2025-08-20", "a multiply–accumulate, or any operation of other layers", Ptflops),
        new("thop", "thop 0.1.1, thop/vision/basic_hooks.py at 9e106f3 of 2022-09-06", "a multiply–accumulate, or any operation of other layers", Thop),
    ];

    /// <summary>What each of the tools counts for the layers of a network, in the order of execution, constants left out; one figure for each tool of <see cref="All"/>.</summary>
    public static IReadOnlyList<(TypedNode Node, Values<ToolFigure> Figures)> Of(TypedGraph typed)
    {
        var weights = typed.Graph.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        return [.. typed.Nodes.Where(node => node.Node.Operator is not Constant).Select(node => (node, Of(new ConventionLayer(node, weights))))];
    }

    private static Values<ToolFigure> Of(ConventionLayer layer)
    {
        var figures = new ToolFigure[All.Count];
        for (int tool = 0; tool < figures.Length; tool++)
        {
            figures[tool] = layer.Node.Reason is { } reason ? ToolFigure.NotCounted("unavailable: " + reason) : All[tool].Rule(layer);
        }
        return Values.Create<ToolFigure>(figures);
    }

    // N · ΠW · the positions at which the kernel is applied: those of the output, or of the input of a transposed convolution.
    private static Size Products(ConventionLayer layer) =>
        layer.W.Elements * ConventionLayer.Positions(layer.Operator is ConvTranspose ? layer.X : layer.Y);

    // Rows · columns · what is summed over.
    private static Size Products(ConventionLayer layer, Gemm gemm) => layer.Y.Elements * layer.X[gemm.TransposeA ? 0 : 1];

    private static Size Contraction(ConventionLayer layer) => layer.Node.Cost().Macs;

    private static bool IsTwoDimensional(ConventionLayer layer) => layer.X.Rank == 4;

    private static bool Trains(ConventionLayer layer) => layer.Operator is BatchNormalization { Training: true } || layer.Node.Inputs.OutputCount > 1;

    // The bounds are attributes, or inputs in younger files.
    private static bool IsRelu6(ConventionLayer layer) => layer.Operator is Clip clip
        && (clip.Minimum is { } least ? least == 0 : layer.Node.Inputs.Scalar(1) == (Fraction)0)
        && (clip.Maximum is { } most ? most == 6 : layer.Node.Inputs.Scalar(2) == (Fraction)6);

    private static InterpolationMode? Upsampling(ConventionLayer layer) => layer.Operator switch
    {
        Resize resize => resize.Mode,
        Upsample upsample => upsample.Mode,
        _ => null,
    };

    private static ToolFigure Fvcore(ConventionLayer layer) => layer.Operator switch
    {
        Conv => new(Products(layer), "N · ΠW · output positions: multiply–accumulates with padding, without bias"),
        ConvTranspose => new(Products(layer), "N · ΠW · input positions: each input position meets the whole kernel; without bias"),
        Gemm gemm => new(Products(layer, gemm), "rows · columns · inner size: multiply–accumulates without bias"),
        MatMul or Einsum => new(Contraction(layer), "multiply–accumulates of the product"),
        BatchNormalization when Trains(layer) => new(layer.X.Elements * 5, "5 an element while training: a rough estimate"),
        BatchNormalization => new(layer.X.Elements * 2, "2 an element, because scale and shift follow the normalisation (1 without them)"),
        LayerNormalization or GroupNormalization or InstanceNormalization => new(layer.X.Elements * 5, "5 an element with scale and shift: a rough estimate"),
        GlobalAveragePool when IsTwoDimensional(layer) => new(layer.X.Elements, "adaptive_avg_pool2d counts 1 an input element"),
        Resize or Upsample when IsTwoDimensional(layer) && Upsampling(layer) == InterpolationMode.Nearest => new(layer.Y.Elements, "upsample_nearest2d counts 1 an output element"),
        Resize or Upsample when IsTwoDimensional(layer) && Upsampling(layer) == InterpolationMode.Linear => new(layer.Y.Elements * 4, "upsample_bilinear2d counts 4 an output element"),
        GridSample => new(layer.Y.Elements * 4, "grid_sampler counts 4 an output element, as if it were bilinear"),
        _ => ToolFigure.NotCounted("its operator is not in the list of those that are counted"),
    };

    private static ToolFigure FlopCounter(ConventionLayer layer) => layer.Operator switch
    {
        Conv => new(Products(layer) * 2, "2 · N · ΠW · output positions: products and sums with padding, without bias; its source says that 2n − 1 would be right"),
        ConvTranspose => new(Products(layer) * 2, "2 · N · ΠW · input positions: products and sums, without bias"),
        Gemm gemm => new(Products(layer, gemm) * 2, "2 · rows · columns · inner size; the bias of addmm is not counted"),
        MatMul or Einsum => new(Contraction(layer) * 2, "2 for each multiply–accumulate of the products that it is taken apart into"),
        _ => ToolFigure.NotCounted("only products of matrices, convolutions and attention are counted"),
    };

    private static ToolFigure Torchinfo(ConventionLayer layer) => layer.Operator switch
    {
        Conv or DeformConv => new(
            (layer.W.Elements + layer.Bias(layer.Operator is DeformConv ? 3 : 2)) * ConventionLayer.Positions(layer.Y),
            "parameters · N · output positions: the bias counts as multiply–accumulates"),
        ConvTranspose => new(
            (layer.W.Elements + layer.Bias(2)) * ConventionLayer.Positions(layer.Y),
            "parameters · N · output positions, as for a convolution, though the kernel meets input positions"),
        Gemm when layer.IsWeight(1) => new((layer.W.Elements + layer.Bias(2)) * layer.Y[0], "parameters · rows: the bias counts as multiply–accumulates"),
        MatMul when layer.IsWeight(1) => new(layer.W.Elements * Size.Product(layer.Y.Sizes[..^1]), "parameters · rows; the module's bias, a node of its own here, would count as well"),
        BatchNormalization or InstanceNormalization or LayerNormalization or GroupNormalization or RMSNormalization => new(
            layer.Y[0] * (layer.Bias(1) + layer.Bias(2)), "N · parameters: scale and shift once for each sample, whatever the positions"),
        PRelu when layer.IsWeight(1) => new(layer.Y[0] * layer.Bias(1), "N · parameters, whatever the positions"),
        _ => ToolFigure.NotCounted("a layer without parameters has no mult-adds"),
    };

    private const string Twice = "; the hook of the module and the patched function that it calls both enter the total, the layer's own line shows half";

    private static ToolFigure Ptflops(ConventionLayer layer) => layer.Operator switch
    {
        Conv => new(Products(layer) + (layer.Node.Inputs.Has(2) ? layer.Y.Elements : 0), "multiply–accumulates with padding, and 1 an output element for a bias"),
        ConvTranspose => new(
            Products(layer) + (layer.Node.Inputs.Has(2) ? layer.Y.Elements : 0), "multiply–accumulates at the input positions, and 1 an output element for a bias"),
        Gemm gemm => new(Products(layer, gemm) + (layer.Node.Inputs.Has(2) ? layer.Y.Elements : 0), "multiply–accumulates, and 1 an output element for a bias"),
        MatMul => new(Contraction(layer), "multiply–accumulates of the product"),
        BatchNormalization or InstanceNormalization or GroupNormalization => new(layer.X.Elements * 2, "1 an element, twice with scale and shift"),
        LayerNormalization => new(layer.X.Elements, "1 an element: the module has no attribute 'affine' that would double it"),
        Relu or Elu or Gelu => new(layer.Y.Elements * 2, "1 an element" + Twice),
        PRelu => new(layer.Y.Elements * 2, "1 an element" + Twice),
        LeakyRelu or Swish or Softmax => new(layer.Y.Elements, "1 an element"),
        Clip when IsRelu6(layer) => new(layer.Y.Elements, "ReLU6 counts 1 an element"),
        MaxPool or AveragePool or GlobalAveragePool or GlobalMaxPool => new(layer.X.Elements * 2, "1 an input element, whatever the window" + Twice),
        Resize or Upsample => new(layer.Y.Elements * 2, "1 an output element, whatever the mode" + Twice),
        DeformConv => Deformable(layer),
        Add or Mul => ToolFigure.NotCounted("only torch.add and torch.mul are patched; what is written as + or * passes by"),
        _ => ToolFigure.NotCounted("it is in none of the lists of modules and functions that are counted"),
    };

    // 24 more for each tap: the interpolation and its coordinates; 25 with a mask.
    private static ToolFigure Deformable(ConventionLayer layer) => new(
        (layer.W.Elements + (Size.Product(layer.W.Sizes[2..]) * (layer.Node.Inputs.Has(4) ? 25 : 24))) * ConventionLayer.Positions(layer.Y)
            + (layer.Node.Inputs.Has(3) ? layer.Y.Elements : 0),
        "multiply–accumulates, 24 a tap for the interpolation (25 with a mask), and 1 an output element for a bias");

    private static ToolFigure Thop(ConventionLayer layer) => layer.Operator switch
    {
        Conv => new(Products(layer), "output elements · C/groups · kernel: multiply–accumulates with padding, without bias"),
        ConvTranspose transposed => new(
            layer.Y.Elements * Size.FloorDiv(layer.X[1], transposed.Groups) * Size.Product(layer.W.Sizes[2..]),
            "output elements · C/groups · kernel, as for a convolution, though the kernel meets input positions"),
        Gemm gemm when layer.IsWeight(1) => new(Products(layer, gemm), "output elements · inputs: multiply–accumulates without bias"),
        MatMul when layer.IsWeight(1) => new(Contraction(layer), "output elements · inputs: multiply–accumulates without bias"),
        BatchNormalization or InstanceNormalization or LayerNormalization => new(layer.X.Elements * 4, "2 an element, twice with scale and shift"),
        Relu or LeakyRelu or MaxPool or GlobalMaxPool or Dropout => new(0, "its hook counts 0"),
        Clip when IsRelu6(layer) => new(0, "its hook counts 0"),
        PRelu => new(layer.X.Elements, "1 an element"),
        Softmax softmax => new((layer.Y.Elements * 3) - softmax.Rows(layer.X), "for each row of n elements n exponentials, n − 1 additions and n divisions"),
        AveragePool => new(layer.Y.Elements, "1 an output element, whatever the window"),
        GlobalAveragePool => new(layer.X.Elements + layer.Y.Elements, "for each output element the elements that it averages, and 1 for the division"),
        Resize or Upsample when Upsampling(layer) == InterpolationMode.Nearest => new(layer.Y.Elements, "1 an output element"),
        Resize or Upsample when Upsampling(layer) == InterpolationMode.Cubic => new(layer.Y.Elements * 259, "259 an output element: 224 to solve for the coefficients, 35 for the value"),
        Resize or Upsample when layer.X.Rank == 3 => new(layer.Y.Elements * 5, "5 an output element"),
        Resize or Upsample when IsTwoDimensional(layer) => new(layer.Y.Elements * 11, "11 an output element"),
        MatMul or Einsum => ToolFigure.NotCounted("only modules are seen, and this is a function"),
        _ => ToolFigure.NotCounted("no hook is registered for it"),
    };
}
